"""Making a release: from the exact answers of a home to its public database, through the gate."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date
from sqlite3 import Connection

from hees import clock
from hees.release import totals
from hees.release.frame import frame
from hees.release.gate import Held, Made, examine
from hees.release.protection import published
from hees.release.tabulation import included_in, tabulate
from hees.store import attempts, audit, basis, releases
from hees.store import responses as exact
from hees.store.basis import Basis, Changes, Exact
from hees.store.connection import reading, turn, writing
from hees.store.home import Home
from hees.store.releases import Outrun, Release
from hees.study import Study
from hees.study.catalogue import catalogue
from hees.study.study import Policy

RULES = (
    *("batch", "k", "rounding", "breakdown_base", "totals_only_below"),
    *("contributors", "p_percent", "beyond_two"),
)
"""The numbers of the policy; printed with every release, and only ever raised."""


TRIES = 3
"""How often a release is begun anew when something came between."""


class TooFew(Exception):
    """Not enough changed since the last release to publish anything; nothing was tried."""

    def __init__(self, needed: int) -> None:
        self.needed = needed
        super().__init__(
            f"fewer than {needed} responses were added, edited or withdrawn since the last one"
        )


def publish(home: Home, study: Study, day: date) -> int:
    """Release every table of the catalogue as far as the gate lets it; the new release's number.

    Raises TooFew when fewer than `policy.batch` responses were added, edited or withdrawn since
    the last release: a watcher who compares two releases must not learn what one organisation
    said. Raises Held when the gate refuses. Either way nothing is public that was not before.
    Raises Outrun when, time and again, another release or a withdrawal came between.
    """
    for _ in range(TRIES - 1):
        with suppress(Outrun):
            return _publish(home, study, day)
    return _publish(home, study, day)


def _publish(home: Home, study: Study, day: date) -> int:
    started = time.monotonic()
    with reading(home.responses) as connection:
        before = releases.newest(home)
        kind = exact.kind(connection)
        included, tables = tabulate(connection, study, catalogue(study))
        members = basis.members(connection, included)
        changed = basis.changes(connection, before, members)
        past = _past(connection, home, study)
        numbers = totals.read(connection, home, study, members)
    if changed.total < study.policy.batch:
        raise TooFew(study.policy.batch)
    counts: dict[Exact, int] = {
        (table.name.question, table.name.by, group, item, answer): count
        for table in tables
        for (group, item, answer), count in table.counts.items()
    }
    new = Made(study.policy, len(included), changed, counts, frame=frame(home, study))
    try:
        if len(past) != (before or 0):
            raise Held("unknown_past")
        _only_raised(study.policy, releases.one(home, before) if before else None)
        cells, verdict = examine(study, past, new)
        withheld = frozenset(verdict.withheld)
        amounts = totals.publish(study, past, replace(new, withheld=withheld), cells, numbers)
    except Held as held:
        where = asdict(held.part) if held.part else None
        _note(home, "held", None, {"reason": held.reason, "part": where}, started)
        raise
    number = (before or 0) + 1
    # Basis and release belong together: no other process may come between.
    with turn(home.public.with_name("release")):
        if releases.newest(home) != before:
            raise Outrun
        with writing(home.responses) as connection:
            # The gate takes its time: who left meanwhile must not be published.
            if included - included_in(connection, study):
                raise Outrun
            # Kept before the release is public: a basis without its release is overwritten by the next.
            made = Basis(number, clock.now(), len(included), changed)
            basis.keep(connection, made, members, counts.items())
            totals.keep(connection, number, numbers, amounts)
        digest = releases.publish(
            home,
            number=number,
            made_on=day.isoformat(),
            kind=kind,
            responses=published(study.policy, len(included)) or 0,
            questionnaire=study.questionnaire.version,
            policy=study.policy.model_dump(mode="json", include=set(RULES)),
            verdict=verdict,
            frame=new.frame,
            counts=cells,
            amounts=amounts,
        )
    with writing(home.responses) as connection:
        audit.record(connection, audit.AUTOMATIC, releases.PUBLISHED, str(number), digest=digest)
    _note(home, "published", number, asdict(verdict), started)
    return number


def changes(home: Home, study: Study) -> Changes:
    """What was added, edited and withdrawn since the last release."""
    with reading(home.responses) as connection:
        members = basis.members(connection, included_in(connection, study))
        return basis.changes(connection, releases.newest(home), members)


def _past(connection: Connection, home: Home, study: Study) -> list[Made]:
    """Every release of which the basis is known, exact and as it was published."""
    made = []
    for one in basis.all_of(connection, releases.newest(home)):
        release = releases.one(home, one.release)
        if release is None:
            continue
        shown = {
            (c.question, c.by, c.group, c.item, c.answer): c.count
            for c in releases.all_counts(home, one.release)
        }
        made.append(
            Made(
                policy=study.policy.model_copy(update=dict(release.policy)),
                responses=one.responses,
                changes=one.changes,
                exact=basis.counts(connection, one.release),
                shown=shown,
                withheld=frozenset(release.verdict.withheld),
                frame=release.frame,
                amounts={
                    (a.question, a.by, a.group): a.total
                    for a in releases.amounts(home, one.release)
                },
            )
        )
    return made


def _only_raised(policy: Policy, before: Release | None) -> None:
    """A rule that was promised with an earlier release may only become stricter."""
    promised = before.policy if before else {}
    for rule in RULES:
        if getattr(policy, rule) < promised.get(rule, 0):
            raise Held("policy_lowered")


def _note(
    home: Home, outcome: str, release: int | None, detail: Mapping[str, object], started: float
) -> None:
    seconds = round(time.monotonic() - started, 1)
    with writing(home.responses) as connection:
        attempts.note(
            connection,
            at=clock.now(),
            outcome=outcome,
            release=release,
            detail={**detail, "seconds": seconds},
        )
