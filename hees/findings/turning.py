"""What would change the grade of a claim: the nearest changes of the released numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hees.findings.coverage import possible
from hees.findings.grades import LADDER, Evaluation, Grade, Why
from hees.findings.measured import Cells
from hees.study.claim import Claim, Comparator, Statistic


@dataclass(frozen=True)
class Turn:
    """Another grade, and the released count of the first share that would bring it."""

    grade: Grade
    count: int


@dataclass(frozen=True)
class Turning:
    """The nearest changes of the released numbers that would bring another grade.

    `up`, `down`: with the base and all other counts as they are. `more`: so many more answers in
    the same proportions would bring `more_grade`. `base`: the least with which it is graded at all.
    """

    up: Turn | None = None
    down: Turn | None = None
    more: int | None = None
    more_grade: Grade | None = None
    base: int | None = None


FURTHEST = 200
"""So many larger bases at most are tried, evenly up to all organisations to ask."""


def turning(
    claim: Claim, now: Cells, found: Evaluation, again: Callable[[Cells], Evaluation]
) -> Turning:
    """What would change a grade, by grading changed releases `again`."""
    if found.why is Why.BASE:
        return Turning(base=_enough(claim, now))
    first = found.first
    if found.grade not in LADDER or first is None:
        return Turning()
    total = sum(count or 0 for count in first.counts)
    largest = max(count or 0 for count in first.counts)
    higher = (first.base - total) // now.rounding
    lower = (largest - now.smallest) // now.rounding
    sign = -1 if claim.comparator is Comparator.LESS_THAN else 1
    ways = (sign, higher if sign > 0 else lower), (-sign, lower if sign > 0 else higher)
    place = LADDER.index(found.grade)

    def at(steps: int) -> int:
        return LADDER.index(again(now.changed(claim.first, steps)).grade)

    turns = []
    for (way, most), beyond in zip(ways, (lambda p: p > place, lambda p: p < place), strict=True):
        steps = _first(lambda count, way=way, beyond=beyond: beyond(at(way * count)), most)
        turns.append(
            Turn(LADDER[at(way * steps)], total + way * steps * now.rounding) if steps else None
        )
    more, more_grade = _growth(claim, now, found, again)
    return Turning(turns[0], turns[1], more, more_grade)


def _first(reached: Callable[[int], bool], most: int) -> int | None:
    """The least number from 1 to `most` that reaches something; what reaches it once stays there."""
    if most < 1 or not reached(most):
        return None
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if reached(middle) else (middle + 1, high)
    return low


def _growth(
    claim: Claim, now: Cells, found: Evaluation, again: Callable[[Cells], Evaluation]
) -> tuple[int | None, Grade | None]:
    """How many more answers in the same proportions bring a higher grade to a claim of a share."""
    first = found.first
    if claim.statistic is not Statistic.SHARE or first is None or first.known.population is None:
        return None, None
    most = (first.known.population - first.base) // now.rounding
    for steps in range(1, most + 1, max(1, -(-most // FURTHEST))):
        higher = again(now.grown(claim.first, steps)).grade
        if higher in LADDER and LADDER.index(higher) > LADDER.index(found.grade):
            return steps * now.rounding, higher
    return None, None


def _enough(claim: Claim, now: Cells) -> int:
    """The least released base for which so many as the claim asks for must have answered."""
    base = now.smallest
    while possible(now.release, base)[0] < claim.minimum_base:
        base += now.rounding
    return base
