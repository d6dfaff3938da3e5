"""The evidence grade of a claim, from the cells of one release (for a trend, of two) and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hees.findings import intervals
from hees.findings.intervals import Bounds, Limits, critical
from hees.findings.measured import Cells, Measured
from hees.store.releases import Part
from hees.study import Kind, Question
from hees.study.claim import Claim, Comparator, Side, Statistic

PER_CENT = 100


class Grade(StrEnum):
    """How far the released answers bear a claim out."""

    A = "A"  # it holds whatever those that have not answered would say
    B = "B"  # it holds at 95 %
    C = "C"  # neither it nor its opposite holds at 95 %
    D = "D"  # its opposite holds at 95 %
    I = "I"  # too few answered  # noqa: E741
    W = "W"  # the numbers are not published


LADDER = (Grade.D, Grade.C, Grade.B, Grade.A)
"""The grades of a claim with numbers, each with more evidence for it than the one before."""


class Leaning(StrEnum):
    """How those that answered stand to a claim, for every number that rounding allows."""

    FOR = "for"
    OPEN = "open"  # rounding decides
    AGAINST = "against"


class Why(StrEnum):
    """Why a claim is graded I or W."""

    BASE = "base"  # fewer than its minimum may have answered
    EARLIER = "earlier"  # no release is old enough to compare with
    HIDDEN = "hidden"  # every count of the share is under k
    GATE = "gate"  # the release gate withheld the table
    UNPUBLISHED = "unpublished"  # the release has no such table or group


@dataclass(frozen=True)
class Evaluation:
    """What one release says of a claim.

    `first` and `second`: the shares; of a trend, the second is the one before. `place`: that of a
    rank, from the top. `bounds`: of the share or difference; a rank has one for each rival.
    `leaning` is None without numbers, and then `why` says why there are none.
    """

    grade: Grade
    leaning: Leaning | None = None
    why: Why | None = None
    first: Measured | None = None
    second: Measured | None = None
    place: int | None = None
    bounds: Bounds | None = None


def grade(
    claim: Claim,
    question: Question,
    now: Cells,
    *,
    before: Cells | None = None,
    independent: bool = False,
) -> Evaluation:
    """Grade a claim.

    `before`: the earlier release of a trend, if there is one. `independent`: no organisation is in
    both groups of a difference.
    """
    first = now.measured(claim.first)
    if first is None:
        return Evaluation(Grade.W, why=_absent(now, claim.first))
    if claim.statistic is Statistic.SHARE:
        return _lacking(claim, first) or _share(claim, first)
    if claim.statistic is Statistic.RANK:
        return _rank(claim, question, now, first)
    earlier = claim.statistic is Statistic.TREND
    if earlier and before is None:
        return Evaluation(Grade.I, why=Why.EARLIER, first=first)
    other, side = (before or now), (claim.second or claim.first)
    second = other.measured(side)
    if second is None:
        return Evaluation(Grade.W, why=_absent(other, side), first=first)
    lacking = _lacking(claim, first, second)
    return lacking or _difference(claim, first, second, independent and not earlier)


def _absent(found: Cells, side: Side) -> Why:
    withheld = Part(side.question, side.by, side.item) in found.release.verdict.withheld
    return Why.GATE if withheld else Why.UNPUBLISHED


def _lacking(claim: Claim, *shares: Measured) -> Evaluation | None:
    """The grade of a claim whose shares are too small or hidden; None where they are not."""
    second = shares[1] if len(shares) > 1 else None
    if any(one.known.base[0] < claim.minimum_base for one in shares):
        return Evaluation(Grade.I, why=Why.BASE, first=shares[0], second=second)
    if any(one.share is None for one in shares):
        return Evaluation(Grade.W, why=Why.HIDDEN, first=shares[0], second=second)
    return None


def _share(claim: Claim, first: Measured) -> Evaluation:
    bounds = intervals.share(first.known, critical())
    return Evaluation(*_judged(claim, bounds), first=first, bounds=bounds)


def _difference(claim: Claim, first: Measured, second: Measured, independent: bool) -> Evaluation:
    bounds = intervals.difference(first.known, second.known, critical(), independent=independent)
    return Evaluation(*_judged(claim, bounds), first=first, second=second, bounds=bounds)


def _judged(claim: Claim, bounds: Bounds) -> tuple[Grade, Leaning]:
    """The grade of a claim that compares one number with its threshold."""
    comparator, threshold = claim.comparator or Comparator.AT_LEAST, claim.threshold or 0
    return _graded(
        lambda part: _holds(comparator, threshold, getattr(bounds, part)),
        lambda part: _fails(comparator, threshold, getattr(bounds, part)),
    )


def _graded(holds: Callable[[str], bool], fails: Callable[[str], bool]) -> tuple[Grade, Leaning]:
    """The grade, by which limits a claim holds or fails within."""
    leaning = Leaning.FOR if holds("point") else Leaning.AGAINST if fails("point") else Leaning.OPEN
    if holds("certain"):
        return Grade.A, leaning
    if holds("likely"):
        return Grade.B, leaning
    return (Grade.D if fails("likely") else Grade.C), leaning


def _holds(comparator: Comparator, threshold: int, limits: Limits) -> bool:
    """Whether the comparison is true of everything within the limits."""
    low, high = (PER_CENT * limit for limit in limits)
    if comparator is Comparator.LESS_THAN:
        return high < threshold
    return low > threshold if comparator is Comparator.MORE_THAN else low >= threshold


def _fails(comparator: Comparator, threshold: int, limits: Limits) -> bool:
    """Whether the comparison is false of everything within the limits."""
    low, high = (PER_CENT * limit for limit in limits)
    if comparator is Comparator.LESS_THAN:
        return low >= threshold
    return high <= threshold if comparator is Comparator.MORE_THAN else high < threshold


def _rank(claim: Claim, question: Question, now: Cells, first: Measured) -> Evaluation:
    """A claim of rank holds when all but `top` − 1 rivals are less frequent."""
    sides = rivals(claim, question)
    found = [now.measured(side) for side in sides]
    shares = [one for one in found if one is not None]
    if len(shares) < len(sides):
        missing = next(side for side, one in zip(sides, found, strict=True) if one is None)
        return Evaluation(Grade.W, why=_absent(now, missing), first=first)
    if any(one.known.base[0] < claim.minimum_base for one in (first, *shares)):
        return Evaluation(Grade.I, why=Why.BASE, first=first)
    if first.share is None:
        return Evaluation(Grade.W, why=Why.HIDDEN, first=first)
    top = claim.top or 1
    beaten = len(shares) - top + 1
    # To err, one of `top` true equals must be taken for less frequent, or one of `beaten` for not.
    for_it, against_it = (
        [intervals.difference(first.known, one.known, z, independent=False) for one in shares]
        for z in (critical(top), critical(beaten))
    )
    judged = _graded(
        lambda part: _many(Comparator.MORE_THAN, _holds, for_it, part) >= beaten,
        lambda part: _many(Comparator.MORE_THAN, _fails, against_it, part) >= top,
    )
    return Evaluation(*judged, first=first, place=_place(first, shares))


def _many(
    comparator: Comparator,
    test: Callable[[Comparator, int, Limits], bool],
    bounds: Sequence[Bounds],
    part: str,
) -> int:
    return sum(test(comparator, 0, getattr(one, part)) for one in bounds)


def rivals(claim: Claim, question: Question) -> list[Side]:
    """The items of a scale, or the answers, that a claim of rank compares with its own."""
    own = claim.first
    if question.kind is Kind.SCALE:
        return [replace(own, item=item.code) for item in question.items if item.code != claim.item]
    return [
        replace(own, answers=(choice.code,))
        for choice in question.choices
        if choice.code not in own.answers and not choice.exclusive
    ]


def _place(first: Measured, shares: Iterable[Measured]) -> int:
    """The place by released shares; a share of hidden counts alone comes last."""

    def size(one: Measured) -> float:
        return sum(count or 0 for count in one.counts) / one.base

    return 1 + sum(size(one) > size(first) for one in shares)
