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

SIZE = "*"
"""In place of an answer: all respondents of a group, whether or not they answered."""

RESPONSES: Cell = (*WHOLE, SIZE)
"""The number of responses."""

Sum = dict[Cell, int]
"""Cells with their factors."""

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
        cells = [(*of, a) for of in self._each() for a in ("", *self.answers, SIZE)]
        return {cell: place for place, cell in enumerate(cells)}

    @cached_property
    def attacked(self) -> tuple[Population, ...]:
        """The populations that must stay uncertain where they are small."""
        return tuple(one for crowd in self._crowds() for one in self._split(crowd))

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """All populations over the cells.

        First the attacked ones, then all respondents and the silent of each group, beginning with
        everybody, then the same of those in no group.
        """
        rows = [one.sum for one in self.attacked]
        for of in self._each():
            rows += [{(*of, SIZE): 1}, _silent({of: 1})]
        for by in self._by(overlapping=False):
            crowd = self._ungrouped(by)
            rows += [one.sum for one in self._split(crowd)]
            rows += [{(*of, SIZE): factor for of, factor in crowd.items()}, _silent(crowd)]
        return self._rows(rows)

    @cached_property
    def targets(self) -> list[tuple[int, str]]:
        """The rows of `matrix` that are attacked, and their breakdowns: also the sizes of groups."""
        sizes = enumerate(self._each())
        found = [(place, one.by) for place, one in enumerate(self.attacked)]
        return found + [(len(found) + 2 * n, by) for n, (by, _) in sizes if by != TOTAL]

    @cached_property
    def views(self) -> tuple[np.ndarray, np.ndarray]:
        """What a respondent may know of itself, and what of it is sure: (views, populations), 0 or 1.

        A view is a group of each breakdown, or none, and an answer; or to have been silent. Where
        groups overlap, or several answers may be given, it is all of them, given and not given: a
        respondent cannot be in so many populations, but is in none but these. The populations are
        those of `matrix` without those in no group.
        """
        disjoint = [
            [(), *((one,) for one in self._groups_of(by))] for by in self._by(overlapping=False)
        ]
        rows = [
            row
            for groups in product(*disjoint)
            for row in self._views_of([WHOLE, *(of for one in groups for of in one)])
        ]
        width = len(self._place) + 2 * len(self._size)
        return self._marked([one for one, _ in rows], width), self._marked(
            [s for _, s in rows], width
        )

    def _views_of(self, groups: list[tuple[str, str]]) -> Iterator[tuple[list[int], list[int]]]:
        """The views of somebody in these groups that do not overlap, each with what of it is sure."""
        place, overlapping = self._place, self._overlapping
        crowds: list[tuple[tuple[tuple[str, str], int], ...]] = [((of, 1),) for of in overlapping]
        crowds += [((WHOLE, 1), (of, -1)) for of in overlapping]
        mine = [((of, 1),) for of in groups]
        here = [self._size[of] for of in groups]
        perhaps = [self._size[of] for of in overlapping]
        silent = [number + 1 for number in here]
        yield [*here, *silent, *perhaps, *(n + 1 for n in perhaps)], [*here, *silent]
        if self.several:
            crowd = {*mine, *crowds}
            answered = [number for key, number in place.items() if key[0] in crowd]
            yield [*here, *perhaps, *answered], [*here, *(place[one, "", True] for one in mine)]
            return
        for answer in self.answers:
            said = [(one, one in ("", answer)) for one in ("", *self.answers)]
            given = [place[c, *one] for c in mine for one in said]
            beside = [place[c, *one] for c in crowds for one in said]
            yield [*here, *perhaps, *given, *beside], [*here, *given]

    @cached_property
    def _place(self) -> dict[tuple[tuple[tuple[tuple[str, str], int], ...], str, bool], int]:
        """The row of `matrix` of each attacked population, by its crowd, its answer and `said`."""
        return {
            (tuple(one.crowd.items()), one.answer, one.said): number
            for number, one in enumerate(self.attacked)
        }

    @cached_property
    def _size(self) -> dict[tuple[str, str], int]:
        """The row of `matrix` of all respondents of each group; that of its silent ones follows."""
        return {of: len(self._place) + 2 * number for number, of in enumerate(self._each())}

    @property
    def _overlapping(self) -> list[tuple[str, str]]:
        """The groups of which a respondent may be in several."""
        return [of for by in self._by(overlapping=True) for of in self._groups_of(by)]

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
        answers: list[Sum] = []
        answers_at_all: list[Sum] = []
        responds: list[Sum] = []
        for groups in memberships:
            mine = [WHOLE, *(one for of in groups for one in of)]
            for answer in self.answers:
                said = {(*of, answer): 1 for of in mine}
                answers.append(said)
                answers_at_all.append(said | {(*of, ""): 1 for of in mine})
                responds.append(answers_at_all[-1] | {(*of, SIZE): 1 for of in mine})
        spoke, came = self._rows(answers_at_all), self._rows(responds)
        one, other = self._neighbours(memberships)
        found = [came[one] - came[other], spoke, -spoke, came, -came]
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
        rows = [_silent({WHOLE: 1})]
        if not self.several:
            rows += [self._answers_less_base(of) for of in self._each()]
        for by in self._by(overlapping=False):
            crowd = self._ungrouped(by)
            rows.append(Population(crowd).sum)
            rows.append({(*of, SIZE): factor for of, factor in crowd.items()})
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
            rows.append({(*of, SIZE): factor for of, factor in ({WHOLE: -1} | parts).items()})
            rows += [_silent({WHOLE: 1, of: -1}) for of in parts]
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


def _silent(crowd: Crowd) -> Sum:
    """Those of a crowd who responded and did not answer."""
    sizes = {(*of, SIZE): factor for of, factor in crowd.items()}
    return sizes | {(*of, ""): -factor for of, factor in crowd.items()}


def shape(study: Study, question_id: str, bys: tuple[str, ...], known: set[Cell]) -> Shape:
    """The shape of a question's items, under the breakdowns `bys`.

    `known` are cells that were ever counted, which may have codes that the study has no longer.
    """
    question = study.questionnaire.questions[question_id]
    answers = dict.fromkeys(
        [*question.by_code, *sorted(a for _, _, a in known if a not in ("", SIZE))]
    )
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
