"""What each page costs: CPU of the server, and what travels to the browser, first and later.

Visitors that speak Streamlit's protocol open each page over the WebSocket, in a home with simulated answers;
the team's pages as an administrator. CPU is that of the server process: the mean of several first drawings in
sessions of their own, once its caches are warm, and of as many reruns that change nothing. The WebSocket is not
compressed; "packed" is what it would come to (zlib, level 6). Files are what a browser fetches beside it
(programs, styles, fonts), as they are sent: at its first visit to the site, and at a later one. Nearly all of
them are Streamlit's programs, and Plotly's where a chart is; three fonts take 105 kB, latin letters only, as
WOFF2; Japanese is drawn with the fonts of the reader's system.

Then the first drawing again with more responses. They are copies of the same ones, which cost as much to read.
Public pages read a release alone, so they must not grow.

Run: `python -m bench.pages [responses …]`
"""

import asyncio
import sys
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from playwright.sync_api import Browser, Page, sync_playwright

from bench.homes import grow, released
from bench.measuring import cpu
from bench.wire import Visitor
from hees.store.home import Home
from hees.survey import drafts
from hees.team import accounts, signing_in
from tests.browser.conftest import CHROMIUM, DESK, QUIET, Server
from tests.exhibits import STUDY

TOPIC = STUDY.topics[0].id
PASSWORD = "only for measuring"
PUBLIC = (
    *("", "findings", f"findings?topic={TOPIC}", "partnerships", "resources"),
    *("recommendations", "about", "releases"),
)
TEAM = (
    *("team", "team_responses", "team_comments", "team_invitations", "team_import"),
    *("team_export", "team_questionnaire", "team_releases", "team_protection", "team_log"),
)
RESPONSES = 240
GROWN = (1_000, 4_000)
TIMES = 5
SETTLED = 1000
"""Milliseconds in which nothing more is fetched."""


@dataclass
class Cost:
    """Of a page: milliseconds of CPU; bytes, compressed and not; messages of a first drawing."""

    first: float = 0
    rerun: float = 0
    sent: int = 0
    packed: int = 0
    messages: int = 0


def main() -> None:
    responses, *grown = [int(one) for one in sys.argv[1:]] or (RESPONSES, *GROWN)
    with tempfile.TemporaryDirectory() as name:
        home = released(Path(name) / "home", responses)
        cookies = signed_in(home)
        addresses = [*PUBLIC, f"survey?d={next(iter(cookies))[7:]}", *TEAM]
        site = Server(home.folder).start()
        try:
            costs = {one: asyncio.run(cost(site, one, cookies)) for one in addresses}
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                files = {one: fetched(browser, site, one, cookies) for one in addresses}
        finally:
            site.stop()
        table(costs, files)
        growth = {responses: costs}
        for size in grown:
            times = round(size / responses)
            grow(home, times)
            responses *= times
            site = Server(home.folder).start()
            try:
                growth[responses] = {
                    one: asyncio.run(cost(site, one, cookies)) for one in addresses
                }
            finally:
                site.stop()
        curve(growth)


def signed_in(home: Home) -> dict[str, str]:
    """The cookies of a respondent with a draft, first, and of an admin."""
    draft, token = drafts.start(home, STUDY, "en")
    accounts.add(home, "alice", accounts.ROLES[-1], password=PASSWORD, email=None)
    session = signing_in.sign_in(home, "alice", PASSWORD, "127.0.0.1")
    assert session
    return {f"hees_r_{draft}": token, "hees_team": session.token}


async def cost(site: Server, address: str, cookies: dict[str, str]) -> Cost:
    """Draw a page once for the caches, then several times for the mean."""
    assert site.process
    pid, made = site.process.pid, Cost()
    path, _, query = address.partition("?")
    state = {"lang": "en", **dict(parse_qsl(query))}
    warm, *crowd = [Visitor(site.port, state, path, cookies) for _ in range(TIMES + 1)]
    await warm.open()
    before = cpu(pid)
    for one in crowd:
        await one.open()
    made.first = 1000 * (cpu(pid) - before) / TIMES
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    for frame in crowd[0].frames:
        made.sent += len(frame)
        made.packed += len(packer.compress(frame)) + len(packer.flush(zlib.Z_SYNC_FLUSH))
    made.messages = len(crowd[0].frames)
    before = cpu(pid)
    for one in crowd:
        await one.act()
    made.rerun = 1000 * (cpu(pid) - before) / TIMES
    for one in (warm, *crowd):
        if one.trouble:
            print(f"{address}: {one.trouble[0]}")
        await one.close()
    return made


def fetched(
    browser: Browser, site: Server, address: str, cookies: dict[str, str]
) -> tuple[int, int]:
    """Bytes of the files that a browser fetches for a page, first and once it knows the site."""
    context = browser.new_context(locale="en-US", viewport=DESK)
    context.add_cookies([{"name": n, "value": v, "url": site.url} for n, v in cookies.items()])
    found = []
    for _ in range(2):
        page = context.new_page()
        sizes = listened(page)
        page.goto(f"{site.url}/{address}")
        page.locator(".st-key-footer").wait_for(timeout=60_000)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLED)
        found.append(sum(sizes))
        page.close()
    context.close()
    return found[0], found[1]


def listened(page: Page) -> list[int]:
    """The bytes of each file that the page will fetch, as they come."""
    sizes: list[int] = []
    devtools = page.context.new_cdp_session(page)
    devtools.on("Network.loadingFinished", lambda end: sizes.append(int(end["encodedDataLength"])))
    devtools.send("Network.enable")
    return sizes


def table(costs: dict[str, Cost], files: dict[str, tuple[int, int]]) -> None:
    print(f"{'':28}{'ms of CPU':>14}{'WebSocket, first drawing':>28}{'files, kB':>17}")
    print(
        f"{'page':28}{'first':>7}{'rerun':>7}{'kB':>9}{'packed':>9}{'messages':>10}"
        f"{'first':>10}{'later':>7}"
    )
    for address, one in costs.items():
        first, later = files[address]
        print(
            f"{named(address):28}{one.first:7.0f}{one.rerun:7.0f}{one.sent / 1e3:9.1f}"
            f"{one.packed / 1e3:9.1f}{one.messages:10}{first / 1e3:10,.0f}{later / 1e3:7,.0f}"
        )


def curve(growth: dict[int, dict[str, Cost]]) -> None:
    print("\nms of CPU of a first drawing, by responses")
    print(f"{'page':28}" + "".join(f"{size:10,}" for size in growth))
    for address in next(iter(growth.values())):
        row = "".join(f"{costs[address].first:10.0f}" for costs in growth.values())
        print(f"{named(address):28}{row}")


def named(address: str) -> str:
    """An address without the id of a response."""
    return "/" + address.partition("?d=")[0]


if __name__ == "__main__":
    main()
