"""Counts over all rows while they pass by: what the codebook says of each variable."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from hees.team.export.batch import Batch
from hees.team.export.missing import Missing
from hees.team.export.variables import Measure, Table

LOWEST = -16
"""Below every state."""


@dataclass
class Count:
    """Of one variable: how often each state occurred; least, greatest and sum of its numbers."""

    states: dict[int, int] = field(default_factory=dict)
    least: float = float("inf")
    greatest: float = float("-inf")
    total: float = 0.0

    def missing(self, kind: Missing) -> int:
        return self.states.get(int(kind), 0)

    @property
    def rows(self) -> int:
        return sum(self.states.values())

    @property
    def base(self) -> int:
        """How many were asked."""
        return self.rows - self.missing(Missing.NOT_ASKED) - self.missing(Missing.OTHER_VERSION)

    def valid(self, unanswerable: Iterable[int] = ()) -> int:
        """How many gave a value; an answer that says that there is none is no value."""
        lacking = sum(self.states.get(number, 0) for number in unanswerable)
        return self.base - self.missing(Missing.NO_ANSWER) - lacking


class Tally:
    """The counts of every table."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.counts = {table.name: [Count() for _ in table.variables] for table in tables}

    def add(self, batch: Batch) -> None:
        counts = self.counts[batch.table.name]
        for place, variable in enumerate(batch.table.variables):
            of = counts[place]
            for state, number in enumerate(np.bincount(batch.states[:, place] - LOWEST), LOWEST):
                if number:
                    of.states[state] = of.states.get(state, 0) + int(number)
            if variable.measure is Measure.NUMBER:
                _numbers(of, batch.numbers[place])


def _numbers(of: Count, cells: np.ndarray) -> None:
    given = cells[~np.isnan(cells)]
    if given.size:
        of.least = min(of.least, float(given.min()))
        of.greatest = max(of.greatest, float(given.max()))
        of.total += float(given.sum())
