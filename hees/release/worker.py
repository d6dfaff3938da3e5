"""The release worker: of all servers of a home, one makes its releases, whenever one is due.

Each server looks every ten seconds or so; the one that holds the lease acts. The release itself is
made in a process of its own (`hees.release.step`), so that the site stays quick and no failure of
it stops the server.
"""

import hashlib
import json
import logging
import os
import random
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from sqlite3 import Connection

from hees import clock
from hees.background import beside
from hees.release import inclusion
from hees.settings import PROJECT
from hees.store import attempts, basis, counted, releases, responses
from hees.store.attempts import Attempt, Task
from hees.store.connection import StoreUnavailable, reading, writing
from hees.store.home import Home
from hees.study import Study
from hees.study.study import Policy

log = logging.getLogger("hees")

FIRST_REST, LONGEST_REST = timedelta(minutes=1), timedelta(hours=1)
"""How long the worker rests after a failure; twice as long after each further one."""

TOLD = 20_000
"""How many of the last bytes that a failed step wrote go to the log."""


@dataclass(frozen=True)
class Pace:
    """In seconds: between two looks, how long a lease lasts, how long an attempt may take."""

    look: float = 10
    lease: float = 30
    attempt: float = 3600


def working(home: Home, study: Study, pace: Pace | None = None) -> AbstractContextManager[None]:
    """Let a worker look after a home while the block runs. It waits out troubles of the store."""
    return beside("releases", Worker(home, study, pace or Pace()).run)


class Worker:
    """Makes the releases of a home while it holds the lease. Use it from one thread."""

    def __init__(self, home: Home, study: Study, pace: Pace) -> None:
        self._home, self._study, self._pace = home, study, pace
        self._holder = secrets.token_hex(8)
        self._step: _Step | None = None
        self._idle: object = None  # the state in which nothing was due
        self._trouble = ""

    def run(self, stop: threading.Event) -> None:
        """Take a turn again and again until `stop`; then end what was started."""
        while not stop.is_set():
            try:
                self.turn()
                self._trouble = ""
            except Exception as error:  # the server goes on, whatever it was
                self._report(error)
            # Not in step with other servers, nor with anybody's watch; soon, when a step may end.
            pause = min(1, self._pace.look) if self._step else self._pace.look
            stop.wait(pause * random.uniform(0.8, 1.2))  # noqa: S311
        try:
            self.close()
        except StoreUnavailable as error:
            self._report(error)

    def turn(self) -> None:
        """Look once: watch the step that runs, or start one when a release is due."""
        if not self._holds_the_lease():
            if self._step:  # this server slept for so long that another took over
                self._step.end()
                self._step = None
        elif self._step:
            self._watch(self._step)
        elif self._is_due():
            self._step = _Step(self._home)

    def close(self) -> None:
        """End the step that runs, if one does, and give the lease back."""
        ended = self._step
        if ended:
            ended.end()
            self._step = None
        with writing(self._home.responses) as connection:
            if ended:
                self._break_off(connection)
            attempts.end_lease(connection, self._holder)

    def _holds_the_lease(self) -> bool:
        with writing(self._home.responses) as connection:
            held = attempts.lease(connection, self._holder, time.time(), self._pace.lease)
            if held and not self._step and attempts.task(connection).is_running:
                self._break_off(connection)  # its server is gone, and the step with it
            return held

    def _break_off(self, connection: Connection) -> None:
        """Note that a step was ended before it could tell whether it had published."""
        attempts.break_off(connection, clock.now())
        _draw(connection, self._study.policy)

    def _watch(self, step: "_Step") -> None:
        """Note how the step ended, if it has or has taken too long."""
        late = step.is_running
        if late and step.seconds < self._pace.attempt:
            return
        wrote = step.end()
        self._step = None
        failure = "timeout" if late else "" if step.succeeded else "crashed"
        published = releases.newest(self._home) != step.before
        with writing(self._home.responses) as connection:
            if failure:
                detail = {"reason": failure, "seconds": round(step.seconds)}
                detail["error"] = _log_failure(failure, wrote)
                attempts.note(
                    connection, at=clock.now(), outcome="failed", release=None, detail=detail
                )
            if published:
                _draw(connection, self._study.policy)
            attempts.end(connection, clock.now())

    def _is_due(self) -> bool:
        """Whether a release is due now; if so, this is noted as the beginning of an attempt."""
        with reading(self._home.responses) as connection:
            state = _state(connection)
        if state == self._idle:
            return False
        changes = inclusion.changes(self._home, self._study).total
        with writing(self._home.responses) as connection:
            due = _claim(connection, self._study.policy, changes)
        self._idle = None if due else state
        return due

    def _report(self, error: Exception) -> None:
        """Log a trouble with its traceback, once while it stays the same."""
        if self._trouble != repr(error):
            log.error("error %s: the release worker", secrets.token_hex(4), exc_info=error)
        self._trouble = repr(error)


def rests_until(task: Task, tried: Sequence[Attempt]) -> datetime | None:
    """Until when the worker rests after failures; None when the last attempt was none.

    `tried`: the last attempts, the newest first.
    """
    failures = len(list(takewhile(lambda one: one.outcome == "failed", tried)))
    if not failures or task.ended_at is None:
        return None
    rest = min(FIRST_REST * 2 ** (failures - 1), LONGEST_REST)
    return datetime.fromisoformat(task.ended_at) + rest


def submissions(connection: Connection) -> str:
    """A digest that names the submissions which stand now."""
    members = basis.members(connection, counted.ids(connection))
    return hashlib.sha256(json.dumps(sorted(members.items())).encode()).hexdigest()


def _state(connection: Connection) -> tuple[object, ...]:
    """All that decides whether a release is due, as far as it is cheap to ask."""
    task, tried = attempts.task(connection), attempts.newest(connection, 10)
    newest = tried[0].id if tried else 0
    return responses.revision(connection), task, newest, _rests(task, tried)


def _rests(task: Task, tried: Sequence[Attempt]) -> bool:
    until, now = rests_until(task, tried), datetime.now(UTC)
    # A rest longer than any is from before the clock was set back.
    return until is not None and now < until <= now + LONGEST_REST + timedelta(seconds=clock.SLACK)


def _claim(connection: Connection, policy: Policy, changes: int) -> bool:
    """Begin an attempt, if `changes` since the last release are enough and nothing else holds it.

    An administrator who asks does away with the secret extra and with the waiting after an
    attempt, not with the rule.
    """
    task = attempts.task(connection)
    waits_for = attempts.waits_for(connection)
    if waits_for is None:
        waits_for = _draw(connection, policy)
    if changes < (policy.batch if task.asked_by else waits_for):
        if task.asked_by:
            attempts.ask(connection, None)
        return False
    now = submissions(connection)
    tried = attempts.newest(connection, 10)
    failed = bool(tried) and tried[0].outcome == "failed"
    if not task.asked_by and (
        _rests(task, tried) if failed else now == task.submissions
    ):  # the gate would say the same again
        return False
    attempts.begin(connection, now, clock.now())
    return True


def _draw(connection: Connection, policy: Policy) -> int:
    """How many changes the next release waits for: a chance that nobody can count along with."""
    drawn = policy.batch + secrets.randbelow(policy.rounding)
    attempts.wait_for(connection, drawn)
    return drawn


def _log_failure(failure: str, wrote: str) -> str:
    """Put what a failed step wrote into the log under an id, which is returned."""
    error_id = secrets.token_hex(4)
    log.error("error %s: the release step (%s) wrote:\n%s", error_id, failure, wrote)
    return error_id


class _Step:
    """A release that is being made in a process of its own; `before` is the newest until then."""

    def __init__(self, home: Home) -> None:
        self.before = releases.newest(home)
        self._told = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hees.release.step"],
            cwd=PROJECT,
            env=os.environ | {"HEES_HOME": str(home.folder)},
            stdin=subprocess.PIPE,
            stdout=self._told,
            stderr=subprocess.STDOUT,
        )

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    @property
    def succeeded(self) -> bool:
        return self._process.poll() == 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def end(self) -> str:
        """End the process, if it still runs; the end of what it wrote."""
        self._process.kill()
        self._process.communicate()
        with self._told:
            size = self._told.seek(0, os.SEEK_END)
            self._told.seek(max(0, size - TOLD))
            return self._told.read().decode("utf-8", "replace")
