"""Processes killed in the middle of saving answers, and what of it is on disk afterwards.

Run as `python -m tests.killing HOME STUDY KILLS SEED`; prints counts as JSON. Processes are forked
from this one, which has loaded everything, so that a kill costs milliseconds.
"""

import json
import mmap
import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from hees.store import connection as store
from hees.store.home import Home, prepare
from hees.study import Study, load
from hees.survey import drafts
from tests import database

FIELDS = ("papers", "trainees", "share")
LONGEST = 0.02
"""Seconds from the first answer of a process to its kill, at most: several saves."""

IDLE, BEGUN, COMMITTING = 0, 1, 2


@dataclass
class Saver:
    """A process that saves one answer after the other. `moment`: what it does, as it told last."""

    pid: int
    response: str
    said: int
    moment: mmap.mmap

    def kill(self) -> dict[str, int]:
        """Kill it, and return the answers that it had called saved: the last one by field."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        with os.fdopen(self.said) as said:
            lines = [line.split() for line in said if line.endswith("\n")]
        return {field: int(number) for field, number in lines}


def begin(home: Home, study: Study) -> Saver:
    """Start a process that answers a response of its own, and wait until it has saved once."""
    with database.hasty():
        response, _ = drafts.start(home, study, "en")
        store.release(home.responses)  # a connection must not be used in two processes
    said, telling = os.pipe()
    moment = mmap.mmap(-1, 1)
    pid = os.fork()
    if not pid:
        _save_for_ever(home, study, response, telling, moment)
    os.close(telling)
    while moment[0] == IDLE:
        time.sleep(0.0005)
    return Saver(pid, response, said, moment)


def _save_for_ever(
    home: Home, study: Study, response: str, telling: int, moment: mmap.mmap
) -> NoReturn:
    connect = store._connect

    def watched(path: Path, mode: str):
        connection = connect(path, mode)
        connection.set_trace_callback(note)
        return connection

    def note(statement: str) -> None:
        moment[0] = COMMITTING if statement == "COMMIT" else BEGUN

    store._connect = watched
    try:
        revision: dict[str, int] = {}
        for number in range(1_000_000):
            field = FIELDS[number % len(FIELDS)]
            question = study.questionnaire.questions[field]
            saved = drafts.save(
                home,
                response,
                question,
                "",
                number,
                based_on=revision.get(field, 0),
                language="en",
            )
            moment[0] = IDLE
            revision[field] = saved.revision
            os.write(telling, f"{field} {number}\n".encode())
    finally:
        os._exit(1)


def check(home: Home, saver: Saver, counts: dict[str, int]) -> None:
    """Kill a process, start as the next server would, and count what is there and what is not."""
    acknowledged = saver.kill()
    moment = saver.moment[0]
    with database.hasty():
        prepare(home.folder)
        stored = drafts.load(home, saver.response).values
        store.release(home.responses)
    last = max(acknowledged.values(), default=-1)
    counts["kills"] += 1
    counts["in a transaction"] += moment != IDLE
    counts["in a commit"] += moment == COMMITTING
    counts["acknowledged"] += last + 1
    counts["lost"] += sum(
        stored.get((field, ""), -1) < number for field, number in acknowledged.items()
    )
    found = max(stored.values(), default=-1)
    counts["stored before it was acknowledged"] += found == last + 1
    counts["from nowhere"] += found > last + 1
    counts["damaged"] += database.rows(home, "PRAGMA integrity_check") != [("ok",)]


def main(folder: Path, study: Study, kills: int, seed: int) -> dict[str, int]:
    """Two processes at a time. Half of the kills leave the other at work, half leave nobody."""
    chance = random.Random(seed)
    home = prepare(folder)
    names = ("kills", "in a transaction", "in a commit", "acknowledged", "lost")
    counts = dict.fromkeys(
        (*names, "stored before it was acknowledged", "from nowhere", "damaged"), 0
    )
    while counts["kills"] < kills:
        savers = [begin(home, study) for _ in range(2)]
        for saver in savers:
            time.sleep(chance.uniform(0, LONGEST))
            check(home, saver, counts)
    return counts


if __name__ == "__main__":
    folder, study, kills, seed = sys.argv[1:]
    found = main(Path(folder), load(Path(study)), int(kills), int(seed))
    sys.stdout.write(json.dumps(found))
