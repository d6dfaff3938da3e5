"""How long personal data and unfinished answers are kept, and deleting what is older."""

import time
from dataclasses import dataclass
from sqlite3 import Connection

from hees import clock
from hees.store import accounts, audit
from hees.store import retention as store
from hees.store.accounts import WINDOW_SECONDS
from hees.store.connection import forget, reading, writing
from hees.store.home import Home
from hees.store.responses import changing
from hees.store.retention import RULES, Due
from hees.team import protection

SHORTEST, LONGEST = 30, 3650
"""Days that a period may have."""


class BadPeriod(ValueError):
    """The period is too short or too long. Nothing was changed."""


@dataclass(frozen=True)
class Plan:
    """What applying the periods now deletes: by rule, each with the day that its period ran from."""

    due: dict[str, list[Due]]

    @property
    def total(self) -> int:
        return sum(map(len, self.due.values()))


def periods(home: Home) -> dict[str, int | None]:
    """The days of each rule; None keeps for ever, which is how every rule begins."""
    with reading(home.responses) as connection:
        return _periods(connection)


def _periods(connection: Connection) -> dict[str, int | None]:
    return {rule: store.setting(connection, f"retention_{rule}") for rule in RULES}


def set_periods(home: Home, new: dict[str, int | None], who: str) -> None:
    """Change the days of some rules. Nothing is deleted by it. Raises BadPeriod."""
    if any(days is not None and not SHORTEST <= days <= LONGEST for days in new.values()):
        raise BadPeriod(f"a period has {SHORTEST} to {LONGEST} days")
    with writing(home.responses) as connection:
        before = _periods(connection)
        for rule, days in new.items():
            if days != before[rule]:
                store.set_setting(connection, f"retention_{rule}", days, who, clock.now())
                audit.record(connection, who, "retention_set", rule, old=before[rule], new=days)


def plan(home: Home) -> Plan:
    """Exactly what would be deleted now."""
    with reading(home.responses) as connection:
        return _plan(connection)


def _plan(connection: Connection) -> Plan:
    due = {}
    for rule, days in _periods(connection).items():
        due[rule] = store.due(connection, rule, clock.in_days(-days)[:10]) if days else []
    gone = {one.id for rule in ("draft", "withdrawn") for one in due[rule]}
    due["contact"] = [one for one in due["contact"] if one.id not in gone]
    return Plan(due)


def apply(home: Home, who: str, seen: Plan | None = None) -> Plan | None:
    """Delete what is due, all or nothing; returns what was.

    None, and nothing is deleted, when it is not what was `seen`.
    """
    with changing(home) as connection:
        found = _plan(connection)
        if seen is not None and found != seen:
            return None
        for one in found.due["contact"]:
            protection.forget_contact(connection, one.id, who, rule="contact")
        for rule in ("draft", "withdrawn"):
            for one in found.due[rule]:
                protection.forget_response(connection, one.id, who, rule=rule)
        for one in found.due["invitation"]:
            protection.forget_invitation(connection, one.id, who, whole=False, rule="invitation")
        if found.total:
            numbers = {rule: len(due) for rule, due in found.due.items()}
            audit.record(connection, who, "retention_applied", "", **numbers)
    with writing(home.responses) as connection:
        accounts.forget_expired(connection, time.time() - WINDOW_SECONDS, clock.now())
    forget(home.responses)
    return found
