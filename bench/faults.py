"""A running server killed again and again while visitors answer, and whether an answer was lost.

Visitors choose and tick over the WebSocket as fast as the pages are drawn. At a random moment the
server gets SIGKILL, what it had called saved is looked up in the database, and the next server
starts on the same home. An answer counts as acknowledged when its page was drawn with "Saved".
Servers are forked from a process that has loaded what `hees serve` loads. Promise: none is lost.

Run: `python -m bench.faults [kills] [visitors] [seed]` (default 200 4 2026).
"""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol
from urllib.request import urlopen

import websockets

from bench.wire import Visitor
from hees.language import say
from hees.settings import PROJECT
from hees.store import connection as store
from hees.store.home import Home, prepare
from hees.study import Study, load
from hees.survey import drafts
from tests.browser.conftest import free_port

SAVED = say("survey.saved", "en", time="")
LONGEST = 1.5
"""Seconds from everybody's first answer to the kill, at most."""

FORKING = """
import os, signal, sys
import plotly.graph_objects
from streamlit.web.cli import main
from hees.web import server
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for port in sys.stdin:
    if pid := os.fork():
        print(pid, flush=True)
        continue
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    main(["run", "streamlit_app.py", f"--server.port={port.strip()}", "--server.address=127.0.0.1"])
"""

Choice = tuple[str, str]
"""(question, item)"""


class Running(Protocol):
    """A server that can be killed."""

    port: int

    def kill(self) -> None: ...


class Forked:
    """A server that `nursery` has forked."""

    def __init__(self, nursery: subprocess.Popen[str]) -> None:
        self.port = free_port()
        nursery.stdin.write(f"{self.port}\n")
        nursery.stdin.flush()
        self.pid = int(nursery.stdout.readline())
        for _ in range(600):
            with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2):
                return
            time.sleep(0.05)
        raise TimeoutError("the server did not start")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


@dataclass
class Answerer:
    """Goes through the survey by its radio buttons, remembering what the page called saved."""

    home: Home
    study: Study
    chance: random.Random
    given: int = 0
    saved: dict[Choice, str] = field(default_factory=dict)
    waiting: tuple[Choice, str] | None = None
    """The choice that was sent and not yet called saved."""

    def __post_init__(self) -> None:
        self.id, self.token = drafts.start(self.home, self.study, "en")
        store.release(self.home.responses)

    async def answer(self, server: Running, began: asyncio.Event) -> None:
        """Answer until the server is gone."""
        self.waiting = None
        cookie = {f"hees_r_{self.id}": self.token}
        visitor = Visitor(server.port, {"lang": "en", "d": self.id}, "survey", cookie)
        try:
            await visitor.open()
            while True:
                await self._choose_all(visitor, began)
                sections = visitor.named("section-", "Button")
                await visitor.press(
                    f"section-{self.chance.choice(sections).id.split('section-')[1]}"
                )
        except (OSError, websockets.ConnectionClosed, TimeoutError):
            began.set()

    async def _choose_all(self, visitor: Visitor, began: asyncio.Event) -> None:
        """Choose something in each radio of the screen that is still there when its turn comes."""
        for id in [one.id for one in visitor.named(f"-a-{self.id}-", "Radio")]:
            if radio := visitor.widgets.get(id):
                question, item = id.split(f"-a-{self.id}-")[1].split("-")[:2]
                place = self.chance.randrange(len(radio.options))
                code = self.study.questionnaire.questions[question].choices[place].code
                self.waiting = (question, item), code
                visitor.trouble.clear()
                await visitor.choose(radio, place)
                assert not visitor.trouble, visitor.trouble
                self.waiting = None
                if any(text.startswith(SAVED) for text in visitor.texts):
                    self.saved[question, item] = code
                    self.given += 1
                    began.set()
                else:  # the page has gone on, as after a refusal to take part: nothing was said
                    self.saved.pop((question, item), None)

    def look(self, counts: Counter[str]) -> None:
        """Compare what is stored with what was called saved."""
        values = drafts.load(self.home, self.id).values
        if self.waiting:
            key, code = self.waiting
            counts["waiting for their page at the kill"] += 1
            if values.get(key) == code != self.saved.get(key):
                counts["of these stored all the same"] += 1
                self.saved[key] = code
        counts["lost"] += sum(values.get(key) != code for key, code in self.saved.items())


async def kill(server: Running, people: list[Answerer], chance: random.Random) -> Counter[str]:
    """What a killed server leaves, once all have answered and a moment has passed."""
    home = people[0].home
    began = [asyncio.Event() for _ in people]
    crowd = [
        asyncio.create_task(one.answer(server, event))
        for one, event in zip(people, began, strict=True)
    ]
    await asyncio.gather(*(event.wait() for event in began))
    await asyncio.sleep(chance.uniform(0, LONGEST))
    server.kill()
    await asyncio.gather(*crowd)
    counts = Counter(kills=1)
    prepare(home.folder)
    for one in people:
        one.look(counts)
    store.release(home.responses)
    with sqlite3.connect(home.responses) as database:
        counts["damaged"] += database.execute("PRAGMA integrity_check").fetchone() != ("ok",)
    database.close()
    return counts


async def killing(
    start: Callable[[], Running], home: Home, study: Study, kills: int, visitors: int, seed: int
) -> Counter[str]:
    """So many kills, one after the other; the counts of all."""
    chance = random.Random(seed)
    people = [Answerer(home, study, chance) for _ in range(visitors)]
    counts: Counter[str] = Counter(lost=0, damaged=0)
    for _ in range(kills):
        counts += await kill(await asyncio.to_thread(start), people, chance)
    counts["acknowledged"] = sum(one.given for one in people)
    return counts


def main() -> None:
    given = [int(one) for one in sys.argv[1:]]
    kills, visitors, seed = given + [200, 4, 2026][len(given) :]
    with tempfile.TemporaryDirectory() as name:
        home = prepare(Path(name) / "home")
        nursery = subprocess.Popen(
            [sys.executable, "-c", FORKING],
            env=os.environ | {"HEES_HOME": str(home.folder), "HEES_BACKUP_HOURS": "0"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PROJECT,
            text=True,
        )
        start, study = partial(Forked, nursery), load(PROJECT / "data")
        counts = asyncio.run(killing(start, home, study, kills, visitors, seed))
        nursery.terminate()
        nursery.wait()
    for what in ("kills", "acknowledged", "lost", "damaged"):
        print(f"{what:40}{counts[what]:8}")
    for what in ("waiting for their page at the kill", "of these stored all the same"):
        print(f"{what:40}{counts[what]:8}")


if __name__ == "__main__":
    main()
