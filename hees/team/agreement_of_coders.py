"""How far two coders agree: Cohen's kappa of each code, with its 95 % interval.

Kappa is the agreement beyond what chance alone would bring, as a share of what is possible beyond
it: (observed - expected) / (1 - expected), where `expected` follows from how often each coder uses
each category (Cohen 1960, Educational and Psychological Measurement 20, 37-46). The interval is
kappa +- 1.96 standard errors, with the asymptotic standard error of Fleiss, Cohen and Everitt
(1969, Psychological Bulletin 72, 323-327), cut off at -1 and 1. With few answers it is rough.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import sqrt

Z = 1.959964
"""How many standard errors reach to each end of a 95 % interval."""


@dataclass(frozen=True)
class Kappa:
    """Cohen's kappa; `low` and `high` are the ends of its 95 % interval.

    Where they agree on everything the formula gives no interval: all three are 1.
    """

    value: float
    low: float
    high: float

    @property
    def has_interval(self) -> bool:
        return self.low < self.high


@dataclass(frozen=True)
class Agreement:
    """How far two coders agree on one code over `n` answers that both have coded.

    `both`, `first`, `second`, `neither`: how many answers both gave the code, only one, or none.
    `kappa` is None where it is undefined: both say the same of every answer.
    """

    both: int
    first: int
    second: int
    neither: int
    kappa: Kappa | None

    @property
    def n(self) -> int:
        return self.both + self.first + self.second + self.neither

    @property
    def same(self) -> float:
        """The share of the answers on which they agree, from 0 to 1."""
        return (self.both + self.neither) / self.n

    @property
    def prevalence(self) -> float:
        """How often the code was given, from 0 to 1: the mean of the two coders' shares."""
        return (2 * self.both + self.first + self.second) / (2 * self.n)

    @property
    def is_paradox(self) -> bool:
        """Whether kappa is low although they agree on nearly everything.

        It happens with a code that is given to nearly no answer or to nearly all: then chance
        alone would bring nearly as much agreement (Feinstein and Cicchetti 1990).
        """
        rare = min(self.prevalence, 1 - self.prevalence) < 0.1
        return self.kappa is not None and rare and self.same >= 0.85 and self.kappa.value < 0.6


def agreements(
    pairs: Sequence[tuple[Set[str], Set[str]]], codes: Sequence[str]
) -> dict[str, Agreement]:
    """The agreement on each code; `pairs` are what the two coders gave each answer. Needs a pair."""
    return {code: _agreement([(code in one, code in other) for one, other in pairs])
            for code in codes}  # fmt: skip


def mean(found: Mapping[str, Agreement]) -> float | None:
    """The mean of the kappas that are defined; None where none is."""
    values = [one.kappa.value for one in found.values() if one.kappa]
    return sum(values) / len(values) if values else None


def _agreement(said: Sequence[tuple[bool, bool]]) -> Agreement:
    both, first, second, neither = (
        said.count(one) for one in ((True, True), (True, False), (False, True), (False, False))
    )
    return Agreement(both, first, second, neither, kappa([[both, first], [second, neither]]))


def kappa(counts: Sequence[Sequence[int]]) -> Kappa | None:
    """Cohen's kappa of a square table: rows are one coder's categories, columns the other's.

    None where it is undefined: for an empty table, or when all is in one and the same category.
    """
    n = sum(map(sum, counts))
    if not n:
        return None
    share = [[count / n for count in row] for row in counts]
    places = range(len(share))
    rows = [sum(row) for row in share]
    columns = [sum(row[place] for row in share) for place in places]
    observed = sum(share[place][place] for place in places)
    expected = sum(rows[place] * columns[place] for place in places)
    if expected >= 1:
        return None
    value = (observed - expected) / (1 - expected)
    on = sum(
        share[i][i] * (1 - expected - (rows[i] + columns[i]) * (1 - observed)) ** 2 for i in places
    )
    off = (1 - observed) ** 2 * sum(
        share[i][j] * (columns[i] + rows[j]) ** 2 for i in places for j in places if i != j
    )
    chance = (observed * expected - 2 * expected + observed) ** 2
    error = sqrt(max(0, on + off - chance) / n) / (1 - expected) ** 2
    return Kappa(value, max(-1, value - Z * error), min(1, value + Z * error))
