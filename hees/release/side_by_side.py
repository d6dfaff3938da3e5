"""Exact counts beside what was released of them. For the study team alone."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from hees.release.protection import Cell
from hees.release.tabulation import tabulate
from hees.store import basis, releases
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.releases import Part, Release
from hees.study import Study
from hees.study.catalogue import TOTAL, TableName, grouping


class Fate(StrEnum):
    """What became of an exact count in a release."""

    SHOWN = "shown"
    HIDDEN = "hidden"  # under k
    GATE = "gate"  # the gate withheld the table
    TOTALS = "totals"  # too few responses in all for any group
    SMALL = "small"  # too small a group
    ABSENT = "absent"  # asked for later, or counted nobody
    NONE = "none"  # there is no release


@dataclass(frozen=True)
class Line:
    """An answer in a group; an answer of "" is the base. `then`: exact at the release, if known.

    `released`: what was shown of it, when that is a number.
    """

    group: str
    answer: str
    now: int
    then: int | None
    fate: Fate
    released: int | None


def lines(
    home: Home, study: Study, name: TableName, item: str, release: Release | None
) -> list[Line]:
    """A table's counts of an item: as they stand now, and as they stood at a release."""
    with reading(home.responses) as connection:
        _, [table] = tabulate(connection, study, [name])
        past = basis.history(connection, name.question, item)
        made = basis.all_of(connection, release.number if release else None)
    now = Counter({(g, a): n for (g, of, a), n in table.counts.items() if of == item})
    then = _of_table(name, past.get(release.number) if release else None)
    responses = made[-1].responses if made else 0
    shown = _shown(home, name, item, release)
    found = {group for group, _ in (*now, *(then or ()), *shown)}
    lines = []
    for group in _groups(study, name.by, found):
        base = now[group, ""] if then is None else then[group, ""]
        unseen = _unseen(Part(name.question, name.by, item), release, responses, base)
        for answer in ("", *study.questionnaire.questions[name.question].by_code):
            cell = group, answer
            count = shown.get(cell)
            seen = Fate.HIDDEN if count is None else Fate.SHOWN
            fate = seen if cell in shown else unseen
            exact = None if then is None else then[cell]
            lines.append(Line(group, answer, now[cell], exact, fate, count))
    return lines


def _of_table(name: TableName, counts: Counter[Cell] | None) -> Counter[tuple[str, str]] | None:
    """The counts of one table by group and answer; None when a release has no basis any more."""
    if counts is None:
        return None
    return Counter({(g, a): n for (by, g, a), n in counts.items() if by == name.by})


def _shown(
    home: Home, name: TableName, item: str, release: Release | None
) -> dict[tuple[str, str], int | None]:
    if release is None:
        return {}
    counts = releases.counts(home, release.number, name.question, name.by)
    return {(one.group, one.answer): one.count for one in counts if one.item == item}


def _groups(study: Study, by: str, found: set[str]) -> list[str]:
    """The groups in which anybody is or was, in the order of the questionnaire."""
    question = grouping(study, by)
    order = study.questionnaire.questions[question].by_code if question else {TOTAL: None}
    known = [group for group in order if group in found]
    return known + sorted(found - set(known))


def _unseen(part: Part, release: Release | None, responses: int, base: int) -> Fate:
    """Why a release of so many responses shows nothing of a group, by the rules it was made under."""
    if release is None:
        return Fate.NONE
    if part in release.verdict.withheld:
        return Fate.GATE
    if part.by != TOTAL and responses < release.policy.get("totals_only_below", 0):
        return Fate.TOTALS
    return Fate.SMALL if base < release.policy.get("breakdown_base", 0) else Fate.ABSENT
