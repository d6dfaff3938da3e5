"""SPSS (.sav) through ReadStat, which needs a whole table at once.

States are held as bytes, so that a hundred thousand responses take 25 MB beside their texts.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

from hees.language import say
from hees.team.export.batch import Batch
from hees.team.export.labels import fit, in_bytes
from hees.team.export.missing import Missing
from hees.team.export.variables import Measure, Table, Variable
from hees.team.export.writers import Target

TITLE, TEXT = 64, 32_767
"""Bytes of the label of a file, and of a text."""


class SpssWriter:
    def __init__(self, target: Target) -> None:
        self.target = target
        self.batches: dict[str, list[Batch]] = {table.name: [] for table in target.tables}

    def add(self, batch: Batch) -> None:
        small = all(len(variable.codes) < 100 for variable in batch.table.variables)
        states = batch.states.astype(np.int8 if small else np.int16)
        self.batches[batch.table.name].append(
            Batch(batch.table, states, batch.numbers, batch.texts)
        )

    def close(self) -> list[Path]:
        return [self._write(table) for table in self.target.tables]

    def _write(self, table: Table) -> Path:
        path = self.target.path(table, "sav")
        labels, numeric = self.target.labels, [v for v in table.variables if not _is_text(v)]
        described: dict[str, Any] = {
            "column_labels": [labels.variable(table, one) for one in table.variables],
            "variable_value_labels": {one.name: self._values(table, one) for one in numeric},
            "missing_ranges": {one.name: [_missing(one)] for one in numeric},
            "variable_measure": {one.name: _measure(one) for one in table.variables},
            "variable_format": {
                one.name: "F8.0" if one.whole and not one.negative else "F18.2" for one in numeric
            },
        }
        frame = self._frame(table, self.batches.pop(table.name))
        title = fit(self.target.title, TITLE, in_bytes)
        pyreadstat.write_sav(frame, path, file_label=title, row_compress=True, **described)
        return path

    def _values(self, table: Table, variable: Variable) -> dict[int, str]:
        """The label of each value, missing ones included."""
        labels = self.target.labels
        of_codes = {code.number: code.label[labels.language] for code in variable.codes}
        of_missing = {
            variable.number_of(kind): say(f"export.missing.{kind.key}", labels.language)
            for kind in Missing
        }
        return {
            number: labels.value(table, variable, number, label)
            for number, label in (of_missing | of_codes).items()
        }

    def _frame(self, table: Table, batches: list[Batch]) -> pd.DataFrame:
        states = np.concatenate([batch.states for batch in batches])
        columns: dict[str, Any] = {}
        for place, variable in enumerate(table.variables):
            if _is_text(variable):
                columns[variable.name] = self._texts(table, place, batches)
            elif variable.measure is Measure.NUMBER:
                cells = np.concatenate([batch.numbers[place] for batch in batches])
                for kind in Missing:
                    cells[states[:, place] == kind] = variable.number_of(kind)
                columns[variable.name] = cells
            else:
                columns[variable.name] = states[:, place]
        return pd.DataFrame(columns, copy=False)

    def _texts(self, table: Table, place: int, batches: list[Batch]) -> pd.Series:
        texts = (text for batch in batches for text in batch.texts[place])
        cut, variable = self.target.labels.cell, table.variables[place]
        cells = [cut(table, variable, row, text, TEXT) for row, text in enumerate(texts, start=1)]
        return pd.Series(cells, dtype=object)


def _is_text(variable: Variable) -> bool:
    return variable.measure is Measure.TEXT


def _measure(variable: Variable) -> str:
    return "scale" if variable.measure is Measure.NUMBER else "nominal"


def _missing(variable: Variable) -> dict[str, int]:
    """The range of user-missing values: the kinds, and answers that say that there is no value."""
    low, high = (variable.number_of(kind) for kind in (Missing.NOT_ASKED, Missing.OTHER_VERSION))
    return {"lo": low, "hi": max([high, *(c.number for c in variable.codes if c.number < 0)])}
