"""Which sums of numbers may be published: the rules for sums, for every crowd that can be worked out.

A reader who knows the sum of all and those of some groups knows the sum of every union of these
groups, and of everybody else. With an earlier release he also knows by how much each has changed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations
from math import inf

from hees.release.protection import Cell
from hees.study import Question
from hees.study.rounding import reach, two_digits
from hees.study.study import Policy

People = Mapping[str, tuple[str, float]]
"""The group ("" for none) and the number of each response that gave one."""

Range = tuple[float, float]
"""The least and the largest number that goes with what is known of one."""

Crowd = frozenset[str]
"""The groups that belong to a crowd; "" stands for those in none."""

DUST = 1e-6
"""A difference of sums that is no more than this comes from binary fractions."""


@dataclass(frozen=True)
class Share:
    """What one organisation adds to a sum, never negative, and how much of that is known anyway."""

    size: float
    known: float = 0.0


def protected(shares: Sequence[Share], policy: Policy) -> bool:
    """Whether a sum tells too little about each of those who add to it.

    There are `policy.contributors` of them or more; others than the two largest have at least
    `policy.beyond_two` per cent (the dominance rule); and whoever takes its own share and all that
    is known off the sum still misses any other share by `policy.p_percent` per cent (the p % rule).
    """
    given = sorted((one for one in shares if one.size > 0), key=lambda one: one.size)
    if len(given) < policy.contributors:
        return False
    sizes = [one.size for one in given]
    if 100 * sum(sizes[:-2]) < policy.beyond_two * sum(sizes):
        return False
    open_ = [one.size - one.known for one in given]
    most = sorted(range(len(given)), key=open_.__getitem__)[-2:]
    for place, one in enumerate(given):
        insider = most[1] if place != most[1] else most[0]
        left = sum(open_) - open_[place] - open_[insider]
        if 100 * left < policy.p_percent * one.size:
            return False
    return True


def amount(values: Sequence[float], policy: Policy) -> float | None:
    """The sum of some numbers as it may be published by itself: to two digits, or not at all."""
    if any(value < 0 for value in values) or not protected([Share(one) for one in values], policy):
        return None
    return two_digits(sum(values))


@dataclass(frozen=True)
class Sums:
    """What stood behind the sums that a release published of one question.

    `people`: as far as their answers are kept. `totals`: the exact sum of each group, also of
    those who have erased their answers since. `shown`: the groups whose sum was published; that
    of everybody always was.
    """

    people: People
    totals: Mapping[str, float]
    shown: AbstractSet[str] = field(default_factory=frozenset)


def publishable(
    policy: Policy,
    range_of: Callable[[float], Range],
    past: Sequence[Sums],
    people: People,
    groups: AbstractSet[str],
) -> frozenset[str] | None:
    """Those of the `groups` whose sums may be published with that of all; None for not even that.

    `range_of`: what the published bands tell of a number. `past`: every release that published a
    sum of this question. A group that tells too much is left out, at last the smallest.
    """
    if any(number < 0 for _, number in people.values()):
        return None
    whole = frozenset(group for group, _ in people.values()) | groups | {""}
    whole |= {group for before in past for group in before.totals}
    shown = frozenset(groups)
    while True:
        told = [
            crowd
            for crowd in _crowds(whole, shown)
            if not _withstands(policy, range_of, past, people, whole, crowd)
        ]
        if not told:
            return shown
        if not shown:
            return None
        size = {group: sum(of == group for of, _ in people.values()) for group in shown}
        worst = sorted(
            shown, key=lambda group: (frozenset([group]) not in told, size[group], group)
        )
        shown -= {worst[0]}


def _crowds(whole: Crowd, shown: AbstractSet[str]) -> Iterator[Crowd]:
    """Every crowd of which the sum follows from that of all and those of the shown groups."""
    parts = [frozenset([group]) for group in sorted(shown)]
    if rest := whole - shown:
        parts.append(frozenset(rest))
    for count in range(1, len(parts) + 1):
        for some in combinations(parts, count):
            yield frozenset().union(*some)


def _withstands(
    policy: Policy,
    range_of: Callable[[float], Range],
    past: Sequence[Sums],
    people: People,
    whole: Crowd,
    crowd: Crowd,
) -> bool:
    """Whether the sum of a crowd is protected, and its change since each release that told it."""
    numbers = [number for group, number in people.values() if group in crowd]
    shares = [Share(number, range_of(number)[0]) for number in numbers]
    if shares and not protected(shares, policy):
        return False
    for before in past:
        if crowd in _crowds(whole, before.shown):
            changed = list(_changed(range_of, before, people, crowd))
            if changed and not protected(changed, policy):
                return False
    return True


def _changed(
    range_of: Callable[[float], Range], before: Sums, people: People, crowd: Crowd
) -> Iterator[Share]:
    """By how much each organisation changed the sum of a crowd since an earlier release.

    What was erased since then counts as one: together they are told no less than each alone.
    """
    erased = sum(before.totals.get(group, 0.0) for group in crowd)
    for who in before.people.keys() | people.keys():
        old, new = _of(before.people, who, crowd), _of(people, who, crowd)
        erased -= old or 0.0
        if (old or 0.0) != (new or 0.0):
            one = range_of(old) if old is not None else (0.0, 0.0)
            other = range_of(new) if new is not None else (0.0, 0.0)
            known = max(0.0, one[0] - other[1], other[0] - one[1])
            yield Share(abs((new or 0.0) - (old or 0.0)), known)
    if erased > DUST:
        yield Share(erased)


def _of(people: People, who: str, crowd: Crowd) -> float | None:
    """The number of a response, if it gave one and belongs to the crowd."""
    group, number = people.get(who, ("", None))
    return number if group in crowd else None


def ranges(question: Question) -> dict[str, Range]:
    """The least and the largest number of each band, by its code."""
    limits = [band.below for band in question.bands if band.below is not None]
    lows = [question.min or 0.0, *(float(limit) for limit in limits)]
    highs = [*(float(limit - question.whole) for limit in limits), inf]
    codes = [answer.code for answer in question.answers]
    return dict(zip(codes, zip(lows, highs, strict=True), strict=True))


Known = tuple[Mapping[Cell, float], float, float]
"""Cells of a question with factors, and the least and the largest value of their sum."""


def told(question: Question, totals: Mapping[tuple[str, str], float]) -> Iterator[Known]:
    """What the published sum of each (by, group) tells about how many are in each of its bands.

    Their least numbers add up to no more than the sum, and their largest to no less. One that may
    have the whole sum alone counts as the whole sum.
    """
    bands = ranges(question)
    for (by, group), shown in totals.items():
        low, high = reach(shown)
        yield {(by, group, code): least for code, (least, _) in bands.items()}, -inf, high
        yield {(by, group, code): min(most, low) for code, (_, most) in bands.items()}, low, inf
