"""Placing things on a line: apart from each other, in equal parts, on round numbers."""

from collections.abc import Sequence
from itertools import accumulate
from math import ceil, floor, log10

from hees.findings.table import Line


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles as near to the wanted ones as they can be without overlap, between `low` and `high`.

    The order of `wanted` is kept; equal ones stay in the order given. What does not fit between
    `low` and `high` begins at `low`.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    before = [0.0, *accumulate(sizes[place] for place in order)]
    # Without the sizes before it, each start must only be no smaller than the last: pool those
    # that are into their mean.
    pools: list[tuple[float, int]] = []
    for place, offset in zip(order, before, strict=False):
        mean, count = wanted[place] - sizes[place] / 2 - offset, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        pools.append((mean, count))
    starts = [mean for mean, count in pools for _ in range(count)]
    last = max(low, high - before[-1])
    found = [0.0] * len(wanted)
    for place, start, offset in zip(order, starts, before, strict=False):
        found[place] = min(max(start, low), last) + offset + sizes[place] / 2
    return found


def chunks(things: Sequence[Line], most: int) -> list[Sequence[Line]]:
    """The lines in as few parts of at most `most` as possible, of about equal length."""
    parts = ceil(len(things) / max(1, most))
    size = ceil(len(things) / max(1, parts))
    return [things[start : start + size] for start in range(0, len(things), size or 1)]


def ticks(low: float, high: float, *, whole: bool, about: int = 4) -> list[float]:
    """Round numbers, about so many steps of them, from at or below `low` to at or above `high`."""
    rough = (high - low or 1) / about
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.95)
    step = max(step, 1) if whole else step
    first, last = floor(low / step), ceil(high / step - 1e-9)
    return [float(f"{count * step:.12g}") for count in range(first, max(last, first + 1) + 1)]
