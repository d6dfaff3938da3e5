"""Cells of spreadsheets: labels or numbers of codes, numbers, and texts; no value is an empty cell."""

from collections.abc import Callable
from typing import Any

import numpy as np

from hees.team.export.batch import Batch
from hees.team.export.labels import Labels
from hees.team.export.missing import Missing
from hees.team.export.tally import LOWEST
from hees.team.export.variables import Measure, Table, Variable

Column = Callable[[Batch], list[Any]]
"""The cells of a variable in a batch; None for no value."""


def columns(table: Table, labels: Labels, *, numbers: bool) -> list[Column]:
    """How each variable of a table is written. `numbers`: of codes, instead of their labels."""
    return [
        _column(table, place, variable, labels, numbers=numbers)
        for place, variable in enumerate(table.variables)
    ]


def _column(
    table: Table, place: int, variable: Variable, labels: Labels, *, numbers: bool
) -> Column:
    if variable.measure is Measure.TEXT:
        return lambda batch: [text or None for text in batch.texts[place]]
    if variable.measure is Measure.NUMBER:
        return lambda batch: _numbers(batch.numbers[place])
    shown = _shown(table, variable, labels, numbers=numbers)
    return lambda batch: shown[batch.states[:, place] - LOWEST].tolist()


def _shown(table: Table, variable: Variable, labels: Labels, *, numbers: bool) -> np.ndarray:
    """What stands for each state, from the lowest on."""
    greatest = max((code.number for code in variable.codes), default=0)
    shown = np.full(greatest - LOWEST + 1, None, dtype=object)
    for code in variable.codes:
        label = labels.value(table, variable, code.number, code.label[labels.language])
        shown[code.number - LOWEST] = code.number if numbers else label
    for kind in Missing:
        assert shown[kind - LOWEST] is None
    return shown


def _numbers(cells: np.ndarray) -> list[int | float | None]:
    """Whole numbers without a decimal point."""
    return [None if n != n else int(n) if n == int(n) else n for n in cells.tolist()]
