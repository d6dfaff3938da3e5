"""The export page: a viewer takes the data away; contact data is for administrators, and on the log."""

import zipfile

import pyreadstat
import pytest
from playwright.sync_api import Page, expect

from hees.language import say
from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store import audit
from hees.store.connection import reading, release
from hees.store.home import prepare
from hees.study import load
from hees.survey import finder
from hees.team import accounts
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE, Server
from tests.browser.test_longest_path import sign_in

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    study = load(PROJECT / "data")
    home = prepare(tmp_path_factory.mktemp("export") / "home")
    finder.fill(home, PROJECT / "data", study.languages)
    simulate(home, study, 20, seed=3)
    accounts.add(home, "viv", "viewer", password=PASSWORD, email=None)
    accounts.add(home, "ann", "administrator", password=PASSWORD, email=None)
    release(home.responses)
    release(home.public)
    running = Server(home.folder).start()
    yield running, home
    running.stop()


def open_page(page: Page, url: str, name: str, language: str) -> None:
    sign_in(page, url, name)
    page.goto(f"{url}/team_export?lang={language}")
    expect(page.locator("h1").last).to_have_text(say("nav.team_export", language))
    expect(page.locator(".st-key-export-begin button")).to_be_visible()
    respondent.settled(page)


def test_a_viewer_exports_for_spss_in_japanese_and_is_offered_no_contact_data(
    served, open_context, tmp_path
):
    server, home = served
    page = open_context(PHONE, "ja").new_page()
    open_page(page, server.url, "viv", "ja")
    expect(page.locator("[data-testid=stCheckbox]")).to_have_count(0)
    spss = page.get_by_role("radio", name="SPSS")
    page.wait_for_timeout(500)  # a press while the page is drawn is lost
    respondent.settled(page)
    spss.click()
    expect(spss).to_be_checked()
    respondent.settled(page)
    page.locator(".st-key-export-begin button").click()
    save = page.locator("[class*=st-key-export-ready] a.hees-button")
    expect(save).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        save.click()
    archive = tmp_path / download.value.suggested_filename
    download.value.save_as(archive)
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(tmp_path)
    [data] = tmp_path.glob("*/hees-responses.sav")
    frame, known = pyreadstat.read_sav(data)
    with reading(home.responses) as connection:
        [(submitted,)] = connection.execute("SELECT count(*) FROM counted").fetchall()
        entry = audit.newest(connection, 1)[0]
    assert len(frame) == submitted
    assert known.column_names_to_labels["response_id"] == say("export.own.response_id", "ja")
    assert (entry.who, entry.action) == ("viv", "data_exported")
    page.locator("[class*=st-key-export-end] button").click()
    expect(save).to_have_count(0)


def test_an_administrator_takes_contact_data_only_after_a_tick(served, open_context):
    server, home = served
    page = open_context(DESK, "en").new_page()
    open_page(page, server.url, "ann", "en")
    page.locator("[data-testid=stCheckbox] label").click()
    expect(page.locator("[data-testid=stAlert]").last).to_contain_text(
        "Export it only for a purpose"
    )
    page.locator(".st-key-export-begin button").click()
    expect(page.locator("[class*=st-key-export-ready] a.hees-button")).to_be_visible(timeout=60_000)
    with reading(home.responses) as connection:
        entry = audit.newest(connection, 1)[0]
    assert (entry.who, entry.action) == ("ann", "contact_exported")
