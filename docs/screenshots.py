"""Makes the pictures in docs/images from the running site, with simulated answers only.

Run: `make screenshots`.
"""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from hees.settings import PROJECT
from hees.study import load
from hees.survey import drafts
from hees.team import accounts
from tests.browser.conftest import CHROMIUM, DESK, PHONE, QUIET, Server
from tests.exhibits import released

IMAGES = PROJECT / "docs" / "images"
Scheme = Literal["light", "dark"]
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
            for name, address, viewport, scheme in PUBLIC:
                public(browser, f"{server.url}/{address}", name, viewport, scheme)
        finally:
            browser.close()
            server.stop()


PUBLIC = (
    ("home", "?lang=en", DESK, "light"),
    ("findings", "findings?topic=research&chart=joint_shares&lang=en", DESK, "light"),
    ("findings-survey", "findings?topic=exchanges&chart=exchange_kinds&by=country&lang=en", DESK, "light"),
    ("findings-map", "findings?topic=exchanges&chart=exchange_map&lang=ja", DESK, "dark"),
    ("recommendations", "recommendations?lang=en#data_sharing", DESK, "light"),
    ("findings-phone", "findings?topic=research&chart=research_forms&lang=ja", PHONE, "dark"),
)  # fmt: skip
"""Name, address, screen and colours of each picture of a public page; of The Data, the frame is shown."""


def public(
    browser: Browser, address: str, name: str, viewport: dict[str, int], scheme: Scheme
) -> None:
    """A page from its top or from what its address names, or the visualisation in its frame."""
    tall = viewport | {"height": 1600} if "topic=" in address else viewport
    page = opened(browser, tall, scheme)
    page.goto(address)
    page.locator(".st-key-footer").wait_for()
    frame = page.locator(".st-key-the_data")
    if "topic=" in address:
        frame.locator(".main-svg").first.wait_for()
    page.wait_for_timeout(1500)
    keep(frame if "topic=" in address else page, name)


def opened(browser: Browser, viewport: dict[str, int], scheme: Scheme = "light") -> Page:
    context = browser.new_context(viewport=viewport, device_scale_factor=1.5, color_scheme=scheme)
    return context.new_page()


def keep(seen: Page | Locator, name: str) -> None:
    """Write a picture in 256 colours, which is all that a page of text and charts has."""
    picture = Image.open(BytesIO(seen.screenshot())).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(IMAGES / f"{name}.png", optimize=True)


def survey(browser: Browser, link: str, name: str, viewport: dict[str, int]) -> None:
    """The section of obstacles, two rows answered."""
    page = opened(browser, viewport)
    page.goto(link)
    page.locator(".st-key-sections [class*=-obstacles] button").click()
    rows = page.locator("[class*=st-key-row-]")
    for row, choice in ((0, 3), (1, 2)):
        rows.nth(row).locator("[data-testid=stRadioOption]").nth(choice).click()
        page.wait_for_timeout(800)
    page.mouse.move(0, 0)
    if viewport == DESK:
        page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")
    else:
        rows.first.evaluate("row => row.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)
    keep(page, name)


def team(browser: Browser, url: str) -> None:
    page = opened(browser, DESK)
    page.goto(f"{url}/sign-in?lang=en")
    page.fill("#name", "alice")
    page.fill("#password", PASSWORD)
    page.locator("form button").click()
    page.locator(".st-key-statuses").wait_for()
    page.wait_for_timeout(1500)
    keep(page, "team")


if __name__ == "__main__":
    main()
