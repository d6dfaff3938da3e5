"""The page of releases in a browser: each screen is whole, and the ways between them work."""

import re

import pytest
from playwright.sync_api import Page, expect

from hees.findings import editions
from hees.language import say
from hees.settings import PROJECT
from hees.store.home import prepare
from hees.store.releases import Part
from hees.study import load
from tests import handmade
from tests.browser.conftest import DESK, PHONE, Server
from tests.browser.respondent import settled
from tests.browser.test_accessibility import fits_both, violations, watch

pytestmark = pytest.mark.browser

FOLDER = PROJECT / "tests" / "second_study"
STUDY = load(FOLDER)
NAME = {"en": "First results", "ja": "第一次結果"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The second study with two made-up releases, the first of them an edition."""
    home = prepare(tmp_path_factory.mktemp("releases") / "home")
    held = next(iter(STUDY.charts.values()))
    handmade.release(home, STUDY, 1)
    handmade.release(home, STUDY, 2, withheld=(Part(held.question or "", "country", ""),))
    editions.freeze(home, STUDY, 1, NAME, day="2027-01-15", site="https://hees.example.org")
    running = Server(home.folder, FOLDER).start()
    yield running
    running.stop()


def whole(page: Page, heading: str) -> None:
    expect(page.locator("h1")).to_have_count(1)  # the page before is gone
    expect(page.locator("h1").last).to_have_text(heading)
    assert violations(page) == []
    fits_both(page)  # what comes next is looked at on the other screen


@pytest.mark.parametrize(("viewport", "language"), [(DESK, "en"), (PHONE, "ja")])
def test_a_reader_goes_from_the_rules_to_an_edition_and_to_what_changed(
    site, open_context, viewport, language
):
    page = open_context(viewport, language).new_page()
    seen = watch(page, site.url)
    page.goto(f"{site.url}/releases?lang={language}#release-1")
    expect(page.locator("#release-1")).to_be_in_viewport()
    whole(page, say("nav.releases", language))
    page.locator("summary", has_text="1").first.click()
    fits_both(page)

    page.get_by_role("link", name=NAME[language]).click()
    whole(page, NAME[language])
    expect(page).to_have_url(re.compile("edition=2026-12"))
    with page.expect_download() as download:
        page.get_by_role("link", name=say("editions.download", language)).click()
    assert download.value.suggested_filename == "hees-edition-2026-12.zip"

    page.get_by_role("link", name=say("editions.compare", language)).click()
    whole(page, say("releases.compare", language))
    expect(page).to_have_url(re.compile("a=2026-12&b=2"))
    settled(page)
    expect(page.get_by_text(say("comparison.not_published", language)).first).to_be_visible()

    page.get_by_role("link", name=say("releases.back", language)).click()
    whole(page, say("nav.releases", language))
    page.locator("#release-1 a").click()
    expect(page).to_have_url(re.compile(r"/findings\?.*release=1"))
    whole(page, say("nav.findings", language))
    assert seen == []
