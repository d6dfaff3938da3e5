"""The sums of number questions in a release: read, held against the rules and the gate, and kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from sqlite3 import Connection

from hees.release.amounts import People, Range, Sums, publishable, ranges
from hees.release.gate import Made, withstands
from hees.store import amounts as store
from hees.store import releases
from hees.store.amounts import Submission
from hees.store.home import Home
from hees.store.releases import Amount, Count
from hees.study import Question, Study
from hees.study.catalogue import TOTAL, TableName, amounts, grouping
from hees.study.rounding import two_digits


@dataclass(frozen=True)
class Basis:
    """The numbers behind one question's sums, now and in each release that published one.

    `combined`: some release published its sums by another breakdown.
    """

    name: TableName
    people: People
    past: tuple[Sums, ...]
    combined: bool


def read(
    connection: Connection, home: Home, study: Study, members: Mapping[str, int]
) -> list[Basis]:
    """The numbers behind every sum that the study publishes; `members` are the submissions now."""
    found = []
    earlier = range(1, (releases.newest(home) or 0) + 1)
    shown = {number: releases.amounts(home, number) for number in earlier}
    for name in amounts(study):
        numbers = store.answers(connection, name.question)
        by = grouping(study, name.by)
        groups = store.answers(connection, by) if by else {}
        past, combined = [], False
        for number, published in shown.items():
            mine = [one for one in published if one.question == name.question]
            if not mine:
                continue
            combined |= any(one.by not in {TOTAL, name.by} for one in mine)
            past.append(
                Sums(
                    people=_people(numbers, groups, store.members(connection, number)),
                    totals=store.totals(connection, number, name.question),
                    shown=frozenset(one.group for one in mine if one.by == name.by != TOTAL),
                )
            )
        people = _people(numbers, groups, members.items())
        found.append(Basis(name, people, tuple(past), combined))
    return found


def _people(
    numbers: Mapping[Submission, list], groups: Mapping[Submission, list], of: Iterable[Submission]
) -> dict[str, tuple[str, float]]:
    """The group and the number of each submission; the numbers of its programmes are added up."""
    return {
        submission[0]: (next(iter(groups.get(submission, ())), ""), float(sum(numbers[submission])))
        for submission in of
        if submission in numbers
    }


def publish(
    study: Study, past: Sequence[Made], new: Made, counts: Iterable[Count], found: Iterable[Basis]
) -> list[Amount]:
    """The sums that a release publishes beside its `counts`: as many as the rules and the gate let.

    Only a group whose number of respondents is published has a sum.
    """
    cells = {(c.question, c.by, c.group, c.item, c.answer): c.count for c in counts}
    published = []
    for basis in found:
        for totals in _offers(study, new, cells, basis):
            with_sums = replace(new, shown=cells, amounts=_by_cell(totals))
            if withstands(study, past, with_sums, basis.name.question):
                published += totals
                break
    return published


def _offers(
    study: Study, new: Made, cells: Mapping[tuple, int | None], basis: Basis
) -> Iterator[list[Amount]]:
    """What the rules for sums let publish of a question: with its groups, then that of all alone."""
    name = basis.name
    question = study.questionnaire.questions[name.question]
    if (name.question, TOTAL, "", "", "") not in cells:
        return
    based = {
        group
        for (of, by, group, _, answer) in cells
        if (of, by, answer) == (name.question, name.by, "") and by != TOTAL and not basis.combined
    }
    for groups in [based, set()] if based else [set()]:
        chosen = publishable(
            new.policy, partial(_range, question), basis.past, basis.people, groups
        )
        if chosen is not None:
            yield list(_sums(name, basis.people, chosen))


def _range(question: Question, number: float) -> Range:
    """What the band of a number tells of it."""
    return ranges(question)[question.band_of(number)]


def _sums(name: TableName, people: People, groups: Iterable[str]) -> Iterator[Amount]:
    total = sum(number for _, number in people.values())
    yield Amount(name.question, TOTAL, "", two_digits(total))
    for group in groups:
        part = sum(number for of, number in people.values() if of == group)
        yield Amount(name.question, name.by, group, two_digits(part))


def _by_cell(totals: Iterable[Amount]) -> dict[tuple[str, str, str], float]:
    return {(one.question, one.by, one.group): one.total for one in totals}


def keep(
    connection: Connection, release: int, found: Iterable[Basis], published: Iterable[Amount]
) -> None:
    """Note the exact sum of every group behind what a release publishes."""
    questions = {one.question for one in published}
    rows: dict[tuple[str, str], float] = {}
    for basis in found:
        if basis.name.question in questions:
            for group, number in basis.people.values():
                key = basis.name.question, group
                rows[key] = rows.get(key, 0.0) + number
    store.keep(connection, release, ((*key, total) for key, total in rows.items()))
