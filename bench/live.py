"""How soon the open team page shows a submission: from its commit to the changed number on screen.

A browser holds the page open while responses are submitted by another process, one after the other. The page
looks twice a second whether anything has changed. Promise: one second at p95.

Run: `python -m bench.live [submissions]`
"""

import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from playwright.sync_api import sync_playwright

from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store import counted
from hees.store.connection import reading
from hees.store.home import prepare
from hees.study import load
from hees.team import accounts
from tests.browser.conftest import CHROMIUM, QUIET, Server

WATCH = """() => {
    const shown = () => document.querySelectorAll('[data-testid=stMetricValue]')[1]?.innerText
    window.seen = []; let last = shown()
    new MutationObserver(() => {
        if (shown() !== undefined && shown() !== last) { last = shown(); window.seen.push([last, Date.now()]) }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
}"""


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    study = load(PROJECT / "data")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = prepare(Path(folder) / "home")
        accounts.add(home, "alice", "viewer", password="only for measuring", email=None)
        simulate(home, study, 5, seed=1)
        server = Server(home.folder).start()
        page = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET).new_page()
        page.goto(f"{server.url}/sign-in")
        page.fill("#name", "alice")
        page.fill("#password", "only for measuring")
        page.locator("form button").click()
        page.locator(".st-key-statuses").wait_for()
        page.wait_for_timeout(2000)
        page.evaluate(WATCH)
        waits = []
        for seed in range(2, 10 * wanted):
            before = count(home)
            simulate(home, study, 1, seed=seed)
            committed = 1000 * time.time()  # the last commit was at most one save earlier
            if count(home) == before:
                continue
            page.wait_for_timeout(1500)
            seen = json.loads(page.evaluate("JSON.stringify(window.seen)"))
            waits += [max(0, at - committed) for shown, at in seen if shown == str(before + 1)]
            if len(waits) == wanted:
                break
        server.stop()
    cuts = quantiles(waits, n=20)
    print(f"{len(waits)} submissions, milliseconds from commit to screen")
    print(f"p50 {cuts[9]:.0f}   p95 {cuts[18]:.0f}   longest {max(waits):.0f}   promise: 1000")


def count(home: object) -> int:
    with reading(home.responses) as connection:  # type: ignore[attr-defined]
        return counted.count(connection)


if __name__ == "__main__":
    main()
