"""From nothing to the first page: `hees serve` and its first chart, `streamlit hello` and its first words.

A browser is open already. A server is started, the browser asks for its page until it answers, and the time is
taken when the page is drawn: a findings page when its first chart is, the hello page when its heading is. The
two take turns, each time with an empty browser cache; Python's and the disk's caches are warm. CPU is that of
the server process until then. A fresh home has no databases yet: they are made, and the reference material is
loaded. Goal: 1.5 times as long as hello, or less.

What a start loads was cut to what the first page needs: scipy, pandas, openpyxl and numpy wait for who needs
them, the command becomes the server instead of starting another Python, and Streamlit's programs are compressed
once, at a level that costs less. Plotly's program (4.7 MB) is fetched ahead, beside the page's own, which saves
half a second. What is left is Streamlit itself, the study, and above all the browser, which must run Plotly's
program before it draws; hello does without.

Run: `python -m bench.start [rounds]`
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Error, sync_playwright

from bench.homes import released
from bench.measuring import cpu
from hees.settings import PROJECT
from tests.browser.conftest import CHROMIUM, QUIET, free_port

GOAL = 1.5
TOPIC = "research"
CHART = ".st-key-the_data .js-plotly-plot .main-svg"
HELLO = "h1"
FRESH_ROUNDS = 2
PATIENCE = 120_000
"""In milliseconds: a busy machine is slow, not wrong."""


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        home = released(folder / "home", 130).folder
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        runs: dict[str, Callable[[], tuple[float, float]]] = {
            "hees serve, first chart": lambda: ours(browser, home),
            "streamlit hello": lambda: theirs(browser, folder),
        }
        taken: dict[str, list[tuple[float, float]]] = {label: [] for label in runs}
        for number in range(rounds + 1):
            for label, run in runs.items():
                found = run()
                if number:  # the first round warms the caches
                    taken[label].append(found)
        # A home that nothing was released in has no chart of the survey, but those of reference.
        fresh = [ours(browser, folder / f"fresh{n}") for n in range(min(rounds, FRESH_ROUNDS))]
    print(f"median of {rounds} alternating rounds, seconds")
    print(f"{'':28}{'until drawn':>12}{'CPU of server':>15}")
    for label, found in {**taken, "hees serve, a fresh home": fresh}.items():
        until, used = (median(one) for one in zip(*found, strict=True))
        print(f"{label:28}{until:12.2f}{used:15.2f}")
    mine, other = (median(until for until, _ in found) for found in taken.values())
    print(f"ratio {mine / other:.2f}   goal: {GOAL} or less")


def ours(browser: Browser, home: Path) -> tuple[float, float]:
    port = free_port()
    command = [sys.executable, "-m", "hees", "serve", f"--port={port}"]
    alone = {"HEES_HOME": str(home), "HEES_RELEASE": "off", "HEES_BACKUP_HOURS": "0"}
    address = f"http://127.0.0.1:{port}/findings?topic={TOPIC}"
    return started(browser, command, PROJECT, alone, address, CHART)


def theirs(browser: Browser, folder: Path) -> tuple[float, float]:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "hello", f"--server.port={port}"]
    options = ["--server.headless=true", "--browser.gatherUsageStats=false"]
    return started(browser, command + options, folder, {}, f"http://127.0.0.1:{port}/", HELLO)


def started(
    browser: Browser,
    command: list[str],
    folder: Path,
    more: dict[str, str],
    address: str,
    drawn: str,
) -> tuple[float, float]:
    """Start a server, and look at its page until `drawn` is on it."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=os.environ | more, stdout=subprocess.DEVNULL
    )
    try:
        return timed(browser, address, drawn, began, process)
    finally:
        process.terminate()
        process.wait()


def timed(
    browser: Browser, address: str, drawn: str, began: float, process: subprocess.Popen[bytes]
) -> tuple[float, float]:
    """Seconds until `drawn` is on screen, and of CPU that the server has used by then."""
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    while True:
        try:
            page.goto(address, wait_until="commit")
            break
        except Error:  # nobody listens yet
            if process.poll() is not None:
                raise
            time.sleep(0.02)
    page.locator(drawn).first.wait_for(timeout=PATIENCE)
    until = time.perf_counter() - began
    used = cpu(process.pid)
    context.close()
    return until, used


if __name__ == "__main__":
    main()
