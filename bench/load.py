"""The site under load, over its real doors: respondents who answer at once, viewers who follow releases.

Visitors without a browser speak Streamlit's own protocol over its WebSocket with `hees serve` on this machine,
which also runs them. Each respondent begins in another section, chooses and ticks whatever a screen holds, and
goes on to the next; every answer that the page acknowledged is looked up in the database. First all answer
without a pause: one core serves them all, so the waiting grows with their number. Then they pause a few seconds
between two answers, which is still faster than people are.

Viewers hold a findings page open while a release is published, and all draw it anew within a few seconds. An
open page costs the server a look for news now and then; that is compared with the tick of a bare Streamlit
fragment in the same run. Goal: nothing lost, no errors, and a core holds at least 0.8 times as many viewers as
of the bare fragment.

Run: `python -m bench.load [respondents] [answers] [viewers]`
"""

import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.homes import publish_again, released
from bench.measuring import cpu, memory, spread
from bench.wire import Visitor
from hees.settings import PROJECT
from hees.store.home import Home
from hees.survey import drafts
from tests.browser.conftest import Server, free_port
from tests.exhibits import STUDY

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

PAUSED = 10
PAUSE_SECONDS = 4
"""How many answers each respondent gives with pauses, and how long a pause is on average."""


def main() -> None:
    given = [int(one) for one in sys.argv[1:]]
    respondents, answers, viewers = given + [100, 60, 300][len(given) :]
    with tempfile.TemporaryDirectory() as name:
        home = released(Path(name) / "home", 130)
        server = Server(home.folder).start()
        try:
            asyncio.run(_answering(server, home, respondents, answers))
            asyncio.run(_viewing(server, home, viewers))
            asyncio.run(_looking(server, Path(name)))
        finally:
            server.stop()


def say(text: str) -> None:
    print(text, flush=True)


async def _answering(server: Server, home: Home, people: int, answers: int) -> None:
    """Everybody answers at once; what was acknowledged must be in the database."""
    assert server.process
    crowd = [Respondent(server, home, number) for number in range(people + 1)]
    warm = crowd.pop().visitor  # the first session brings memory that all share
    await warm.open()
    before = memory(server.process.pid)
    await asyncio.gather(*(one.visitor.open() for one in crowd))
    say(f"{people} respondents, {(memory(server.process.pid) - before) / people / 1e6:.1f} MB each")
    for wanted, pause in ((answers, 0), (min(PAUSED, answers), PAUSE_SECONDS)):
        used, began = cpu(server.process.pid), time.perf_counter()
        for one in crowd:
            one.forget()
        await asyncio.gather(*(one.answer(wanted, pause) for one in crowd))
        took = time.perf_counter() - began
        seconds = [second for one in crowd for second in one.visitor.seconds]
        lost = sum(one.lost(home) for one in crowd)
        trouble = [text for one in crowd for text in one.visitor.trouble]
        given = sum(one.given for one in crowd)
        each = 1000 * (cpu(server.process.pid) - used) / len(seconds)
        how = f"with pauses of {pause} s" if pause else "without a pause"
        say(f"  {given:,} answers in {took:.0f} s {how}: lost {lost}, errors {len(trouble)}")
        for text in set(trouble):
            say(f"    {text}")
        say(
            f"    until the page is drawn again: {spread(seconds)}; "
            f"{len(seconds) / took:.0f} acts a second, {each:.1f} ms of CPU an act"
        )
    grown = (memory(server.process.pid) - before) / people
    say(f"  in the end {grown / 1e6:.1f} MB a respondent")
    await asyncio.gather(*(one.visitor.close() for one in crowd), warm.close())


class Respondent:
    """Chooses and ticks through the survey, section by section, remembering what was given."""

    def __init__(self, server: Server, home: Home, number: int) -> None:
        self.id, token = drafts.start(home, STUDY, "en")
        cookie = {f"hees_r_{self.id}": token}
        self.visitor = Visitor(server.port, {"lang": "en", "d": self.id}, "survey", cookie)
        self.sections = [one.id for one in STUDY.questionnaire if not one.repeat]
        first = number % len(self.sections)
        self.sections = self.sections[first:] + self.sections[:first]
        self.chance = random.Random(number)
        self.given = 0
        self.values: dict[tuple[str, str], str | set[str]] = {}

    def forget(self) -> None:
        """Begin to count anew; what was given is still to be in the database."""
        self.given = 0
        self.visitor.seconds.clear()

    async def answer(self, wanted: int, pause: float) -> None:
        barren: set[str] = set()
        while len(barren) < len(self.sections):
            section = self.sections[0]
            self.sections = [*self.sections[1:], section]
            if not await self._go(section):
                barren.add(section)
                continue
            before = self.given
            for id in list(self.visitor.widgets):
                if self.given == wanted:
                    return
                if await self._give(id):
                    self.given += 1
                    await asyncio.sleep(pause and self.chance.uniform(0, 2 * pause))
            if self.given == before:
                barren.add(section)

    async def _go(self, section: str) -> bool:
        """Open a section, unless it is open or not asked of this respondent."""
        if self.visitor.named(f"-section-now-{section}", "Button"):
            return True
        if not self.visitor.named(f"-section-{section}", "Button"):
            return False
        await self.visitor.press(f"section-{section}")
        return True

    async def _give(self, id: str) -> bool:
        """Choose at random, or tick; False where there is nothing to choose, or no longer."""
        one = self.visitor.widgets.get(id)
        mark = f"-a-{self.id}-"
        if one is None or mark not in id:
            return False
        name, item, part = id.split(mark)[1].split("-")[:3]
        question = STUDY.questionnaire.questions[name]
        if one.DESCRIPTOR.name == "Radio":
            place = self.chance.randrange(len(one.options))
            await self.visitor.choose(one, place)
            self.values[name, item] = question.choices[place].code
            return True
        ticked = self.values.setdefault((name, item), set())
        if one.DESCRIPTOR.name != "Checkbox" or question.by_code[part].exclusive or part in ticked:
            return False
        await self.visitor.tick(one)
        ticked.add(part)
        return True

    def lost(self, home: Home) -> int:
        """How many of the last answers are not what is stored."""
        stored = drafts.load(home, self.id).values
        return sum(
            (set(stored.get(key, [])) if isinstance(value, set) else stored.get(key)) != value
            for key, value in self.values.items()
        )


async def _viewing(server: Server, home: Home, people: int) -> None:
    """A release is published while many look at a findings page; each page is drawn again."""
    assert server.process
    pid = server.process.pid
    before, used = memory(pid), cpu(pid)
    crowd = [
        Visitor(server.port, {"lang": "en" if n % 2 else "ja", "topic": "research"}, "findings")
        for n in range(people)
    ]
    await asyncio.gather(*(one.open() for one in crowd))
    grown = (memory(pid) - before) / people
    opened = [one.seconds[-1] for one in crowd]
    publish_again(home)

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
    say(f"{people} viewers, {grown / 1e6:.1f} MB each; all opened at once: {spread(opened)}")
    say(f"  a release is followed by all within {LOOK_SECONDS} s: errors {len(trouble)}")
    for text in set(trouble):
        say(f"    {text}")
    each = 1000 * (cpu(pid) - used) / (2 * people)
    say(
        f"    the page drawn again: {spread(seconds)}; {each:.1f} ms of CPU, {received / 1e3:.0f} kB"
    )


def look(port: int) -> bytes:
    """What an open page asks now and then."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/newest", timeout=60) as reply:
        return reply.read()


async def _looking(server: Server, folder: Path) -> None:
    """A look for news against the tick of a fragment that does nothing, in CPU of the server."""
    assert server.process
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
    say(f"a look for news {1000 * ours:.2f} ms of CPU, a bare fragment's tick {1000 * theirs:.2f}")
    say(
        f"  viewers a core holds at one in {LOOK_SECONDS} s: {LOOK_SECONDS / ours:,.0f} against "
        f"{LOOK_SECONDS / theirs:,.0f}, ratio {theirs / ours:.1f}   goal: 0.8 or more"
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


if __name__ == "__main__":
    main()
