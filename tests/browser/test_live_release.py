"""Open pages when a release is published by another process than the server: they follow, or stay."""

import pytest
from playwright.sync_api import Locator, Page, expect

from hees.findings.exhibits import exhibit
from hees.findings.wording import grid
from hees.language import say
from hees.store import releases
from hees.store.home import Home, prepare
from hees.study import ChartKind
from tests import exhibits, handmade
from tests.browser.conftest import DESK, PHONE, Server
from tests.browser.respondent import settled
from tests.exhibits import STUDY

pytestmark = pytest.mark.browser

TOPIC = STUDY.topic["research"]
NUMBER = next(
    number
    for number, chart in enumerate(TOPIC.charts, start=1)
    if chart.kind is ChartKind.BARS and "country" in chart.by
)
CHART = TOPIC.charts[NUMBER - 1]
WITHIN = 15_000
"""How soon an open page shows a new release, in ms."""

PLOT = "document.querySelector('.st-key-the_data .js-plotly-plot')"


def publish(home: Home) -> int:
    """One more release, with other numbers than the last; returns its number."""
    number = newest(home) + 1
    handmade.release(home, STUDY, number)
    return number


def newest(home: Home) -> int:
    return releases.newest(home) or 0


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with a release, and a server that makes no others by itself: each test adds one."""
    folder = tmp_path_factory.mktemp("live") / "home"
    home = exhibits.fill(prepare(folder), exhibits.PROJECT / "data", STUDY)
    publish(home)
    running = Server(folder).start()
    yield running
    running.stop()


@pytest.fixture
def first(site) -> int:
    """The number of the release that the site shows when the test begins."""
    return newest(Home(site.home))


def open_chart(page: Page, site: Server, language: str, **state: str) -> None:
    query = "".join(f"&{name}={value}" for name, value in state.items())
    page.goto(f"{site.url}/findings?topic={TOPIC.id}&page={NUMBER}&lang={language}{query}")
    expect(page.locator(".st-key-the_data h3")).to_have_text(CHART.title[language])
    expect(page.locator(".st-key-the_data .barlayer text").first).to_be_visible()
    shown = named(newest(Home(site.home)), language)
    expect(page.locator(".hees-release").first).to_contain_text(shown)
    settled(page)


def look_now(page: Page) -> None:
    """Let the page ask now what is newest, as one does that is seen again after a while."""
    page.wait_for_function("() => window.heesLive")
    page.evaluate(
        """() => {
            window.heesLive.due = 0
            document.dispatchEvent(new Event("visibilitychange"))
        }"""
    )


def named(number: int, language: str) -> str:
    return say("faces.release", language, number=number, date="|").split("|")[0]


def numbers(site: Server, language: str, release: int, by: str) -> list[str]:
    """The shares of a release in the order in which the table lists them."""
    found = exhibit(Home(site.home), STUDY, CHART.id, by, release)
    return [cell for row in grid(found, language).rows for cell in row[1:]]


def table(page: Page) -> Locator:
    """The cells of the table below the chart."""
    return page.locator("details").first.locator("tbody td")


def view(page: Page) -> object:
    return page.evaluate(f"() => [{PLOT}._fullLayout.xaxis.range, {PLOT}._fullLayout.yaxis.range]")


@pytest.mark.parametrize(("viewport", "language"), [(DESK, "en"), (PHONE, "ja")])
def test_an_open_page_follows_and_keeps_the_place_of_its_reader(
    site, first, page, viewport, language
):
    page.set_viewport_size(viewport)
    open_chart(page, site, language, by="country")
    page.locator("summary", has_text=say("chart.as_table", language)).click()
    expect(table(page)).to_have_text(numbers(site, language, first, "country"))
    expect(table(page).first).to_be_visible()
    page.evaluate(
        f"() => Plotly.relayout({PLOT}, {{'xaxis.range': [5, 45], 'yaxis.range': [210, 15]}})"
    )
    zoomed = view(page)
    page.evaluate("() => { window.sameDocument = true }")
    address = page.url

    second = publish(Home(site.home))
    bar = page.locator(".hees-release")
    expect(bar).to_contain_text(named(second, language), timeout=WITHIN)
    expect(table(page)).to_have_text(numbers(site, language, second, "country"))
    expect(table(page).first).to_be_visible()
    assert numbers(site, language, second, "country") != numbers(site, language, first, "country")
    expect(page.get_by_text(say("live.shown", language, number=second))).to_be_attached()

    assert page.evaluate("() => window.sameDocument") is True
    assert page.url == address
    expect(page.locator(".st-key-the_data h3")).to_have_text(CHART.title[language])
    by = STUDY.breakdown["country"].title[language]
    expect(page.locator(".st-key-choices [aria-checked=true]")).to_have_text(by)
    page.wait_for_function(f"() => {PLOT}?._fullLayout?.xaxis.range[0] === 5")
    assert view(page) == zoomed


def test_the_full_screen_stays_when_a_release_comes(site, open_context):
    page = open_context(DESK).new_page()
    open_chart(page, site, "en")
    page.get_by_role("button", name=say("chart.full_screen", "en")).click()
    page.wait_for_function("() => document.fullscreenElement !== null")
    before = page.locator(".st-key-the_data .barlayer text").all_text_contents()
    second = publish(Home(site.home))
    look_now(page)
    expect(page.locator(".hees-release").first).to_contain_text(named(second, "en"), timeout=WITHIN)
    drawn = page.locator(".st-key-the_data .barlayer text")
    expect(drawn).to_have_text(numbers(site, "en", second, ""))
    assert drawn.all_text_contents() != before
    assert page.evaluate("() => document.fullscreenElement !== null")


def test_a_page_whose_address_names_a_release_stays_and_says_so(site, first, page):
    page.set_viewport_size(PHONE)
    open_chart(page, site, "ja", release=str(first))
    drawn = page.locator(".st-key-the_data .barlayer text")
    before = drawn.all_text_contents()
    notice = page.locator(".st-key-newer_release")
    expect(notice).to_have_count(0)
    second = publish(Home(site.home))
    look_now(page)
    newer = say("live.newer", "ja", number=first, newest=second)
    expect(notice).to_contain_text(newer, timeout=WITHIN)
    expect(page.locator(".hees-release").first).to_contain_text(named(first, "ja"))
    assert drawn.all_text_contents() == before
    assert f"release={first}" in page.url
    # Its link leads to the same chart as it is now.
    notice.locator("a").click()
    expect(page.locator(".hees-release").first).to_contain_text(named(second, "ja"))
    expect(notice).to_have_count(0)
    expect(page.locator(".st-key-the_data h3")).to_have_text(CHART.title["ja"])
    expect(drawn).to_have_text(numbers(site, "ja", second, ""))
    assert "release=" not in page.url


def test_every_page_with_survey_numbers_follows(site, first, open_context):
    context = open_context(DESK)
    pages = [context.new_page() for _ in range(3)]
    for page, path in zip(pages, ("", "recommendations", "resources"), strict=True):
        page.goto(f"{site.url}/{path}?lang=en")
        expect(page.locator(".hees-release").first).to_contain_text(named(first, "en"))
        settled(page)
    second = publish(Home(site.home))
    for page in pages:
        page.bring_to_front()
        look_now(page)
        expect(page.locator(".hees-release").first).to_contain_text(
            named(second, "en"), timeout=WITHIN
        )


def test_nothing_moves_on_a_page_that_finds_nothing_newer(site, page):
    open_chart(page, site, "en")
    page.locator(".st-key-page_next button").focus()
    page.evaluate(
        """() => {
            window.changes = 0
            const observer = new MutationObserver((found) => { window.changes += found.length })
            const all = { subtree: true, childList: true, characterData: true, attributes: true }
            observer.observe(document.documentElement, all)
        }"""
    )
    for _ in range(2):  # the answer to the first question has had its effect when the second comes
        with page.expect_event("requestfinished", lambda request: "/newest" in request.url):
            look_now(page)
        page.wait_for_timeout(500)
    assert page.evaluate("() => window.changes") == 0
    expect(page.locator(".st-key-page_next button")).to_be_focused()
