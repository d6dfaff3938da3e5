"""Faults of the machine under a running server: each is told, nothing is lost, and it goes on by itself.

Visitors come over the WebSocket, as browsers do.
"""

import asyncio
import fcntl
import http.client
import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bench.faults import killing
from bench.wire import Visitor
from hees.language import say
from hees.settings import PROJECT
from hees.store import connection as store
from hees.store.home import Home, prepare
from hees.study import Study, load
from hees.survey import drafts, throttle
from hees.team.verifying import verify
from tests import clocks, database, earlier, studies
from tests.browser.conftest import Server

T = TypeVar("T")
LANGUAGES = ("en", "ja")

IMPATIENT = """
from hees.store import connection, health
connection.BUSY_MS, connection.PATIENCE, health.PATIENCE = 300, 1.0, 0.2
"""
"""What a server runs first that gives up waiting soon, so that the tests need not wait long."""


def acted(visits: Coroutine[None, None, T]) -> T:
    """What visitors did came to. In a thread of its own: a browser may have this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, visits).result()


# Killed


def test_every_acknowledged_answer_outlives_200_kills_at_random_moments(tmp_path: Path):
    study = studies.write(tmp_path / "study")
    command = [sys.executable, "-m", "tests.killing", tmp_path / "home", study, "200", "2026"]
    found = json.loads(subprocess.run(command, cwd=PROJECT, check=True, capture_output=True).stdout)
    assert found["kills"] == 200
    assert found["acknowledged"] > 200
    assert found["in a transaction"] > 20
    for wrong in ("lost", "from nowhere", "damaged"):
        assert found[wrong] == 0, found


def test_a_server_that_is_killed_while_visitors_answer_loses_nothing(tmp_path: Path):
    home = prepare(tmp_path / "home")
    folder = studies.write(tmp_path / "study")
    start = Server(home.folder, folder).start
    found = acted(killing(start, home, load(folder), kills=3, visitors=3, seed=2026))
    assert found["kills"] == 3
    assert found["acknowledged"] >= 9
    assert (found["lost"], found["damaged"]) == (0, 0)


# A running server and its disk


class Site(Server):
    """A running server with two respondents, one in each language, who have answered already."""

    def __init__(self, home: Path, study: Path) -> None:
        super().__init__(home, study)
        self.stored = Home(home)
        self.people: dict[str, Person] = {}

    def asked(self) -> tuple[int, str | None]:
        """What /healthz says: its status, and the reason if there is one."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=60) as reply:
                return reply.status, json.load(reply).get("reason")
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused).get("reason")

    def answers(self) -> tuple[int, str | None]:
        """The same, as soon as the server has started."""
        for _ in range(600):
            with suppress(urllib.error.URLError):
                return self.asked()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def verifies(self) -> bool:
        """Whether `hees verify` finds nothing."""
        problems = [one for one in verify(self.stored) if one.problem]
        for path in (self.stored.responses, self.stored.public):
            store.release(path)
        return not problems

    def is_well(self) -> bool:
        return self.asked() == (200, None)


@dataclass
class Person:
    """A respondent in a tab. `chosen`: the code of the category that the page last called saved."""

    site: Site
    id: str
    token: str
    language: str
    chosen: str = ""

    @classmethod
    def starts(cls, site: Site, study: Study, language: str) -> "Person":
        id, token = drafts.start(site.stored, study, language)
        store.release(site.stored.responses)
        return cls(site, id, token, language)

    async def opens(self) -> Visitor:
        """The survey in a new tab; what is wrong stands in `trouble`."""
        cookie = {f"hees_r_{self.id}": self.token}
        visitor = Visitor(
            self.site.port, {"lang": self.language, "d": self.id}, "survey", cookies=cookie
        )
        await visitor.open()
        return visitor

    async def chooses(self, visitor: Visitor, code: str) -> None:
        """Choose a category; what is wrong stands in `trouble`."""
        visitor.trouble.clear()
        [radio] = visitor.named(f"a-{self.id}-category", "Radio")
        await visitor.choose(radio, ["agency", "foundation", "company"].index(code))
        self.hears(visitor, code)

    async def tries_again(self, visitor: Visitor, code: str) -> None:
        visitor.trouble.clear()
        await visitor.press(f"a-{self.id}-category--retry")
        self.hears(visitor, code)

    def hears(self, visitor: Visitor, code: str) -> None:
        said = say("survey.saved", self.language, time="").strip()
        if not visitor.trouble and any(said in text for text in visitor.texts):
            self.chosen = code

    def is_kept(self) -> bool:
        """Whether what was called saved is what is stored."""
        stored = drafts.load(self.site.stored, self.id).values
        store.release(self.site.stored.responses)
        return bool(self.chosen) and stored["category", ""] == self.chosen


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of its own under `folder`, where this machine lets us; yields whether it did."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", folder]
    done = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield done
    finally:
        if done:
            subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("faults")
    study = studies.write(folder / "study")
    (folder / "first").mkdir()
    (folder / "first" / "sitecustomize.py").write_text(IMPATIENT)
    with pytest.MonkeyPatch.context() as patch, small_disk(folder / "disk"):
        patch.setenv("PYTHONPATH", f"{folder / 'first'}{os.pathsep}{PROJECT}")
        one = Site(prepare(folder / "disk" / "home").folder, study)
        one.log = folder / "log"
        one.people = {each: Person.starts(one, load(study), each) for each in LANGUAGES}
        one.start()
        yield one
        one.stop()


@contextmanager
def full(home: Home) -> Iterator[None]:
    """Nothing fits on the disk any more, nor into the log, which is empty."""
    if not os.path.ismount(home.folder.parent):
        pytest.skip("no disk can be mounted here")
    with closing(sqlite3.connect(home.responses)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    filling = home.folder.parent / "filling"
    free = os.statvfs(home.folder)
    with filling.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, free.f_bavail * free.f_frsize)
    try:
        yield
    finally:
        filling.unlink()


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    with closing(sqlite3.connect(home.responses, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def hung(home: Home) -> Iterator[None]:
    """Another process of ours has the turn to write, and hangs."""
    with home.responses.with_name("responses.db-queue").open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


@contextmanager
def damaged(home: Home) -> Iterator[None]:
    """A page in the middle of the file holds something else: that of the answers."""
    with closing(sqlite3.connect(home.responses)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'answer'"
        [[page], [size]] = [
            connection.execute(one).fetchone() for one in (query, "PRAGMA page_size")
        ]
        good = overwrite(home.responses, (page - 1) * size, b"\xa5" * size)
        with connection:  # somebody writes, so that nobody goes on with what he remembers
            connection.execute("UPDATE state SET revision = revision + 1")
    try:
        yield
    finally:
        overwrite(home.responses, (page - 1) * size, good)


def overwrite(path: Path, at: int, new: bytes) -> bytes:
    with path.open("r+b", 0) as file:
        file.seek(at)
        old = file.read(len(new))
        file.seek(at)
        file.write(new)
    return old


@contextmanager
def gone(home: Home) -> Iterator[None]:
    """Somebody moved the file away."""
    away = home.responses.rename(home.folder / "elsewhere.db")
    try:
        yield
    finally:
        away.rename(home.responses)


@contextmanager
def read_only(home: Home) -> Iterator[None]:
    """The disk, or what lies on it, can only be read."""
    disk = home.folder.parent
    if os.path.ismount(disk):
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        try:
            yield
        finally:
            subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        return
    if os.geteuid() == 0:
        pytest.skip("no disk can be mounted here, and nothing is read-only to root")
    for path in (*home.folder.glob("*.db*"), home.folder):
        path.chmod(0o555)
    try:
        yield
    finally:
        for path in (home.folder, *home.folder.glob("*.db*")):
            path.chmod(0o755)


@contextmanager
def newer(home: Home) -> Iterator[None]:
    """A newer HEES has brought the databases up to date."""
    step = ("responses", "m999_from_the_future", "2030-01-01")
    statement = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)"
    database.meddle(home, statement, *step)
    try:
        yield
    finally:
        database.meddle(home, "DELETE FROM _sqlite_migrations WHERE name = ?", step[1])


Fault = Callable[[Home], AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("fault", "reason", "page_opens", "verifies"),
    [
        (full, "full", True, True),
        (locked, "busy", True, True),
        (hung, "busy", True, True),
        (damaged, "damaged", False, False),
        (gone, "missing", False, False),
    ],
)
def test_a_fault_while_people_answer_is_told_and_nothing_is_lost(
    fault: Fault, reason: str, *, page_opens: bool, verifies: bool, site: Site
):
    async def act() -> None:
        tabs = [(one, await one.opens()) for one in site.people.values()]
        for person, tab in tabs:
            await person.chooses(tab, "agency")
            await person.chooses(tab, "foundation")
            assert person.chosen == "foundation", tab.trouble
        with fault(site.stored):
            await asyncio.gather(*(one.chooses(tab, "company") for one, tab in tabs))
            for person, tab in tabs:
                await told(person, tab)
            assert site.asked() == (503, reason)
            assert site.verifies() == verifies
        assert site.is_well()
        for person, tab in tabs:
            await goes_on(person, tab)
        assert site.verifies()

    async def told(person: Person, tab: Visitor) -> None:
        """The person hears of it at the field, or of a page that cannot be drawn any more."""
        kind = "save" if page_opens else "trouble"
        assert tab.trouble == [say(f"{kind}.{reason}", person.language)]
        assert person.chosen == "foundation"
        again = await person.opens()
        assert again.trouble == ([] if page_opens else tab.trouble)
        await again.close()

    async def goes_on(person: Person, tab: Visitor) -> None:
        """The fault is gone: what was saved is there, and the next answer is saved."""
        assert person.is_kept()
        if page_opens:
            await person.tries_again(tab, "company")
        else:
            await tab.close()
            tab = await person.opens()
            await person.chooses(tab, "company")
        assert person.chosen == "company", tab.trouble
        assert person.is_kept()
        await tab.close()

    acted(act())


@pytest.mark.parametrize(("fault", "reason"), [(read_only, "read_only"), (newer, "newer")])
def test_a_server_that_starts_on_a_fault_tells_it_and_goes_on_once_it_is_gone(
    fault: Fault, reason: str, site: Site
):
    async def act() -> None:
        for person in site.people.values():
            tab = await person.opens()
            await person.chooses(tab, "agency")
            await person.chooses(tab, "company")
            await tab.close()
        site.stop()
        with fault(site.stored):
            before = [path.read_bytes() for path in (site.stored.responses, site.stored.public)]
            site.launch()
            assert site.answers() == (503, reason)
            for person in site.people.values():
                tab = await person.opens()
                assert set(tab.trouble) == {say(f"trouble.{reason}", person.language)}
                await tab.close()
            after = [path.read_bytes() for path in (site.stored.responses, site.stored.public)]
            assert before == after
        assert site.is_well()
        for person in site.people.values():
            assert person.chosen == "company"
            assert person.is_kept()
            tab = await person.opens()
            await person.chooses(tab, "foundation")
            assert person.chosen == "foundation", tab.trouble
            await tab.close()

    acted(act())


def test_a_server_brings_an_older_home_up_to_date_and_people_go_on(tmp_path: Path):
    folder = studies.write(tmp_path / "study")
    home = earlier.home(tmp_path / "home", steps=1)
    token = earlier.answered(home, load(folder), category="agency", share=12)
    site = Site(home.folder, folder)
    site.start()

    async def act() -> None:
        id = drafts.open_link(home, token)
        assert id
        person = Person(site, id, token, "ja")
        tab = await person.opens()
        assert tab.trouble == []
        await person.chooses(tab, "company")
        await tab.close()
        assert drafts.load(home, id).values == {("category", ""): "company", ("share", ""): 12}

    try:
        assert site.is_well()
        acted(act())
        assert site.verifies()
    finally:
        site.stop()


def test_a_server_whose_clock_was_set_back_goes_on(site: Site):
    with clocks.ahead(timedelta(days=365)):
        person = Person.starts(site, load(site.study), "en")
        for deed in throttle.MOST:
            while throttle.allows(site.stored, deed, "127.0.0.1"):
                pass

    def opened(token: str) -> str | None:
        visit = http.client.HTTPConnection("127.0.0.1", site.port)
        with closing(visit):
            visit.request("GET", f"/r/{token}")
            return visit.getresponse().headers["location"]

    async def act() -> None:
        tab = await person.opens()
        for code in ("agency", "foundation"):
            await person.chooses(tab, code)
            assert person.chosen == code, tab.trouble
        await tab.close()

    assert opened("guessed"), "not told to wait"
    assert (opened(person.token) or "").startswith(f"/survey?d={person.id}")
    acted(act())
    assert person.is_kept()
    query = "SELECT new FROM answer_event WHERE response = ? ORDER BY revision"
    assert database.rows(site.stored, query, person.id) == [('"agency"',), ('"foundation"',)]
    assert site.is_well()
