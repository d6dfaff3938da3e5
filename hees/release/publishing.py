"""Making a release: from the exact answers of a home to its public database, through the gate."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from sqlite3 import Connection

from hees import clock
from hees.release import totals
from hees.release.frame import frame
from hees.release.gate import Held, Made, examine
from hees.release.inclusion import included_in
from hees.release.protection import published
from hees.release.tabulation import tabulate
from hees.store import attempts, audit, basis, releases, responses
from hees.store.basis import Basis, Exact
from hees.store.connection import reading, turn, writing
from hees.store.home import Home
from hees.store.releases import Amount, Count, Outrun, Release, Verdict
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


@dataclass(frozen=True)
class _Data:
    """What a release would be made of, as of one moment. All of it is exact.

    `before`: the newest release then. `included`: the responses; `members`: their submissions.
    `new`: the release as the gate looks at it, after those of the `past`. `numbers`: behind sums.
    """

    before: int | None
    kind: str
    included: frozenset[str]
    members: Mapping[str, int]
    past: Sequence[Made]
    new: Made
    numbers: Sequence[totals.Basis]


@dataclass(frozen=True)
class _Passed:
    """What the gate let through."""

    counts: Sequence[Count]
    verdict: Verdict
    amounts: Sequence[Amount]


def _publish(home: Home, study: Study, day: date) -> int:
    started = time.monotonic()
    data = _read(home, study)
    if data.new.changes.total < study.policy.batch:
        raise TooFew(study.policy.batch)
    try:
        passed = _examined(home, study, data)
    except Held as held:
        where = asdict(held.part) if held.part else None
        _note(home, "held", None, {"reason": held.reason, "part": where}, started)
        raise
    number = (data.before or 0) + 1
    digest = _write(home, study, number, day, data, passed)
    with writing(home.responses) as connection:
        audit.record(connection, audit.AUTOMATIC, releases.PUBLISHED, str(number), digest=digest)
    _note(home, "published", number, asdict(passed.verdict), started)
    return number


def _read(home: Home, study: Study) -> _Data:
    with reading(home.responses) as connection:
        before = releases.newest(home)
        included, tables = tabulate(connection, study, catalogue(study))
        members = basis.members(connection, included)
        counts: dict[Exact, int] = {
            (table.name.question, table.name.by, group, item, answer): count
            for table in tables
            for (group, item, answer), count in table.counts.items()
        }
        changed = basis.changes(connection, before, members)
        return _Data(
            before=before,
            kind=responses.kind(connection),
            included=included,
            members=members,
            past=_past(connection, home, study),
            new=Made(study.policy, len(included), changed, counts, frame=frame(home, study)),
            numbers=totals.read(connection, home, study, members),
        )


def _examined(home: Home, study: Study, data: _Data) -> _Passed:
    """What the gate lets through of all that could be released. Raises Held."""
    if len(data.past) != (data.before or 0):
        raise Held("unknown_past")
    _only_raised(study.policy, releases.one(home, data.before) if data.before else None)
    counts, verdict = examine(study, data.past, data.new)
    new = replace(data.new, withheld=frozenset(verdict.withheld))
    amounts = totals.publish(study, data.past, new, counts, data.numbers)
    return _Passed(counts, verdict, amounts)


def _write(home: Home, study: Study, number: int, day: date, data: _Data, passed: _Passed) -> str:
    """Write what a release was made of, and then the release; its digest. Raises Outrun."""
    size = len(data.included)
    release = Release(
        number=number,
        made_on=day.isoformat(),
        kind=data.kind,
        responses=published(study.policy, size) or 0,
        questionnaire=study.questionnaire.version,
        policy=study.policy.model_dump(mode="json", include=set(RULES)),
        verdict=passed.verdict,
        frame=data.new.frame,
    )
    # Basis and release belong together: no other process may come between.
    with turn(home.public.with_name("release")):
        if releases.newest(home) != data.before:
            raise Outrun
        with writing(home.responses) as connection:
            # The gate takes its time: who left meanwhile must not be published.
            if data.included - included_in(connection, study):
                raise Outrun
            # Kept before the release is public: a basis without its release is overwritten by the next.
            made = Basis(number, clock.now(), size, data.new.changes)
            basis.keep(connection, made, data.members, data.new.exact.items())
            totals.keep(connection, number, data.numbers, passed.amounts)
        return releases.publish(home, release, passed.counts, passed.amounts)


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
