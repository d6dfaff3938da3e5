"""The people behind one item's counts, as linear expressions: what must hold of any answers at all.

A *population* is a set of respondents that can be told from the counts: those of a group who gave
an answer, or did not, or who answered; and those outside of the group. Each is counted by a sum of
cells, is never negative, and grows by those who join it and shrinks by those who leave.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from scipy import sparse

from hees.release.protection import Cell
from hees.study import Study
from hees.study.catalogue import TOTAL, grouping

WHOLE = (TOTAL, "")
"""The (by, group) of everybody who answered."""

RESPONSES: Cell = (TOTAL, "", "*")
"""The number of responses, whether or not they answered, which is known of every release."""

Sum = dict[Cell, int]
"""Cells with their factors."""

SILENT: Sum = {RESPONSES: 1, (*WHOLE, ""): -1}
"""Those who responded and did not answer."""

Crowd = Mapping[tuple[str, str], int]
"""Respondents by their groups: each (by, group) with its factor; those outside of one are WHOLE less it."""


@dataclass(frozen=True)
class Population:
    """Respondents of a crowd: all, or those who gave an answer (`said`), or did not."""

    crowd: Crowd
    answer: str = ""
    said: bool = True

    @property
    def sum(self) -> Sum:
        base = {(*of, ""): factor for of, factor in self.crowd.items()}
        gave = {(*of, self.answer): factor for of, factor in self.crowd.items()}
        if not self.answer:
            return base
        return gave if self.said else base | {cell: -factor for cell, factor in gave.items()}

    @property
    def by(self) -> str:
        """The breakdown that it belongs to."""
        return next((by for by, _ in self.crowd if by != TOTAL), TOTAL)


@dataclass(frozen=True)
class Shape:
    """How the counts of one item hang together.

    `groups`: of each breakdown. `overlapping`: the breakdowns in which a respondent may be in
    several groups. `several`: whether a respondent may give several answers; those of `alone`
    are then given alone.
    """

    answers: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    overlapping: frozenset[str]
    several: bool
    alone: frozenset[str]

    @cached_property
    def column(self) -> dict[Cell, int]:
        """The place of each cell in a vector of counts."""
        cells = [(*of, a) for of in self._each() for a in ("", *self.answers)]
        return {cell: place for place, cell in enumerate([*cells, RESPONSES])}

    @cached_property
    def attacked(self) -> tuple[Population, ...]:
        """The populations that must stay uncertain where they are small."""
        return tuple(one for crowd in self._crowds() for one in self._split(crowd))

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """All populations over the cells.

        First the attacked ones, then all who responded and the silent, then those in no group.
        """
        alone = [
            one for by in self._by(overlapping=False) for one in self._split(self._ungrouped(by))
        ]
        attacked = [one.sum for one in self.attacked]
        return self._rows([*attacked, {RESPONSES: 1}, SILENT, *(one.sum for one in alone)])

    @cached_property
    def views(self) -> tuple[np.ndarray, np.ndarray]:
        """What a respondent may know of itself, and what of it is sure: (views, populations), 0 or 1.

        A view is a group of each breakdown, or none, and an answer; or to have been silent. Where
        groups overlap, or several answers may be given, it is all of them, given and not given: a
        respondent cannot be in so many populations, but is in none but these. The populations are
        the attacked ones, all who responded, and the silent.
        """
        place = {
            (tuple(one.crowd.items()), one.answer, one.said): number
            for number, one in enumerate(self.attacked)
        }
        responded, silent = len(place), len(place) + 1
        views, sure = [[responded, silent]], [[responded, silent]]
        disjoint = [
            [(), *((one,) for one in self._groups_of(by))] for by in self._by(overlapping=False)
        ]
        overlapping = [of for by in self._by(overlapping=True) for of in self._groups_of(by)]
        crowds: list[tuple[tuple[tuple[str, str], int], ...]] = [((of, 1),) for of in overlapping]
        crowds += [((WHOLE, 1), (of, -1)) for of in overlapping]
        for groups in product(*disjoint):
            mine = [((WHOLE, 1),), *(((of, 1),) for one in groups for of in one)]
            if self.several:
                of_these = [
                    number for (crowd, _, _), number in place.items() if crowd in {*mine, *crowds}
                ]
                views.append([responded, *of_these])
                sure.append([responded, *(place[crowd, "", True] for crowd in mine)])
                continue
            for answer in self.answers:
                said = [(one, one in ("", answer)) for one in ("", *self.answers)]
                views.append(
                    [responded, *(place[c, *one] for c in (*mine, *crowds) for one in said)]
                )
                sure.append([responded, *(place[c, *one] for c in mine for one in said)])
        return self._marked(views, len(place) + 2), self._marked(sure, len(place) + 2)

    def _groups_of(self, by: str) -> list[tuple[str, str]]:
        return [(by, group) for group in self.groups[by]]

    def _marked(self, rows: list[list[int]], width: int) -> np.ndarray:
        matrix = np.zeros((len(rows), width), dtype=bool)
        for number, row in enumerate(rows):
            matrix[number, row] = True
        return matrix

    @cached_property
    def moves(self) -> sparse.csr_array:
        """What one respondent could have done otherwise: one row a move, over the cells.

        It gives another answer, or is in another group of one breakdown, or both; it answers,
        having been silent or not having responded at all, or the reverse; where several answers
        may be given, it gives one more or one less. It is in any group of each breakdown, in none
        of it, or where they overlap in all of them.
        """
        memberships = list(product(*(self._memberships(by) for by in self.groups)))
        places: list[Sum] = []
        answers: list[Sum] = []
        for groups in memberships:
            mine = [WHOLE, *(one for of in groups for one in of)]
            for answer in self.answers:
                said = {(*of, answer): 1 for of in mine}
                places.append(said | {(*of, ""): 1 for of in mine})
                answers.append(said)
        joins = self._rows(places)
        one, other = self._neighbours(memberships)
        responds = self._rows([{RESPONSES: 1}] * len(places))
        found = [joins[one] - joins[other], joins, -joins, joins + responds, -joins - responds]
        if self.several:
            found += [self._rows(answers), -self._rows(answers)]
        return sparse.csr_array(sparse.vstack(found, format="csr"))

    def _neighbours(self, memberships: Sequence[tuple[Any, ...]]) -> tuple[np.ndarray, np.ndarray]:
        """Pairs of (membership, answer) places with the same groups but in one breakdown at most."""
        codes = np.array([[str(of) for of in groups] for groups in memberships])
        codes = codes.reshape(len(memberships), -1)
        apart = (codes[:, None, :] != codes[None, :, :]).sum(axis=2)
        near = np.kron(apart <= 1, np.ones((len(self.answers),) * 2, dtype=bool))
        np.fill_diagonal(near, val=False)
        one, other = np.nonzero(near)
        return one, other

    def _memberships(self, by: str) -> list[list[tuple[str, str]]]:
        """The groups of a breakdown that a respondent may be in."""
        each = [(by, group) for group in self.groups[by]]
        return [[], *([one] for one in each), *([each] if by in self.overlapping else [])]

    @cached_property
    def zeros(self) -> sparse.csr_array:
        """Sums that are 0 where everybody gives one known answer and is in a group."""
        rows = [SILENT]
        if not self.several:
            rows += [self._answers_less_base(of) for of in self._each()]
        rows += [Population(self._ungrouped(by)).sum for by in self._by(overlapping=False)]
        return self._rows(rows)

    @cached_property
    def positives(self) -> sparse.csr_array:
        """Sums that are not negative where everybody gives an answer and is in a group."""
        rows: list[Sum] = []
        if self.several:
            for of in self._each():
                rows.append(self._answers_less_base(of))
                for one in sorted(self.alone):
                    others = [answer for answer in self.answers if answer != one]
                    rows += [{(*of, ""): 1, (*of, one): -1, (*of, o): -1} for o in others]
        for by in self._by(overlapping=True):
            parts = {(by, group): 1 for group in self.groups[by]}
            rows += [one.sum for one in self._split({WHOLE: -1} | parts)]
        return self._rows(rows)

    def vector(self, counts: Mapping[Cell, float]) -> np.ndarray:
        """Counts in the order of `column`; a cell that is not there is 0."""
        return np.array([counts.get(cell, 0) for cell in self.column], dtype=float)

    def _each(self) -> Iterator[tuple[str, str]]:
        yield WHOLE
        for by, groups in self.groups.items():
            yield from ((by, group) for group in groups)

    def _by(self, *, overlapping: bool) -> list[str]:
        return [by for by in self.groups if (by in self.overlapping) == overlapping]

    def _crowds(self) -> Iterator[Crowd]:
        """Everybody, each group, and those outside of a group where groups overlap."""
        yield from ({of: 1} for of in self._each())
        for by in self._by(overlapping=True):
            yield from ({WHOLE: 1, (by, group): -1} for group in self.groups[by])

    def _ungrouped(self, by: str) -> Crowd:
        """Those who are in no group of a breakdown."""
        return {WHOLE: 1} | {(by, group): -1 for group in self.groups[by]}

    def _split(self, crowd: Crowd) -> Iterator[Population]:
        yield Population(crowd)
        for answer in self.answers:
            yield Population(crowd, answer)
            yield Population(crowd, answer, said=False)

    def _answers_less_base(self, of: tuple[str, str]) -> Sum:
        return {(*of, ""): -1} | {(*of, answer): 1 for answer in self.answers}

    def _rows(self, sums: Iterable[Sum]) -> sparse.csr_array:
        rows = list(sums)
        entries = [
            (row, self.column[cell], factor)
            for row, of in enumerate(rows)
            for cell, factor in of.items()
        ]
        place = np.array(entries, dtype=int).reshape(-1, 3).T
        shape = (len(rows), len(self.column))
        return sparse.csr_array((place[2].astype(float), (place[0], place[1])), shape=shape)


def shape(study: Study, question_id: str, bys: tuple[str, ...], known: set[Cell]) -> Shape:
    """The shape of a question's items, under the breakdowns `bys`.

    `known` are cells that were ever counted, which may have codes that the study has no longer.
    """
    question = study.questionnaire.questions[question_id]
    answers = dict.fromkeys([*question.by_code, *sorted(a for _, _, a in known if a)])
    groups: dict[str, tuple[str, ...]] = {}
    for by in bys:
        asked = study.questionnaire.questions[grouping(study, by) or ""]
        before = sorted(group for other, group, _ in known if other == by)
        groups[by] = tuple(dict.fromkeys([*asked.by_code, *before]))
    several = study.questionnaire.several(question_id)
    repeated = study.questionnaire.section_of[question_id].repeat is not None
    alone = {choice.code for choice in question.choices if choice.exclusive}
    return Shape(
        answers=tuple(answers),
        groups=groups,
        overlapping=frozenset(
            by for by in bys if study.questionnaire.several(grouping(study, by) or "")
        ),
        several=several,
        alone=frozenset() if repeated or not several else frozenset(alone),
    )
