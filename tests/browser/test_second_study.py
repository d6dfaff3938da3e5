"""The site of the second study in a real browser, on a phone: whole, quiet, accessible and of no other study."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hees.language import say
from hees.store.home import prepare
from hees.survey import drafts
from tests.browser.conftest import PHONE, Server
from tests.browser.respondent import settled
from tests.browser.test_accessibility import fits, violations, watch
from tests.test_cli import hees
from tests.test_second_study import FOLDER, LANGUAGES, STUDY, TOPIC, answer, foreign

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "survey",
    "findings",
    f"findings?topic={TOPIC.id}",
    "partnerships",
    "resources",
    "recommendations",
    "about",
    "releases",
    "team",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The second study with its answers and one release."""
    home = prepare(tmp_path_factory.mktemp("second") / "home")
    answer(home)
    assert hees(home.folder, "release", study=FOLDER).returncode == 0
    running = Server(home.folder, FOLDER).start()
    yield running
    running.stop()


def whole(page: Page, name: str, language: str, *, accessible: bool = True) -> None:
    """What is on screen has a heading, fits, is accessible, and names no other study."""
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", language)
    settled(page)
    assert not accessible or violations(page) == [], name
    assert STUDY.title[language] in page.inner_text("body"), name
    assert foreign(page.title() + page.inner_text("body")) == [], name
    fits(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_second_study_is_whole(site, page, language):
    page.set_viewport_size(PHONE)
    seen = watch(page, site.url)
    for number, name in enumerate(PAGES):
        page.goto(f"{site.url}/{name}{'&' if '?' in name else '?'}lang={language}")
        # Each page is looked into in one of the languages.
        whole(page, name, language, accessible=LANGUAGES[number % 2] == language)
    page.goto(f"{site.url}/sign-in?lang={language}")  # a page without Streamlit
    expect(page.locator("h1")).to_be_visible()
    assert foreign(page.inner_text("body")) == []
    assert Axe().run(page).response["violations"] == []
    fits(page)
    assert seen == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_of_the_second_study_turns(site, page, language):
    page.set_viewport_size(PHONE)
    seen = watch(page, site.url)
    page.goto(f"{site.url}/findings?topic={TOPIC.id}&lang={language}")
    first, last = (chart.title[language] for chart in TOPIC.charts)
    heading = page.locator(".st-key-the_data h3")
    expect(heading).to_have_text(first)
    page.get_by_text(STUDY.breakdowns[0].title[language], exact=True).click()
    for country in STUDY.countries:
        legend = page.locator(".hees-legend", has_text=country.name[language])
        expect(legend.first).to_be_visible()
    hidden = say("chart.hidden", language, k=STUDY.policy.k)
    nobody = page.locator(".st-key-the_data .annotation", has_text=hidden)
    expect(nobody).to_have_count(len(STUDY.countries))
    page.locator(".st-key-page_next button").click()
    expect(heading).to_have_text(last)
    expect(page.locator(".st-key-page_next button")).to_be_disabled()
    expect(page.locator(".st-key-the_data .js-plotly-plot")).to_be_visible()
    whole(page, "the last page", language)
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(first)
    settled(page)
    assert seen == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_questions_can_be_answered(site, page, language):
    _, token = drafts.start(prepare(site.home), STUDY, language)
    page.set_viewport_size(PHONE)
    seen = watch(page, site.url)
    page.goto(f"{site.url}/r/{token}?lang={language}")
    for question in STUDY.questionnaire.questions.values():
        expect(page.get_by_text(question.label[language]).first).to_be_visible()
    whole(page, "section", language)
    page.locator(".st-key-sections [class*=-review] button").click()
    expect(page.locator("[class*=st-key-gap-]").first).to_be_visible()
    whole(page, "review", language)
    assert seen == []
