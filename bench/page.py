"""What a turn of The Data costs the server, against the same figure constant on an empty page.

A browser turns between two charts of a topic; another reruns an empty Streamlit page that holds the same
figure. The CPU time of each server process is read before and after, five rounds of turns, and the median
taken. The same again with a release of 10,000 times as many responses: the public site reads released cells, so
it must cost the same. A turn reruns one fragment; the exhibit, its figures and its texts are kept in memory for
each release. Goal: 1.3 or less, and the same at both sizes.

Run: `python -m bench.page [turns a round]`
"""

import pickle
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

from bench.homes import publish_again, released
from bench.measuring import cpu
from hees.findings.exhibits import exhibit
from hees.findings.plot import plots
from hees.settings import PROJECT
from hees.store.home import Home
from hees.study import ChartKind
from tests.browser.conftest import CHROMIUM, QUIET, Server, free_port
from tests.exhibits import STUDY

TOPIC = "research"
ROUNDS = 5
CHARTS = [n for n, chart in enumerate(STUDY.topic[TOPIC].charts) if chart.kind is ChartKind.BARS]

EMPTY = """
import pickle, streamlit as st
figure = st.cache_resource(lambda: pickle.load(open({figure!r}, "rb")))()
st.button("again")
st.plotly_chart(figure, theme=None, config={{"displayModeBar": False}})
"""


def main() -> None:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    turns += turns % 2  # there and back again
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright, ExitStack() as end:
        folder = Path(name)
        small, large = home_with(folder / "small", 1), home_with(folder / "large", 10_000)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        servers = [Server(small.folder).start(), Server(large.folder).start()]
        empty = EmptyPage(folder, small)
        for server in servers:
            end.callback(server.stop)
        end.callback(empty.process.terminate)
        pages = [browser.new_page() for _ in range(3)]
        for page, server in zip(pages, servers, strict=False):
            page.goto(f"{server.url}/findings?topic={TOPIC}&page={CHARTS[0] + 1}")
            page.locator(".st-key-page_next button").wait_for()
        pages[2].goto(empty.url)
        pages[2].get_by_role("button", name="again").wait_for()
        found: dict[str, list[float]] = {"small": [], "large": [], "empty": []}
        for _ in range(ROUNDS):
            for label, page, pid in (
                ("small", pages[0], servers[0].process.pid),
                ("large", pages[1], servers[1].process.pid),
                ("empty", pages[2], empty.process.pid),
            ):
                press = again if label == "empty" else turn
                before = cpu(pid)
                for number in range(turns):
                    press(page, number)
                found[label].append(1000 * (cpu(pid) - before) / turns)
        for label, costs in found.items():
            print(f"{label:6} CPU of the server a turn: {median(costs):6.1f} ms")
        print(f"ratio small / empty {median(found['small']) / median(found['empty']):.2f}")
        print(f"ratio large / small {median(found['large']) / median(found['small']):.2f}")


def home_with(folder: Path, times: int) -> Home:
    """A home with a release of 100 responses, or of that many times as many."""
    home = released(folder, 130)
    if times > 1:
        publish_again(home, times)
    return home


class EmptyPage:
    """Streamlit with one figure and a button, and nothing else."""

    def __init__(self, folder: Path, home: Home) -> None:
        chart = STUDY.topic[TOPIC].charts[CHARTS[0]]
        [plot] = plots(exhibit(home, STUDY, chart.id), "en")
        (folder / "figure.pickle").write_bytes(pickle.dumps(plot.figure))
        script = folder / "empty.py"
        script.write_text(EMPTY.format(figure=str(folder / "figure.pickle")))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
        self.process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2)
                return
            except OSError:
                time.sleep(0.1)


def turn(page: Page, number: int) -> None:
    """Go on one page, or back again, and wait until it is drawn."""
    forward = number % 2 == 0
    title = STUDY.topic[TOPIC].charts[CHARTS[0] + (1 if forward else 0)].title["en"]
    page.locator(f".st-key-page_{'next' if forward else 'before'} button").click()
    page.locator(".st-key-the_data h3", has_text=title).wait_for()
    page.wait_for_timeout(150)


def again(page: Page, _number: int) -> None:
    page.get_by_role("button", name="again").click()
    page.wait_for_timeout(150)


if __name__ == "__main__":
    main()
