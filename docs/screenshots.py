"""Makes the pictures in docs/images from the running site, with simulated answers only.

Run: `make screenshots`.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from hees.settings import PROJECT
from hees.study import load
from hees.survey import drafts
from hees.team import accounts
from tests.browser.conftest import CHROMIUM, DESK, PHONE, QUIET, Server
from tests.exhibits import released

IMAGES = PROJECT / "docs" / "images"
PASSWORD = "only for pictures"  # noqa: S105


def main() -> None:
    """Simulate, serve, and take each picture."""
    study = load(PROJECT / "data")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = released(Path(folder) / "home", count=240, seed=2026)
        accounts.add(home, "alice", "viewer", password=PASSWORD, email=None)
        _, token = drafts.start(home, study, "en")
        server = Server(home.folder).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            survey(browser, f"{server.url}/r/{token}?lang=en", "survey", DESK)
            survey(browser, f"{server.url}/r/{token}?lang=ja", "survey-phone", PHONE)
            team(browser, server.url)
            for name, address, viewport in PUBLIC:
                public(browser, f"{server.url}/{address}", name, viewport)
        finally:
            browser.close()
            server.stop()


PUBLIC = (
    ("home", "?lang=en", DESK),
    ("findings", "findings?topic=research&page=2&lang=en", DESK),
    ("findings-survey", "findings?topic=exchanges&page=4&by=country&lang=en", DESK),
    ("findings-map", "findings?topic=exchanges&page=7&lang=ja", DESK),
    ("findings-phone", "findings?topic=research&page=5&lang=ja", PHONE),
    ("partnerships", "partnerships?lang=en", DESK),
    ("resources", "resources?lang=ja", DESK),
    ("recommendations", "recommendations?lang=en", DESK),
)
"""Name, address and screen of each picture of a public page; of The Data, the frame is shown."""


def public(browser: Browser, address: str, name: str, viewport: dict[str, int]) -> None:
    """A page from its top, or the visualisation in its frame."""
    tall = viewport | {"height": 1600} if "topic=" in address else viewport
    page = browser.new_context(viewport=tall, device_scale_factor=1.5).new_page()
    page.goto(address)
    page.locator("h1").wait_for()
    frame = page.locator(".st-key-the_data")
    if "topic=" in address:
        frame.locator(".main-svg").first.wait_for()
        frame.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    if "topic=" in address:
        frame.screenshot(path=IMAGES / f"{name}.png")
    else:
        page.screenshot(path=IMAGES / f"{name}.png")


def survey(browser: Browser, link: str, name: str, viewport: dict[str, int]) -> None:
    """The section of obstacles, two rows answered."""
    page = browser.new_context(viewport=viewport, device_scale_factor=1.5).new_page()
    page.goto(link)
    page.locator(".st-key-sections [class*=-obstacles] button").click()
    rows = page.locator("[class*=st-key-row-]")
    for row, choice in ((0, 3), (1, 2)):
        rows.nth(row).locator("[data-testid=stRadioOption]").nth(choice).click()
        page.wait_for_timeout(800)
    page.mouse.move(0, 0)
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")
    page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / f"{name}.png")


def team(browser: Browser, url: str) -> None:
    page = browser.new_context(viewport=DESK, device_scale_factor=1.5).new_page()
    page.goto(f"{url}/sign-in?lang=en")
    page.fill("#name", "alice")
    page.fill("#password", PASSWORD)
    page.locator("form button").click()
    page.locator(".st-key-statuses").wait_for()
    page.wait_for_timeout(1500)
    page.screenshot(path=IMAGES / "team.png")


if __name__ == "__main__":
    main()
