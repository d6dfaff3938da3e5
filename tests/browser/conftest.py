"""A real server in a process of its own, and a real browser in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from hees.store.connection import release
from hees.store.home import prepare
from hees.team import accounts
from tests.site import PASSWORD

PROJECT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


class Server:
    """`hees serve` on a free port of this machine, with a home of its own.

    It makes releases by itself only where a test wants it to.
    """

    def __init__(self, home: Path, study: Path | None = None, *, releases: bool = False) -> None:
        self.home = home
        self.releases = "on" if releases else "off"
        self.study = study or PROJECT / "data"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.parent / f"server-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def launch(self) -> None:
        environment = os.environ | {
            "HEES_HOME": str(self.home),
            "HEES_STUDY": str(self.study),
            "HEES_RELEASE": self.releases,
            "HEES_BACKUP_HOURS": "0",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hees", "serve", "--port", str(self.port)],
            cwd=PROJECT,
            env=environment,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
        )

    def start(self) -> "Server":
        """Launch it, and wait until it says that all is well."""
        self.launch()
        assert self.process
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return self
            except OSError:
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.1)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def kill(self) -> None:
        """End it as a power cut would: no warning, no clean-up."""
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("site") / "home").start()
    yield running
    running.stop()


def with_team(folder: Path, **roles: str) -> Server:
    """A running site that nobody has answered on, with team members of these names and roles."""
    home = prepare(folder)
    for name, role in roles.items():
        accounts.add(home, name, role, password=PASSWORD, email=None)
    release(home.responses)
    release(home.public)
    return Server(folder).start()


@pytest.fixture(scope="session")
def public_site(released, tmp_path_factory):
    """A site with a release of simulated answers. Only read it."""
    home = tmp_path_factory.mktemp("public") / "home"
    shutil.copytree(released.folder, home)
    running = Server(home).start()
    yield running
    running.stop()


@pytest.fixture
def own_server(tmp_path):
    """A server for one test alone, which may kill it."""
    running = Server(tmp_path / "home").start()
    yield running
    running.stop()


def new_context(browser: Browser, viewport: dict[str, int], language: str) -> BrowserContext:
    locale = {"en": "en-US", "ja": "ja-JP"}[language]
    context = browser.new_context(viewport=viewport, locale=locale, timezone_id="Asia/Tokyo")
    context.set_default_timeout(20_000)
    return context


@pytest.fixture
def open_context(browser: Browser):
    """Make browser contexts that are closed at the end: `open_context(PHONE, "ja")`."""
    opened: list[BrowserContext] = []

    def make(viewport: dict[str, int] = DESK, language: str = "en") -> BrowserContext:
        opened.append(new_context(browser, viewport, language))
        return opened[-1]

    yield make
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def tab(browser: Browser):
    """A tab that stays open: the programs of the site cost a third of the first time in it."""
    context = new_context(browser, DESK, "en")
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page):
    """The page of a visitor at a desk, whom no cookie makes known; who listens to it goes on to."""
    tab.context.clear_cookies()
    tab.set_viewport_size(DESK)
    tab.emulate_media(color_scheme="light")
    yield tab
    for other in tab.context.pages:
        if other != tab:
            other.close()
    # What it shows stays: the next page of the same site costs half of what one after a blank page does.
