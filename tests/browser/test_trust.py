"""What must hold when things are not as usual: hostile text, a new questionnaire, a broken file."""

import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Page, expect

from hees.language import say
from hees.store import register_loading
from hees.store.connection import release
from hees.store.home import prepare
from hees.store.register import Entry
from hees.survey.finder import OFFERED
from hees.team import accounts
from tests import studies
from tests.browser import respondent
from tests.browser.conftest import PHONE, Server
from tests.browser.test_longest_path import sign_in
from tests.browser.test_saving import field, go, go_review
from tests.browser.test_team import choose_question

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)> [a](javascript:alert(2)) :red[b] $c$ </script><script>alert(3)</script>"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A server whose register has 16,000 more names."""
    home = prepare(tmp_path_factory.mktemp("crowded") / "home")
    many = [
        Entry(
            f"x{number}",
            "institution",
            "JP",
            {"en": f"Test College {number}", "ja": f"試験大学{number}"},
            "",
            "",
        )
        for number in range(16_000)
    ]
    register_loading.load(home, "many", "1", many)
    release(home.public)
    release(home.responses)
    server = Server(home.folder).start()
    yield server
    server.stop()


def test_markup_from_people_stays_text_wherever_it_is_shown(crowded, open_context):
    page = open_context().new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    respondent.begin(page, crowded, **respondent.REQUIRED)
    go(page, "organisation")
    page.locator("[class*=st-key-a-][class*=remove0] button").click()
    respondent.type_into(page, field("org_name"), HOSTILE)
    as_typed = respondent.box(page, field("org_name")).locator("[class*=as-typed] button")
    expect(as_typed).to_contain_text(HOSTILE)
    as_typed.click()
    respondent.saved(page, field("org_name"), "en")
    shows_as_text(page)
    go(page, "programmes")
    page.locator(".st-key-entry-add button").click()
    page.locator("[class*=st-key-field-programme_name] input").fill(HOSTILE)
    expect(page.locator("[class*=st-key-entry-e] h2")).to_contain_text(HOSTILE)
    go_review(page)
    shows_as_text(page)
    page.locator(".st-key-submit button").click()
    expect(page.locator(".st-key-receipt")).to_be_visible()
    copy = page.context.new_page()
    copy.goto(crowded.url + page.locator(".hees-links a").first.get_attribute("href"))
    shows_as_text(copy)
    accounts.add(
        prepare(crowded.home), "alice", "viewer", password="correct horse battery", email=None
    )
    sign_in(page, crowded.url)
    shows_as_text(page)
    choose_question(page, field("org_name").question.label["en"])
    expect(page.locator(".hees-grid").last).to_contain_text("onerror=alert(1)")
    expect(page.locator(".js-plotly-plot").last).to_contain_text("<img src=x")


def shows_as_text(page: Page) -> None:
    text = page.get_by_text("onerror=alert(1)").locator("visible=true")
    expect(text.first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0


def test_an_old_draft_opens_shows_what_changed_and_goes_on(tmp_path, page):
    folder = tmp_path / "study"
    studies.tiny(folder)
    old = Server(tmp_path / "home", folder).start()
    page.set_viewport_size(PHONE)
    link = respondent.start(page, old.url, "ja")
    page.locator(".st-key-field-category- [data-testid=stRadioOption]").first.click()
    expect(page.locator(".st-key-after-category-")).to_contain_text("保存しました")
    old.stop()
    about = folder / studies.ABOUT
    about.write_text(
        about.read_text("utf-8")
        + '\n[[questions]]\nid = "motto"\nkind = "text"\nlabel = { en = "Motto", ja = "標語" }\n',
        "utf-8",
    )
    new = Server(tmp_path / "home", folder).start()
    try:
        page.goto(link.replace(old.url, new.url) + "?lang=ja")
        expect(page.locator("h1").last).to_have_text(say("changes.title", "ja"))
        expect(page.get_by_text("標語")).to_be_visible()
        page.locator(".st-key-adopt button").click()
        expect(page.locator(".st-key-field-motto-")).to_be_visible()
        chosen = page.locator(".st-key-field-category- [data-testid=stRadioOption] input").first
        expect(chosen).to_be_checked()
    finally:
        new.stop()


def test_a_database_that_cannot_be_read_is_never_called_empty(own_server, page):
    accounts.add(
        prepare(own_server.home), "alice", "viewer", password="correct horse battery", email=None
    )
    sign_in(page, own_server.url)
    for name in ("responses.db", "responses.db-wal", "responses.db-shm"):
        (own_server.home / name).unlink(missing_ok=True)
    (own_server.home / "responses.db").write_bytes(b"this is not a database" * 1000)
    with pytest.raises(urllib.error.HTTPError, match="503"):
        urllib.request.urlopen(f"{own_server.url}/healthz")
    page.goto(f"{own_server.url}/team?lang=en")
    expect(page.get_by_text(say("trouble.damaged", "en"))).to_be_visible()
    expect(page.get_by_text(say("team.none", "en"))).to_have_count(0)
    page.goto(f"{own_server.url}/survey?lang=en")
    expect(page.get_by_text(say("trouble.damaged", "en")).first).to_be_visible()


def test_a_finder_over_16000_names_offers_a_few(crowded, page):
    page.set_viewport_size(PHONE)
    respondent.begin(page, crowded, "ja")
    respondent.type_into(page, field("org_name"), "試験")
    hits = respondent.box(page, field("org_name")).locator("[class*=hit-] button")
    expect(hits).to_have_count(OFFERED)
    respondent.type_into(page, field("org_name"), "試験大学15999")
    expect(hits).to_have_count(1)
    hits.click()
    respondent.saved(page, field("org_name"), "ja")
    expect(respondent.box(page, field("org_name"))).to_contain_text("試験大学15999")
