"""Rows of a table, gathered until there are enough of them to be written at once.

A row is an array of one state for each variable: the number of a code, 1 or 0 of a flag, 1 where
there is a number or a text, or why there is none (`Missing`). Numbers and texts are kept beside.
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from math import nan

import numpy as np

from hees.team.export.variables import Measure, Table

BATCH = 1000
"""Rows that are held at once."""


@dataclass(frozen=True)
class Batch:
    """Rows of a table. `states`: int16 of shape (rows, variables); numbers (float64) and texts
    by the place of their variable.
    """

    table: Table
    states: np.ndarray
    numbers: Mapping[int, np.ndarray]
    texts: Mapping[int, list[str]]

    def __len__(self) -> int:
        return len(self.states)


class Sheet:
    """The rows of one table until they make a batch."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rows = array("h")
        self.size = 0
        self.numbers = {
            place: array("d", [nan]) * BATCH
            for place, variable in enumerate(table.variables)
            if variable.measure is Measure.NUMBER
        }
        self.texts = {
            place: [""] * BATCH
            for place, variable in enumerate(table.variables)
            if variable.measure is Measure.TEXT
        }

    @property
    def full(self) -> bool:
        return self.size == BATCH

    def add(self, row: array) -> None:
        self.rows.extend(row)
        self.size += 1

    def batch(self) -> Batch:
        """What was gathered; the sheet is empty then."""
        width = len(self.table.variables)
        states = np.array(self.rows, dtype=np.int16).reshape(self.size, width)
        made = Batch(
            self.table,
            states,
            {place: np.array(cells)[: self.size] for place, cells in self.numbers.items()},
            {place: cells[: self.size] for place, cells in self.texts.items()},
        )
        self.rows, self.size = array("h"), 0
        for cells in self.numbers.values():
            cells[:] = array("d", [nan]) * BATCH
        for texts in self.texts.values():
            texts[:] = [""] * BATCH
        return made
