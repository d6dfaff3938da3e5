"""How the next release stands: what waits for it, and what holds it. For the study team alone."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hees.release import inclusion
from hees.release.worker import rests_until
from hees.store import attempts, audit, releases, responses
from hees.store.attempts import Attempt, Task
from hees.store.basis import Changes
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.study import Study

REMEMBERED = 50
"""How many attempts are listed."""


class Hold(StrEnum):
    """What holds the next release, or what is being done about it."""

    UNWATCHED = "unwatched"  # no server makes releases
    RUNNING = "running"  # one is being made
    ASKED = "asked"  # an administrator asked for one
    FEW = "few"  # fewer changes than a batch
    ENOUGH = "enough"  # a batch; it follows by itself
    HELD = "held"  # the gate refused the last attempt
    FAILED = "failed"  # the last attempt ended with an error


@dataclass(frozen=True)
class Standing:
    """`tried`: the last attempts, the newest first. `rests_until`: when a failed one is repeated."""

    changes: Changes
    batch: int
    task: Task
    tried: tuple[Attempt, ...]
    is_watched: bool

    @property
    def last(self) -> Attempt | None:
        return self.tried[0] if self.tried else None

    @property
    def rests_until(self) -> datetime | None:
        return rests_until(self.task, self.tried)

    @property
    def may_be_asked_for(self) -> bool:
        """Whether an administrator can have a release made now."""
        busy = self.task.is_running or self.task.asked_by is not None
        return self.is_watched and not busy and self.changes.total >= self.batch

    @property
    def holds(self) -> tuple[Hold, ...]:
        """All that holds the next release, in the order in which it matters."""
        return tuple(self._holds())

    def _holds(self) -> Iterator[Hold]:
        if not self.is_watched:
            yield Hold.UNWATCHED
        elif self.task.is_running or self.task.asked_by:
            yield Hold.RUNNING if self.task.is_running else Hold.ASKED
            return
        last = self.last.outcome if self.last else ""
        if self.changes.total < self.batch:
            yield Hold.FEW
        elif last not in {Hold.HELD, Hold.FAILED}:
            yield Hold.ENOUGH
        if last in {Hold.HELD, Hold.FAILED}:
            yield Hold(last)


def standing(home: Home, study: Study) -> Standing:
    """How the next release of a home stands now."""
    changes = inclusion.changes(home, study)
    with reading(home.responses) as connection:
        return Standing(
            changes=changes,
            batch=study.policy.batch,
            task=attempts.task(connection),
            tried=tuple(attempts.newest(connection, REMEMBERED)),
            is_watched=attempts.is_leased(connection, time.time()),
        )


def mark(home: Home) -> tuple[object, ...]:
    """Moves with all that `standing` tells; cheap to ask often."""
    with reading(home.responses) as connection:
        tried = attempts.newest(connection, 1)
        return (
            responses.revision(connection),
            attempts.task(connection),
            tried[0].id if tried else None,
            attempts.is_leased(connection, time.time()),
            releases.newest(home),
        )


def ask(home: Home, study: Study, who: str) -> bool:
    """Have the worker make a release as soon as it looks. False when the rule allows none."""
    if not standing(home, study).may_be_asked_for:
        return False
    with writing(home.responses) as connection:
        attempts.ask(connection, who)
        audit.record(connection, who, "release_asked")
    return True
