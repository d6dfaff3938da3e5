"""What leaving or joining the data would change in the tables of a release. For the team alone.

Every table counts organisations, so that whoever leaves takes one from each count it is in.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

import numpy as np

from hees.release import tabulation
from hees.release.columns import Columns, encode, pack
from hees.store import basis, releases, review
from hees.store.basis import Changes
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import Key
from hees.study import Study
from hees.study.catalogue import TOTAL, TableName, catalogue, grouping
from hees.study.study import Policy

Answers = Mapping[Key, Any]
"""The answers of one response that are, or would be, in the data."""


class Crossing(StrEnum):
    """A limit of the policy that a count would cross."""

    HIDDEN = "hidden"  # it falls under the smallest count that is shown
    SHOWN = "shown"  # it reaches it
    GROUP_LOST = "group_lost"  # its group becomes too small for anything to be shown
    GROUP_GAINED = "group_gained"  # its group becomes large enough


@dataclass(frozen=True)
class Change:
    """An exact count before and after. An answer of "" is the base of its group."""

    table: TableName
    group: str
    item: str
    answer: str
    before: int
    after: int
    crossing: Crossing | None


@dataclass(frozen=True)
class Effect:
    """What would change. `before` and `after`: the responses that tables are made of.

    `is_published`: whether any of those who leave or join may be published at all; else nothing
    public changes. `waiting`, `would_wait`: what the next release counts as changed since the last.
    `totals_only`: whether so few would be left that no table has groups any more.
    """

    before: int
    after: int
    changes: tuple[Change, ...]
    is_published: bool
    waiting: Changes
    would_wait: Changes
    totals_only: bool

    @property
    def crossings(self) -> list[Change]:
        """The changes that cross a limit, so that something would appear or disappear."""
        return [change for change in self.changes if change.crossing]


def of_leaving(home: Home, study: Study, response: str) -> Effect:
    """What excluding a response would change."""
    with reading(home.responses) as connection:
        answers = review.submitted_of(connection, response)
        return _effect(connection, home, study, {response: answers}, {})


def of_joining(home: Home, study: Study, response: str) -> Effect:
    """What taking an excluded response back would change."""
    with reading(home.responses) as connection:
        answers = review.submitted_of(connection, response)
        return _effect(connection, home, study, {}, {response: answers})


def of_merging(home: Home, study: Study, sources: Iterable[str], merged: Answers) -> Effect:
    """What putting one response with these answers in the place of others would change."""
    with reading(home.responses) as connection:
        leaving = {one: review.submitted_of(connection, one) for one in sources}
        return _effect(connection, home, study, leaving, {"": merged})


def _effect(
    connection: Connection,
    home: Home,
    study: Study,
    leaving: Mapping[str, Answers],
    joining: Mapping[str, Answers],
) -> Effect:
    """The effect of some responses leaving the data and others joining it, by id."""
    names = catalogue(study)
    included, tables = tabulation.tabulate(connection, study, names)
    gone = {one: answers for one, answers in leaving.items() if one in included}
    come = {one: answers for one, answers in joining.items() if study.policy.includes(answers)}
    steps = _counts(study, names, list(come.values()))
    steps.subtract(_counts(study, names, list(gone.values())))
    before = Counter({(t.name, *cell): n for t in tables for cell, n in t.counts.items()})
    last = releases.newest(home)
    members = basis.members(connection, included)
    new = {one: members[one] for one in members.keys() - gone.keys()}
    new |= dict.fromkeys(come, 1) | basis.members(connection, come.keys())
    after = len(new)
    waiting, would_wait = (basis.changes(connection, last, one) for one in (members, new))
    if "" in come:  # a merge to be: its sources leave, and that is no change of its own
        moved = would_wait.withdrawn - waiting.withdrawn
        would_wait = replace(would_wait, merged=would_wait.merged + moved)
    return Effect(
        before=len(included),
        after=after,
        changes=tuple(_changes(study, names, before, steps)),
        is_published=bool(gone or come),
        waiting=waiting,
        would_wait=would_wait,
        totals_only=after < study.policy.totals_only_below <= len(included),
    )


_Cell = tuple[TableName, str, str, str]
"""(table, group, item, answer)"""


def _counts(study: Study, names: Sequence[TableName], of: Sequence[Answers]) -> Counter[_Cell]:
    """What these responses alone add to every table."""
    questions = {q for n in names for q in (n.question, grouping(study, n.by)) if q}
    found: dict[str, list[tuple[int, str, Any]]] = {question: [] for question in questions}
    for number, answers in enumerate(of):
        for (question, item), value in answers.items():
            if question in found:
                found[question].append((number, item, value))
    columns = {
        question: encode(study.questionnaire.questions[question], answers, len(of))
        for question, answers in found.items()
    }
    everybody = pack(np.ones((1, len(of)), dtype=bool))
    tables = tabulation.count(study, names, Columns(everybody, columns)) if of else []
    return Counter({(t.name, *cell): n for t in tables for cell, n in t.counts.items()})


def _changes(
    study: Study, names: Sequence[TableName], before: Counter[_Cell], steps: Counter[_Cell]
) -> Iterable[Change]:
    """Every count that changes, in the order of the tables and their questions."""
    order = {name: place for place, name in enumerate(names)}

    def place(cell: _Cell) -> tuple[int, ...]:
        name, group, item, answer = cell
        question = study.questionnaire.questions[name.question]
        by = grouping(study, name.by)
        groups = [*study.questionnaire.questions[by].by_code] if by else []
        answers, items = ["", *question.by_code], [*question.item_by_code]
        return order[name], _at(groups, group), _at(items, item), _at(answers, answer)

    for cell in sorted((cell for cell, step in steps.items() if step), key=place):
        name, group, item, answer = cell
        now, then = before[cell], before[cell] + steps[cell]
        is_group = answer == "" and name.by != TOTAL
        crossing = _crossing(study.policy, now, then, is_group=is_group)
        yield Change(name, group, item, answer, now, then, crossing)


def _at(codes: Sequence[str], code: str) -> int:
    return codes.index(code) if code in codes else len(codes)


def _crossing(policy: Policy, before: int, after: int, *, is_group: bool) -> Crossing | None:
    """The limit between two counts of one cell, if there is one."""
    limit = policy.breakdown_base if is_group else policy.k
    if after < limit <= before:
        return Crossing.GROUP_LOST if is_group else Crossing.HIDDEN
    if before < limit <= after:
        return Crossing.GROUP_GAINED if is_group else Crossing.SHOWN
    return None
