"""Ways through the site: deep links, turned pages, titles, Back, the keyboard, wrong addresses."""

import re

import pytest
from playwright.sync_api import Page, expect

from hees.language import say
from tests.browser.conftest import PHONE, Server
from tests.browser.respondent import settled
from tests.browser.test_http import ask
from tests.exhibits import STUDY

pytestmark = pytest.mark.browser

RESEARCH = STUDY.topic["research"]
SHORT = STUDY.short_title
HEADER = 80
"""So far down the fixed header may reach, in pixels."""


@pytest.fixture(scope="module")
def site(public_site):
    return public_site


def open_topic(page: Page, site: Server, language: str = "en", **state: str) -> None:
    query = "".join(f"&{name}={value}" for name, value in state.items())
    page.goto(f"{site.url}/findings?topic=research&lang={language}{query}")
    expect(page.locator(".st-key-the_data h3")).to_be_visible()
    settled(page)


def at_top(page: Page) -> None:
    """Wait until the visualisation begins right below the header."""
    page.wait_for_function(
        """header => {
          const top = document.querySelector(".st-key-the_data")?.getBoundingClientRect().top
          return top >= 0.5 * header && top <= 1.5 * header
        }""",
        arg=HEADER,
    )


def test_a_turned_page_and_a_deep_link_are_read_from_the_top_of_the_chart(site, page):
    page.set_viewport_size(PHONE)
    open_topic(page, site, chart=RESEARCH.charts[1].id)
    at_top(page)
    following = page.locator(".st-key-page_next button")
    for number in (2, 3):
        following.scroll_into_view_if_needed()
        following.click()
        expect(page.locator(".st-key-the_data h3")).to_have_text(
            RESEARCH.charts[number].title["en"]
        )
        at_top(page)


def test_a_topic_without_a_chart_in_its_address_is_read_from_its_beginning(site, page):
    page.set_viewport_size(PHONE)
    open_topic(page, site, chart=RESEARCH.charts[2].id)
    at_top(page)
    other = next(topic for topic in STUDY.topics if topic.id != "research")
    page.locator(".st-key-topics").get_by_role("link", name=other.title["en"]).click()
    expect(page.locator("h1").last).to_have_text(other.title["en"])
    settled(page)
    expect(page.locator("h1")).to_be_in_viewport()


def test_every_title_names_the_page_the_topic_or_the_partnership(site, page):
    page.goto(f"{site.url}/about?lang=ja")
    expect(page).to_have_title(f"{say('nav.about', 'ja')} | {SHORT['ja']}")
    page.goto(f"{site.url}/partnerships?lang=en")
    expect(page).to_have_title(f"{say('nav.partnerships', 'en')} | {SHORT['en']}")
    expect(page.locator(".st-key-footer")).to_be_visible()
    settled(page)
    first = page.locator(".st-key-partnerships .stPageLink a").first
    name = first.inner_text()
    first.click()
    expect(page).to_have_title(f"{name} | {SHORT['en']}")
    open_topic(page, site, "ja")
    expect(page).to_have_title(f"{RESEARCH.title['ja']} | {SHORT['ja']}")


def test_a_switch_of_language_is_no_step_of_the_history(site, page):
    page.goto(f"{site.url}/about?lang=en")
    expect(page.locator("h1").last).to_have_text(say("nav.about", "en"))
    open_topic(page, site)
    page.get_by_role("radio", name="日本語").click()
    expect(page.locator("h1").last).to_have_text(RESEARCH.title["ja"])
    expect(page).to_have_url(re.compile("lang=ja"))
    page.go_back()
    expect(page).to_have_url(re.compile("/about"))


def test_back_to_a_page_in_another_language_keeps_the_address_true(site, page):
    open_topic(page, site)
    page.locator(".st-key-page_next button").click()
    expect(page.locator(".st-key-the_data h3")).to_have_text(RESEARCH.charts[1].title["en"])
    page.get_by_role("radio", name="日本語").click()
    expect(page.locator(".st-key-the_data h3")).to_have_text(RESEARCH.charts[1].title["ja"])
    page.go_back()
    expect(page.locator(".st-key-the_data h3")).to_have_text(RESEARCH.charts[0].title["ja"])
    expect(page).to_have_url(re.compile("lang=ja"))


FOCUSED = (
    '[data-testid="stTopNavLink"]',
    ".st-key-language button",
    ".st-key-topic_cards .stPageLink a",
    ".st-key-footer .stPageLink a",
)


def test_the_keyboard_focus_can_be_seen(site, page):
    page.goto(f"{site.url}/findings?lang=en")
    expect(page.locator(".st-key-footer .stPageLink a").last).to_be_visible()
    settled(page)
    page.keyboard.press("Tab")
    for selector in FOCUSED:
        page.locator(selector).first.focus()
        expect(page.locator(selector).first).to_have_css("outline-style", "solid")
        expect(page.locator(selector).first).to_have_css("outline-width", "3px")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_wrong_address_is_answered_in_the_language_of_the_reader(site, language):
    reply, text = ask(site, f"/nopage?lang={language}")
    assert reply.status == 404
    assert say("missing.text", language) in text
    assert f'href="/?lang={language}"' in text
    for path in ("/", "/findings", "/about", "/team", "/_stcore/health"):
        assert ask(site, path)[0].status == 200, path


def test_an_unknown_topic_is_said(site, page):
    page.goto(f"{site.url}/findings?topic=none&lang=ja")
    expect(page.get_by_text(say("findings.no_topic", "ja"))).to_be_visible()


def test_a_term_of_the_glossary_opens_in_the_same_tab(site, page):
    page.goto(f"{site.url}/about?lang=en")
    expect(page.locator(".st-key-footer")).to_be_visible()
    settled(page)
    # The last part of the page is what keeps such links in their tab.
    page.wait_for_function("() => document.documentElement.style.getPropertyValue('--hees-menu')")
    page.locator('.stMarkdown a[href^="resources?"]').first.click()
    expect(page).to_have_url(re.compile("/resources"))
    assert len(page.context.pages) == 1
