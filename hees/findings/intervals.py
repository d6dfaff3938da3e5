"""What released shares can tell of all organisations to ask: certain limits, and likely ones.

Pure functions of what a reader knows: a released count stands for any number that is rounded to it,
so that every limit here is the outermost over all those numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

ERROR = 0.05
"""Likely limits miss the truth with at most this probability, half of it on either side."""

Value = Fraction | float
Limits = tuple[Value, Value]


@dataclass(frozen=True)
class Known:
    """A share as it is known: `count` of `base`, each between two numbers, inclusive.

    `population`: how many organisations there are to ask, of whom `base` answered; None where it
    is not known, and then there may be any number of them.
    """

    count: tuple[int, int]
    base: tuple[int, int]
    population: int | None = None


@dataclass(frozen=True)
class Bounds:
    """Limits of a share, or of a difference of two.

    `point`: among those that answered. `likely`: among all, at 95 %. `certain`: among all,
    whatever the others would say. Each contains the one before, as far as rounding goes.
    """

    point: Limits
    likely: Limits
    certain: Limits


def critical(tests: int = 1) -> float:
    """How many standard errors make likely limits, where one of `tests` of them may not miss."""
    return NormalDist().inv_cdf(1 - ERROR / 2 / tests)


def wilson(count: int, base: int, population: int | None, z: float) -> tuple[float, float]:
    """The Wilson interval of a share, for a sample without return from a finite population.

    The correction is that of the variance: the sample counts as base·(N − 1)/(N − base)
    independent answers. Nothing is left uncertain where all answered.
    """
    share = count / base
    if population is not None and population <= base:
        return share, share
    size = float(base)
    if population is not None:
        size *= (population - 1) / (population - base)
    middle = (share + z * z / (2 * size)) / (1 + z * z / size)
    half = z * sqrt(share * (1 - share) / size + z * z / (4 * size * size)) / (1 + z * z / size)
    return max(0.0, middle - half), min(1.0, middle + half)


def worst(count: int, base: int, population: int | None) -> tuple[Fraction, Fraction]:
    """Between what a share must lie, whatever those that have not answered would say.

    They may also turn out not to be asked the question: then they change the share less.
    """
    if population is None:
        return Fraction(0), Fraction(1)
    return Fraction(count, population), Fraction(count + population - base, population)


def share(known: Known, z: float) -> Bounds:
    """The limits of a share."""
    low, high = _ends(known, z)
    parts = ("point", "likely", "certain")
    return Bounds(*((_least(low, part), _most(high, part)) for part in parts))


def difference(first: Known, second: Known, z: float, *, independent: bool) -> Bounds:
    """The limits of the first share minus the second.

    Newcombe's interval from two Wilson intervals where the shares are of different organisations
    (`independent`); else nothing is known of how they vary together, and the errors add up.
    """
    low_first, high_first = _ends(first, z)
    low_second, high_second = _ends(second, z)
    point, likely, certain = (
        (
            _least(low_first, part) - _most(high_second, part),
            _most(high_first, part) - _least(low_second, part),
        )
        for part in ("point", "likely", "certain")
    )
    if independent:
        low = min(_below(one, other) for one in low_first for other in high_second)
        high = -min(_below(other, one) for one in high_first for other in low_second)
        likely = (max(low, certain[0]), min(high, certain[1]))
    return Bounds(point, likely, certain)


def _below(one: Bounds, other: Bounds) -> float:
    """Newcombe's lower limit of one share minus another, both for exact numbers."""
    first, second = float(one.point[0]), float(other.point[0])
    down, up = first - float(one.likely[0]), float(other.likely[1]) - second
    return first - second - sqrt(down * down + up * up)


def _least(found: Sequence[Bounds], part: str) -> Value:
    return min(getattr(one, part)[0] for one in found)


def _most(found: Sequence[Bounds], part: str) -> Value:
    return max(getattr(one, part)[1] for one in found)


@lru_cache(maxsize=1024)
def _ends(known: Known, z: float) -> tuple[list[Bounds], list[Bounds]]:
    """The limits with the fewest and with the most that gave the answer, for every base.

    For a given base all limits grow with the count, so that no count between needs a look.
    """
    (fewest, most), (least, largest) = known.count, known.base
    bases = range(max(least, fewest, 1), max(largest, fewest, 1) + 1)
    low = [_exact(fewest, base, known.population, z) for base in bases]
    high = [_exact(min(most, base), base, known.population, z) for base in bases]
    return low, high


def _exact(count: int, base: int, population: int | None, z: float) -> Bounds:
    """The limits for exact numbers; those that answered belong to the population in any case."""
    if population is not None:
        population = max(population, base)
    point = Fraction(count, base)
    certain = worst(count, base, population)
    low, high = wilson(count, base, population, z)
    # Near the whole population the interval, an approximation, can reach beyond what is possible.
    likely = (max(min(low, point), certain[0]), min(max(high, point), certain[1]))
    return Bounds((point, point), likely, certain)
