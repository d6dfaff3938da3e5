"""A viewer reads the questionnaire: what opens a question, as a drawing and in words, and its files."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from hees.language import say
from hees.settings import PROJECT
from hees.study import load
from hees.team.xlsform import folder
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE, Server, with_team
from tests.browser.test_longest_path import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def team_server(tmp_path_factory: pytest.TempPathFactory):
    running = with_team(tmp_path_factory.mktemp("questionnaire") / "home", alice="viewer")
    yield running
    running.stop()


def open_view(page: Page, server: Server, view: str, language: str) -> None:
    page.goto(f"{server.url}/team_questionnaire?lang={language}&view={view}")
    expect(page.locator(".st-key-questionnaire_views")).to_be_visible()
    respondent.settled(page)


def test_a_viewer_finds_what_opens_a_question_in_japanese_on_a_phone(team_server, open_context):
    asked = load(PROJECT / "data").questionnaire.questions
    page = open_context(PHONE, "ja").new_page()
    sign_in(page, team_server.url)
    open_view(page, team_server, "routing", "ja")
    field = page.locator("[class*=st-key-filter-question-] input")
    field.click()
    field.fill(asked["data_terms"].label["ja"])
    expect(page.locator("[role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    listed = page.locator(".hees-edges").first
    expect(listed).to_contain_text(asked["data_share"].label["ja"])
    expect(listed).to_contain_text("問48で")
    expect(page).to_have_url(re.compile("question=data_terms"))
    picture = page.locator(".hees-routing img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth") == 760
    room = page.evaluate("() => document.documentElement.scrollWidth")
    assert room <= PHONE["width"], "the drawing scrolls inside, never the page"


def test_a_viewer_downloads_the_form_and_the_paper(team_server, open_context):
    study = load(PROJECT / "data")
    page = open_context(DESK, "en").new_page()
    sign_in(page, team_server.url)
    open_view(page, team_server, "files", "en")
    with page.expect_download() as waited:
        page.get_by_role("button", name=say("questionnaire.files.export", "en")).click()
    made = folder.imported(waited.value.path().read_bytes())
    assert made.study
    assert made.study.questionnaire.version == study.questionnaire.version
    link = page.get_by_role("link", name=say("questionnaire.files.pdf", "ja")).get_attribute("href")
    reply = page.request.get(f"{team_server.url}{link}")
    assert reply.ok
    assert PdfReader(io.BytesIO(reply.body())).root_object["/Lang"] == "ja"
