"""The Data in a real browser: pages, keys, breakdowns, full screen, and addresses that hold it all."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from hees.findings.exhibits import exhibit
from hees.findings.wording import grid
from hees.language import say
from hees.study import ChartKind
from tests import exhibits
from tests.browser.conftest import DESK, PHONE, Server
from tests.browser.respondent import settled
from tests.browser.test_accessibility import fits_both, violations, watch
from tests.exhibits import STUDY

pytestmark = pytest.mark.browser

TOUCH = """element => {
  const finger = [new Touch({identifier: 1, target: element, clientX: 99, clientY: 99})]
  const event = {touches: finger, targetTouches: finger, changedTouches: finger, cancelable: true, bubbles: true}
  return element.dispatchEvent(new TouchEvent("touchstart", event))
}"""
"""Puts a finger on an element; whether the browser may scroll by it."""

RESEARCH = STUDY.topic["research"]
KINDS = Counter(chart.kind for topic in STUDY.topics for chart in topic.charts)
FEW = 6
"""Of kinds with fewer charts each is looked into twice."""

BARS = next(n for n, chart in enumerate(RESEARCH.charts) if chart.kind is ChartKind.BARS)


@pytest.fixture(scope="module")
def site(public_site):
    return public_site


def place(page: Page, number: int) -> None:
    """Wait until the visualisation shows this page of the research topic, and can be turned."""
    expect(page.locator(".st-key-the_data h3")).to_have_text(RESEARCH.charts[number].title["en"])
    expect(page.locator(".st-key-page_next button")).to_be_visible()
    settled(page)


def open_page(page: Page, site: Server, number: int, language: str = "en", **state: str) -> None:
    query = "".join(f"&{name}={value}" for name, value in state.items())
    page.goto(f"{site.url}/findings?topic=research&page={number + 1}&lang={language}{query}")
    title = RESEARCH.charts[number].title[language]
    expect(page.locator(".st-key-the_data h3")).to_have_text(title)
    expect(page.locator(".st-key-page_next button")).to_be_visible()
    settled(page)


def test_the_data_can_be_read_with_the_keyboard_alone(site, page):
    open_page(page, site, 0)
    page.keyboard.press("ArrowRight")
    place(page, 1)
    page.keyboard.press("ArrowRight")
    place(page, 2)
    page.keyboard.press("ArrowLeft")
    place(page, 1)
    expect(page).to_have_url(re.compile("page=2"))
    # The same with Tab and Enter: the buttons are in reach and show where the focus is.
    following = page.locator(".st-key-page_next button")
    page.locator(".st-key-page_before button").focus()
    page.keyboard.press("Tab")
    expect(following).to_be_focused()
    page.keyboard.press("Enter")
    place(page, 2)
    summary = page.locator("summary", has_text=say("chart.as_table", "en"))
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".hees-grid").first).to_be_visible()


def test_the_ends_of_the_pages_have_no_way_further(site, page):
    open_page(page, site, 0)
    expect(page.locator(".st-key-page_before button")).to_be_disabled()
    open_page(page, site, len(RESEARCH.charts) - 1)
    expect(page.locator(".st-key-page_next button")).to_be_disabled()


def test_the_address_holds_page_breakdown_and_language(site, page, open_context):
    open_page(page, site, BARS)
    by = RESEARCH.charts[BARS].by[0]
    page.locator(".st-key-choices").get_by_text(STUDY.breakdown[by].title["en"]).click()
    expect(page).to_have_url(re.compile(f"by={by}"))
    other = open_context(PHONE, "ja").new_page()
    other.goto(page.url.replace("lang=en", "lang=ja"))
    expect(other.locator(".st-key-the_data h3")).to_have_text(RESEARCH.charts[BARS].title["ja"])
    chosen = other.locator(".st-key-the_data [aria-checked=true]").first
    expect(chosen).to_have_text(STUDY.breakdown[by].title["ja"])


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_page_shows_the_numbers_of_the_table(site, page, language):
    """What the browser draws and the table beside it are the released cells."""
    open_page(page, site, BARS, language)
    found = exhibit(exhibits.Home(site.home), STUDY, RESEARCH.charts[BARS].id)
    expected = [cell for row in grid(found, language).rows for cell in row[1:]]
    drawn = page.locator(".st-key-the_data .barlayer text")
    expect(drawn.first).to_be_visible()
    assert drawn.all_text_contents() == expected
    summary = page.locator("summary", has_text=say("chart.as_table", language))
    summary.click()
    table = page.locator("details", has=summary).locator(".hees-grid tbody td")
    expect(table.first).to_be_visible()
    assert table.all_inner_texts() == expected


def test_a_citation_leads_to_its_chart_wherever_it_stands(site, page):
    """The address that a chart is cited by names the chart, not its place among the pages."""
    open_page(page, site, BARS)
    page.locator("summary", has_text=say("chart.take", "en")).click()
    cited = page.locator(".hees-take code").last.inner_text()
    assert f"chart={RESEARCH.charts[BARS].id}" in cited
    page.goto(cited)
    place(page, BARS)
    page.keyboard.press("ArrowRight")
    place(page, BARS + 1)
    expect(page).to_have_url(re.compile(f"page={BARS + 2}"))


def test_the_visualisation_fills_the_screen_and_comes_back(site, page):
    open_page(page, site, BARS)
    button = page.get_by_role("button", name=say("chart.full_screen", "en"))
    button.click()
    page.wait_for_function("document.fullscreenElement?.classList.contains('st-key-the_data')")
    page.keyboard.press("ArrowRight")
    place(page, BARS + 1)
    assert page.evaluate("document.fullscreenElement !== null")
    page.get_by_role("button", name=say("chart.leave_full_screen", "en")).click()
    page.wait_for_function("document.fullscreenElement === null")


def test_a_finger_on_a_chart_scrolls_the_page(site, page):
    open_page(page, site, BARS)
    expect(page.locator(".st-key-the_data .barlayer text").first).to_be_visible()
    assert page.locator(".nsewdrag").evaluate(TOUCH)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_chart_is_accessible_and_quiet(site, page, language, scheme):
    """Each chart in one language in light and in the other in dark, on both screens in turn.

    axe-core looks into each in one of the two, and into kinds of which there are few in both.
    """
    page.set_viewport_size(PHONE if language == "ja" else DESK)
    page.emulate_media(color_scheme=scheme)
    seen = watch(page, site.url)
    even = (language == "en") == (scheme == "light")
    for topic in STUDY.topics[0 if even else 1 :: 2]:
        page.goto(f"{site.url}/findings?topic={topic.id}&lang={language}")
        for number, chart in enumerate(topic.charts):
            expect(page.locator(".st-key-the_data h3")).to_have_text(chart.title[language])
            settled(page)
            if KINDS[chart.kind] < FEW or (number % 2 == 0) == (language == "en"):
                assert violations(page) == [], chart.id
            fits_both(page)  # the next chart is looked at on the other screen
            if number + 1 < len(topic.charts):
                page.locator(".st-key-page_next button").click()
    assert seen == []
