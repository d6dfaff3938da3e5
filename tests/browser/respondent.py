"""What a respondent does on the page, in terms of the questionnaire."""

import re

from playwright.sync_api import Locator, Page, expect

from hees.language import say
from hees.store.home import Home
from hees.study import Kind
from hees.survey.path import Field
from tests.browser.conftest import Server
from tests.exhibits import STUDY
from tests.respondent import Respondent

REQUIRED = {
    "org_name": {"name": "Example Foundation"},
    "org_category": "foundation",
    "org_base": "us",
    "areas": ["research"],
    "consent_use": "yes",
}
"""The least that the shipped study wants before it may be submitted."""


def start(page: Page, url: str, language: str) -> str:
    """Get a private link and begin; returns the link."""
    page.goto(f"{url}/survey?lang={language}")
    page.locator(".st-key-start button").click()
    shown = page.locator(".st-key-private-link textarea")
    expect(shown).to_have_value(re.compile("/r/"))
    link = shown.input_value()
    page.locator("a.hees-button").click()
    expect(page.locator(".st-key-next")).to_be_visible()
    return link


def begin(page: Page, server: Server, language: str = "en", **answers: object) -> str:
    """Open a new response to the shipped study, with these answers, by its link; returns the link."""
    person = Respondent.starts(Home(server.home), STUDY, language)
    person.answers(**answers)
    link = f"{server.url}/r/{person.token}"
    page.goto(f"{link}?lang={language}")
    expect(page.locator(".st-key-next")).to_be_visible()
    settled(page)
    return link


def settled(page: Page) -> None:
    """Wait until the page has drawn what the server last sent."""
    expect(page.locator("[data-testid=stApp]")).to_have_attribute(
        "data-test-script-state", "notRunning"
    )


def unfold(place: Locator) -> None:
    """Open what is folded, and wait until it moves no more: a press would miss what is in it."""
    place.locator("summary").click()
    expect(place.locator("details")).not_to_have_attribute("style", re.compile("hidden"))


def box(page: Page, field: Field) -> Locator:
    """The container of a field."""
    kind = "row" if field.question.kind is Kind.SCALE else "field"
    return page.locator(f".st-key-{kind}-{field.question.id}-{field.item}")


def saved(page: Page, field: Field, language: str) -> None:
    """Wait for the page to say that this answer is saved."""
    words = say("survey.saved", language, time="")
    said = re.compile(re.escape(words) + r"\d\d:\d\d:\d\d")
    expect(box(page, field).get_by_text(said)).to_be_visible()


def type_into(page: Page, field: Field, text: str) -> None:
    box(page, field).locator("input, textarea").last.fill(text)


def open_list(box: Locator) -> None:
    """Open a list to choose from. Scrolling closes it, so it is brought into view before."""
    box.scroll_into_view_if_needed()
    box.page.wait_for_timeout(300)
    box.click()


def choose(page: Page, field: Field, position: int) -> None:
    """Pick the choice at `position` of a single or scale question, or tick it."""
    place = box(page, field)
    if place.locator("[data-testid=stSelectbox]").count():
        open_list(place.locator("[data-testid=stSelectbox] input"))
        page.locator("[role=option]").nth(position).click()
    else:
        place.locator("[data-testid=stRadioOption], .stCheckbox label").nth(position).click()


def find(page: Page, field: Field, text: str) -> None:
    """Type into a finder and take its first hit."""
    type_into(page, field, text)
    hits = box(page, field).locator("[class*=hits] button")
    expect(hits.first).to_be_visible()
    hits.first.click()


def switch(page: Page, language: str) -> None:
    name = {"en": "English", "ja": "日本語"}[language]
    page.locator(".st-key-language button", has_text=name).click()
    expect(page.locator("html")).to_have_attribute("lang", language)
