"""Every page and every section: no axe-core violation, no error in the console, nothing from outside.

In both languages, on a desktop and on a phone of 360 px, in light and in dark: each page and section
is looked at twice, the second time in the other language, on the other screen and in the other colours.
Together they show every pair of the three. All must fit both screens in both languages.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hees.language import say
from hees.settings import PROJECT
from hees.store.home import Home
from hees.study import load
from hees.survey import drafts, entries
from hees.team import accounts
from tests.browser import respondent
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_longest_path import sign_in
from tests.browser.test_saving import field, go

pytestmark = pytest.mark.browser

PAGES = (
    *("", "survey", "findings", "resources", "recommendations", "about", "releases"),
    *("team", "sign-in"),
)
STUDY = load(PROJECT / "data")


def watch(page: Page, url: str) -> list[str]:
    """Collect what a visitor should never cause: console errors and requests to other hosts."""
    seen: list[str] = []
    page.on(
        "console", lambda message: seen.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((url, url.replace("http", "ws"), "data:", "blob:"))
            else seen.append(request.url)
        ),
    )
    return seen


STANDS = """() => !document.querySelector('[data-stale=true]') && document.getAnimations().every(
    one => one.playState !== 'running' || one.effect.getComputedTiming().endTime === Infinity)"""
"""Nothing fades any more, so that colours are what they will stay."""


def violations(page: Page) -> list[str]:
    respondent.settled(page)
    page.wait_for_timeout(100)  # what follows the drawing has begun
    page.wait_for_function(STANDS)
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"the page is {wide} px wider than the screen"


def fits_both(page: Page) -> None:
    """Nothing is wider than the screen of a desktop, nor than that of a phone."""
    fits(page)
    page.set_viewport_size(PHONE if page.viewport_size == DESK else DESK)
    page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")


DRESSED = """paper => {
    const app = document.querySelector('[data-testid=stApp]')
    return !app || getComputedStyle(app).backgroundColor === paper }"""
"""The page that is open, if one is, wears the colours of the scheme: Streamlit changes them late."""


def look(page: Page, number: int, language: str) -> None:
    """One screen and colour scheme for each number; what `ja` gets is the opposite of what `en` gets."""
    other = language == "ja"
    page.set_viewport_size(PHONE if (number % 2 == 1) != other else DESK)
    dark = (number // 2 % 2 == 1) != other
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.wait_for_function(DRESSED, arg="rgb(21, 25, 24)" if dark else "rgb(253, 252, 250)")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_is_accessible_and_quiet(server, page, language):
    seen = watch(page, server.url)
    for number, name in enumerate(PAGES):
        look(page, number, language)
        page.goto(f"{server.url}/{name}?lang={language}")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", language)
        if name != "sign-in":
            assert violations(page) == [], name
        else:
            assert Axe().run(page).response["violations"] == []
        fits_both(page)
    assert seen == []


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_section_of_the_survey_is_accessible(server, page, language):
    home = Home(server.home)
    response, token = drafts.start(home, STUDY, language)
    question = STUDY.questionnaire.questions["areas"]
    codes = [choice.code for choice in question.choices]
    drafts.save(home, response, question, "", codes, based_on=0, language=language)
    programmes = next(section for section in STUDY.questionnaire.sections if section.repeat)
    entry = entries.add(home, response, programmes)
    seen = watch(page, server.url)
    page.goto(f"{server.url}/r/{token}?lang={language}")
    expect(page.locator(".st-key-next")).to_be_visible()  # while it loads, colors do not follow
    for number, section in enumerate(STUDY.questionnaire.sections):
        look(page, number, language)
        go(page, section.id, language)
        if section.repeat:
            page.locator(f".st-key-open-{entry} button").click()
            expect(page.locator("[class*=st-key-field-programme_name]")).to_be_visible()
        assert violations(page) == [], section.id
        fits_both(page)
    page.locator(".st-key-sections [class*=-review] button").click()
    expect(page.locator("[class*=st-key-gap-]").first).to_be_visible()
    page.locator("summary").first.click()
    assert violations(page) == []
    assert seen == []


def test_a_conflict_and_an_error_are_accessible(server, page, open_context):
    mine, theirs = page, open_context(PHONE).new_page()
    mine.set_viewport_size(PHONE)
    link = respondent.begin(mine, server)
    theirs.goto(link)
    since = field("org_since")
    respondent.type_into(theirs, since, "not a year")
    kept = say("survey.kept", "en", time="@").partition("@")[0]
    expect(respondent.box(theirs, since).get_by_text(kept)).to_be_visible()
    assert violations(theirs) == []
    respondent.type_into(mine, since, "2002")
    expect(respondent.box(mine, since).locator("[class*=conflict]").first).to_be_visible()
    assert violations(mine) == []
    fits(mine)


def test_the_team_page_is_accessible(server, page):
    accounts.add(Home(server.home), "carol", "viewer", password="correct horse battery", email=None)
    page.set_viewport_size(PHONE)
    sign_in(page, server.url, "carol")
    assert violations(page) == []
    fits(page)


def test_a_section_can_be_answered_with_the_keyboard_alone(server, page):
    respondent.begin(page, server)
    press_until(page, "input", respondent.box(page, field("org_name")))
    page.keyboard.type("Kyoto Univ")
    hits = respondent.box(page, field("org_name")).locator("[class*=hits] button")
    expect(hits.first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    respondent.saved(page, field("org_name"), "en")
    press_until(page, "input", respondent.box(page, field("org_category")))
    page.keyboard.press("Space")
    respondent.saved(page, field("org_category"), "en")
    page.keyboard.press("ArrowDown")
    second = respondent.box(page, field("org_category")).locator("input").nth(1)
    expect(second).to_be_checked()
    press_until(page, "button", page.locator(".st-key-next"))
    page.keyboard.press("Enter")
    expect(page.locator("h1").last).to_have_text(STUDY.questionnaire.sections[1].title["en"])
    expect(page.locator("h1")).to_be_focused()


def press_until(page: Page, tag: str, place) -> None:
    """Press Tab until something in `place` has the focus."""
    inside = place.locator(f"{tag}:focus")
    for _ in range(120):
        page.keyboard.press("Tab")
        if inside.count():
            return
    raise AssertionError(f"the keyboard does not reach {place}")
