"""Backups by the clock: while the site is served, one every so many hours, the oldest deleted."""

import logging
import threading
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial

from hees import clock
from hees.background import beside
from hees.settings import Settings
from hees.store import backups
from hees.store.connection import StoreUnavailable, turn
from hees.store.home import Home

log = logging.getLogger("hees")

LOOK_SECONDS = 300


def backing_up(given: Settings) -> AbstractContextManager[None]:
    """Look after the backups of a home while the block runs; not at all when hours are 0."""
    return beside("backups", partial(_run, given)) if given.backup_hours else nullcontext()


def _run(given: Settings, stop: threading.Event) -> None:
    trouble = ""
    while not stop.is_set():
        try:
            make_if_due(given)
            trouble = ""
        except (StoreUnavailable, OSError) as error:
            if trouble != repr(error):  # once while it stays the same
                log.error("no backup was made: %s", error)
            trouble = repr(error)
        stop.wait(LOOK_SECONDS)


def make_if_due(given: Settings) -> backups.Backup | None:
    """Make a backup when the newest is older than the hours set, and delete the oldest.

    Of several servers one makes it. Backups of the future (the clock was set back) do not hold up
    the next one, nor push it out.
    """
    given.backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    with turn(given.backups / "making", LOOK_SECONDS):
        since = (datetime.now(UTC) - timedelta(hours=given.backup_hours)).isoformat(
            timespec="seconds"
        )
        if any(since < one.made_at <= clock.now() for one in backups.all_in(given.backups)):
            return None
        made = backups.make(Home(given.home), given.backups, clock.now())
        if found := backups.problems(made):
            log.error("the backup in %s is not good: %s", made.folder, "; ".join(found))
            return None
        backups.rotate(given.backups, given.backup_keep, clock.now())
        hours = given.backup_hours * given.backup_keep  # as old as the oldest backup
        backups.forget_leftovers(Home(given.home), given.backups, hours)
        return made
