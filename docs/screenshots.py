"""Makes the pictures in docs/images from the running site, with simulated answers only.

Run: `make screenshots`.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store.home import prepare
from hees.study import load
from hees.survey import drafts, finder
from hees.team import accounts
from tests.browser.conftest import CHROMIUM, DESK, PHONE, QUIET, Server

IMAGES = PROJECT / "docs" / "images"
PASSWORD = "only for pictures"  # noqa: S105


def main() -> None:
    """Simulate, serve, and take each picture."""
    study = load(PROJECT / "data")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = prepare(Path(folder) / "home")
        finder.fill(home, PROJECT / "data", study.languages)
        simulate(home, study, 120, seed=2026)
        accounts.add(home, "alice", "viewer", password=PASSWORD, email=None)
        _, token = drafts.start(home, study, "en")
        server = Server(home.folder).start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        try:
            survey(browser, f"{server.url}/r/{token}?lang=en", "survey", DESK)
            survey(browser, f"{server.url}/r/{token}?lang=ja", "survey-phone", PHONE)
            team(browser, server.url)
        finally:
            browser.close()
            server.stop()


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
