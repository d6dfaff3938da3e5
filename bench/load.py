"""The site under load, over its real doors: respondents who answer at once, viewers who follow releases.

Three measurements against `hees serve` on this machine, all over HTTP and WebSocket:
respondents answer without a pause, and each answer that the page called saved is looked up in the
database; viewers hold a findings page open while a release is published; and what a look for news
costs the server, against the tick of a bare Streamlit fragment in the same run.
Run: `PYTHONPATH=. python bench/load.py [respondents] [answers] [viewers]` (default 100 60 300).
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import quantiles

from bench.page import cpu
from bench.wire import Visitor
from hees.release.publishing import publish
from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store.home import Home, prepare
from hees.survey import drafts
from tests.browser.conftest import Server, free_port
from tests.exhibits import STUDY, fill

TICK = """
import streamlit as st
@st.fragment(run_every={seconds})
def follow():
    pass
follow()
"""
LOOKS = 2000
TICKS = 300
LOOK_SECONDS = 8
"""How often an open page asks for a newer release, on average."""


def main() -> None:
    given = [int(one) for one in sys.argv[1:]]
    respondents, answers, viewers = given + [100, 60, 300][len(given) :]
    with tempfile.TemporaryDirectory() as name:
        home = fill(prepare(Path(name) / "home"), PROJECT / "data", STUDY)
        simulate(home, STUDY, 130, seed=5)
        publish(home, STUDY, date(2026, 12, 3))
        server = Server(home.folder).start()
        try:
            asyncio.run(_answering(server, home, respondents, answers))
            asyncio.run(_viewing(server, home, viewers))
            asyncio.run(_looking(server, Path(name)))
        finally:
            server.stop()


async def _answering(server: Server, home: Home, people: int, answers: int) -> None:
    """Everybody answers at once; what was acknowledged must be in the database."""
    before, used = memory(server), cpu(server.process.pid)
    crowd = [Respondent(server, home) for _ in range(people)]
    await asyncio.gather(*(one.visitor.open() for one in crowd))
    began = time.perf_counter()
    await asyncio.gather(*(one.answer(answers) for one in crowd))
    took = time.perf_counter() - began
    grown = (memory(server) - before) / people
    seconds = [one for person in crowd for one in person.visitor.seconds[1:]]
    lost = sum(person.lost(home) for person in crowd)
    trouble = [text for person in crowd for text in person.visitor.trouble]
    given = sum(person.given for person in crowd)
    await asyncio.gather(*(one.visitor.close() for one in crowd))
    print(f"{people} respondents, {given} answers in {took:.0f} s without a pause")
    print(f"  lost {lost}, errors {len(trouble)} {trouble[:2] or ''}")
    print(f"  an answer until its page is drawn: {spread(seconds)}")
    each = 1000 * (cpu(server.process.pid) - used) / max(1, len(seconds))
    print(f"  CPU of the server {each:.0f} ms an act; memory {grown / 1e6:.1f} MB a session")


class Respondent:
    """Chooses and ticks through the survey, section by section, remembering what was saved."""

    def __init__(self, server: Server, home: Home) -> None:
        self.id, token = drafts.start(home, STUDY, "en")
        cookie = {f"hees_r_{self.id}": token}
        self.visitor = Visitor(server.port, {"lang": "en", "d": self.id}, "survey", cookie)
        self.given = 0
        self.chosen: dict[str, int] = {}

    async def answer(self, wanted: int) -> None:
        round_ = 0
        while self.given < wanted:
            for id in [one.id for one in self.visitor.named(f"-a-{self.id}-", "Radio")]:
                radio = self.visitor.widgets.get(id)
                if radio and self.given < wanted:
                    await self.visitor.choose(radio, (self.given + round_) % len(radio.options))
                    self.chosen[id] = (self.given + round_) % len(radio.options)
                    self.given += 1
            if self.visitor.named("next", "Button"):
                await self.visitor.press("next")
            else:  # the last screen: begin again with other answers
                round_ += 1
                await self.visitor.press("section-organisation")

    def lost(self, home: Home) -> int:
        """How many of the last choices are not what is stored."""
        stored = drafts.load(home, self.id).values
        missing = 0
        for id, place in self.chosen.items():
            question, item = id.split(f"-a-{self.id}-")[1].split("-")[:2]
            choices = STUDY.questionnaire.questions[question].choices
            missing += stored.get((question, item)) != choices[place].code
        return missing


async def _viewing(server: Server, home: Home, people: int) -> None:
    """A release is published while many look at a findings page; each page is drawn again."""
    before, used = memory(server), cpu(server.process.pid)
    crowd = [
        Visitor(server.port, {"lang": "en" if n % 2 else "ja", "topic": "research"}, "findings")
        for n in range(people)
    ]
    await asyncio.gather(*(one.open() for one in crowd))
    grown = (memory(server) - before) / people
    simulate(home, STUDY, 40, seed=6)
    await asyncio.to_thread(publish, home, STUDY, date(2026, 12, 10))

    async def notices(one: Visitor, after: float) -> None:
        await asyncio.sleep(after)
        await asyncio.to_thread(look, server.port)
        await one.act()

    spacing = LOOK_SECONDS / people
    await asyncio.gather(*(notices(one, n * spacing) for n, one in enumerate(crowd)))
    seconds = [one.seconds[-1] for one in crowd]
    trouble = [text for one in crowd for text in one.trouble]
    received = sum(one.received for one in crowd) / people / 2
    await asyncio.gather(*(one.close() for one in crowd))
    print(f"{people} viewers follow a release within {LOOK_SECONDS} s of each other")
    print(f"  errors {len(trouble)} {trouble[:2] or ''}; the page drawn again: {spread(seconds)}")
    each = 1000 * (cpu(server.process.pid) - used) / (2 * people)
    print(
        f"  CPU of the server {each:.0f} ms a page, {received / 1e3:.0f} kB a page before "
        f"compression; memory {grown / 1e6:.1f} MB a session"
    )


def look(port: int) -> bytes:
    """What an open page asks now and then."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/newest", timeout=60) as reply:
        return reply.read()


async def _looking(server: Server, folder: Path) -> None:
    """A look for news against the tick of a fragment that does nothing, in CPU of the server."""
    used = cpu(server.process.pid)
    for _ in range(LOOKS):
        look(server.port)
    ours = (cpu(server.process.pid) - used) / LOOKS
    script, port = folder / "tick.py", free_port()
    script.write_text(TICK.format(seconds=LOOK_SECONDS))
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}"]
    bare = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, env=os.environ)
    try:
        visitor = await _opened(port)
        used = cpu(bare.pid)
        for _ in range(TICKS):
            await visitor.tick_fragment()
        theirs = (cpu(bare.pid) - used) / TICKS
        await visitor.close()
    finally:
        bare.terminate()
        bare.wait()
    print(
        f"a look for news: {1000 * ours:.2f} ms CPU; a bare fragment's tick: {1000 * theirs:.2f} ms"
    )
    print(
        f"  viewers a core holds at one look in {LOOK_SECONDS} s: {LOOK_SECONDS / ours:,.0f} against "
        f"{LOOK_SECONDS / theirs:,.0f}, ratio {theirs / ours:.1f}"
    )


async def _opened(port: int) -> Visitor:
    for _ in range(100):
        try:
            visitor = Visitor(port, {})
            await visitor.open()
        except OSError:
            await asyncio.sleep(0.2)
        else:
            return visitor
    raise TimeoutError("the bare app did not start")


def memory(server: Server) -> int:
    """Bytes of memory that the server holds."""
    fields = Path(f"/proc/{server.process.pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def spread(seconds: Sequence[float]) -> str:
    """The middle and the 95th percentile, in milliseconds."""
    cuts = quantiles(seconds, n=20)
    return f"median {1000 * cuts[9]:.0f} ms, p95 {1000 * cuts[18]:.0f} ms"


if __name__ == "__main__":
    main()
