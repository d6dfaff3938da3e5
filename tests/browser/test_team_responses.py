"""A reviewer works through a flagged response in the browser, in both languages."""

import re

import pytest
from playwright.sync_api import Page, expect

from hees.language import say
from hees.settings import PROJECT
from hees.store.connection import release
from hees.store.home import Home, prepare
from hees.study import Study, load
from hees.survey import finder, receipt_codes
from hees.team import accounts, monitoring
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE, Server
from tests.browser.respondent import settled
from tests.browser.test_longest_path import sign_in
from tests.respondent import Respondent

pytestmark = pytest.mark.browser

OTHERS = 5


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """A server with six foundations, one of which only tried the survey out; and its home."""
    study = load(PROJECT / "data")
    home = prepare(tmp_path_factory.mktemp("responses") / "home")
    finder.fill(home, PROJECT / "data", study.languages)
    for number in range(OTHERS):
        person(home, study, f"Foundation {number}", comment_works=f"Seminar {number} went well.")
    tried = person(home, study, "Marigold Foundation", comment_works="asdf").id
    accounts.add(home, "alice", "reviewer", password="correct horse battery", email=None)
    release(home.responses)
    release(home.public)
    server = Server(home.folder).start()
    yield server, home, study, tried
    server.stop()


def person(home: Home, study: Study, name: str, **given: str) -> Respondent:
    one = Respondent.starts(home, study)
    own = {"org_name": {"name": name}, "org_category": "foundation", "org_base": "us"}
    one.answers(**own, areas=["research"], consent_use="yes", **given)
    assert isinstance(one.submits(), receipt_codes.Receipt)
    return one


def counted(home: Home, study: Study) -> int:
    return monitoring.distribution(home, study.questionnaire.questions["org_category"]).submitted


def press(page: Page, name: str) -> None:
    """Click a button once the page stands still."""
    settled(page)
    page.locator(f".st-key-{name} button").click()
    settled(page)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_reviewer_excludes_a_flagged_response_with_its_effect_and_takes_it_back(
    answered, open_context, language: str
):
    server, home, study, tried = answered
    before = counted(home, study)
    page = open_context({"en": DESK, "ja": PHONE}[language], language).new_page()
    sign_in(page, server.url)
    page.goto(f"{server.url}/team_responses?lang={language}&flag=placeholder")
    rows = page.locator(".hees-responses tbody tr")
    expect(rows).to_have_count(1)
    rows.locator("a").click()
    expect(page).to_have_url(re.compile(f"response={tried}"))

    evidence = page.locator("[class*=st-key-flag-placeholder]").first
    expect(evidence).to_contain_text("asdf")
    expect(evidence).to_contain_text(study.questionnaire.questions["comment_works"].label[language])
    press(page, "review-exclude")
    panel = page.locator(".st-key-review_panel")
    expect(panel).to_contain_text(f"{before} → {before - 1}")
    expect(panel.locator("[data-testid=stExpander]")).to_be_visible()
    expect(page.locator(".st-key-exclude-confirm button")).to_be_disabled()
    reason = say("responses.reasons.test", language)
    respondent.open_list(panel.locator("[data-testid=stSelectbox] input"))
    page.locator("[role=option]", has_text=reason).click()
    press(page, "exclude-confirm")
    decided = page.locator(".hees-decided")
    expect(decided).to_contain_text(reason)
    assert counted(home, study) == before - 1

    press(page, "review-return")
    expect(page.locator(".st-key-review_panel")).to_contain_text(f"{before - 1} → {before}")
    press(page, "return-confirm")
    expect(decided).to_contain_text(say("responses.states.received", language))
    assert counted(home, study) == before
    page.locator(".st-key-back a").click()
    expect(rows).to_have_count(1)
    assert (
        page.evaluate("() => document.documentElement.scrollWidth") <= page.viewport_size["width"]
    )
