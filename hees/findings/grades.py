"""The evidence grade of a claim, from the cells of one release (for a trend, of two) and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from hees.findings import intervals
from hees.findings.agreement import Share, together
from hees.findings.cells import Key, key
from hees.findings.coverage import possible
from hees.findings.intervals import Bounds, Known, Limits, critical
from hees.store.releases import Count, Part, Release
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
class Cells:
    """What a release published of the tables that claims need.

    `listed`: how many organisations there are to ask, of a (by, group); ("", "") is all.
    """

    release: Release
    counts: Mapping[Key, int | None]
    listed: Mapping[tuple[str, str], int]

    def measured(self, side: Side) -> Measured | None:
        """The share of a side; None where the release does not have all its cells."""
        base = self.counts.get(_cell(side, ""))
        own = [_cell(side, answer) for answer in side.answers]
        if not base or not self.counts.keys() >= set(own):
            return None
        counts = tuple(self.counts[one] for one in own)
        ranges = [possible(self.release, count) for count in counts]
        count = (sum(low for low, _ in ranges), sum(high for _, high in ranges))
        population = self.listed.get((side.by, side.group), self.listed.get(("", "")))
        known = Known(count, possible(self.release, base), population)
        return Measured(counts, base, known)

    def changed(self, side: Side, steps: int) -> Cells:
        """The same release, had so many steps of rounding more given the answers of a side."""
        largest = max(side.answers, key=lambda answer: self.counts[_cell(side, answer)] or 0)
        changed = _cell(side, largest)
        count = (self.counts[changed] or 0) + steps * self.rounding
        return replace(self, counts={**self.counts, changed: count})

    def grown(self, side: Side, steps: int) -> Cells:
        """The same release, had so many steps of rounding more answered, in the same proportions."""
        base = self.counts[_cell(side, "")] or 1
        larger = base + steps * self.rounding
        counts = {
            cell: count and self._rounded(count * larger, base)
            for cell in [_cell(side, answer) for answer in side.answers]
            for count in [self.counts[cell]]
        }
        return replace(self, counts={**self.counts, **counts, _cell(side, ""): larger})

    def _rounded(self, count: int, base: int) -> int:
        return (2 * count + self.rounding * base) // (2 * self.rounding * base) * self.rounding

    @property
    def rounding(self) -> int:
        return int(self.release.policy["rounding"])

    @property
    def smallest(self) -> int:
        """The smallest count that is ever shown."""
        k = int(self.release.policy["k"])
        return (2 * k + self.rounding) // (2 * self.rounding) * self.rounding


def _cell(side: Side, answer: str) -> Key:
    return side.question, side.by, side.group, side.item, answer


def cells(release: Release, counts: Iterable[Count], breakdowns: Mapping[str, str]) -> Cells:
    """The released counts, to be found by what they count; `breakdowns` are questions by id."""
    found = {key(one): one.count for one in counts}
    return Cells(release, found, dict(_listed(release, found, breakdowns)))


def _listed(
    release: Release, counts: Mapping[Key, int | None], breakdowns: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], int]]:
    """The groups of the frame that hold all that answered, as far as rounding lets us know.

    A list that more organisations than it names have answered does not tell how many are missing.
    A group without one has at most as many organisations as there are in all.
    """
    for by, groups in release.frame.items():
        for group, listed in groups.items():
            answered = (
                counts.get((breakdowns.get(by, ""), "", "", "", group)) if by else release.responses
            )
            if listed and possible(release, answered)[0] <= listed:
                yield (by, group), listed


@dataclass(frozen=True)
class Measured:
    """A share as released: the counts of its answers (None is under k) and the base."""

    counts: tuple[int | None, ...]
    base: int
    known: Known

    @property
    def share(self) -> Share | None:
        return together(self.counts, self.base)


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


# What would change a grade


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
