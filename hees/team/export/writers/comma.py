"""CSV in UTF-8 with a byte order mark, a file for each table; no cell is taken for a formula."""

import csv
from typing import Any, TextIO

from hees.spreadsheet import safe_cell
from hees.team.export.batch import Batch
from hees.team.export.variables import Measure, Table
from hees.team.export.writers import Target
from hees.team.export.writers.cells import Column, columns

_LINES = frozenset("\n\r\0")


class CommaWriter:
    def __init__(self, target: Target) -> None:
        self.target = target
        self.paths = {table.name: target.path(table, "csv") for table in target.tables}
        self.files: dict[str, TextIO] = {
            name: path.open("w", encoding="utf-8-sig", errors="replace", newline="")
            for name, path in self.paths.items()
        }
        self.columns = {table.name: self._columns(table) for table in target.tables}
        for table in target.tables:
            self._write(table.name, [[variable.name for variable in table.variables]])

    def _columns(self, table: Table) -> list[tuple[Column, bool]]:
        """How each variable is written, and whether people wrote it."""
        made = columns(table, self.target.labels, numbers=self.target.numbers)
        numeric = {Measure.NUMBER} | (
            {Measure.CODES, Measure.FLAG} if self.target.numbers else set()
        )
        return [
            (column, variable.measure not in numeric)
            for column, variable in zip(made, table.variables, strict=True)
        ]

    def add(self, batch: Batch) -> None:
        cells = [
            _safe(column(batch)) if text else column(batch)
            for column, text in self.columns[batch.table.name]
        ]
        self._write(batch.table.name, zip(*cells, strict=True))

    def _write(self, table: str, rows: Any) -> None:
        csv.writer(self.files[table], lineterminator="\r\n").writerows(rows)

    def close(self) -> list:
        for file in self.files.values():
            file.close()
        return [*self.paths.values()]


def _safe(cells: list[Any]) -> list[Any]:
    """Texts are made safe once each: labels come again and again."""
    safe = {text: text if _plain(text) else safe_cell(text) for text in set(cells)}
    return [safe[text] for text in cells]


def _plain(text: str | None) -> bool:
    """Most texts are one line that begins with a letter: no formula, and quick to tell."""
    return not text or (text[0].isalnum() and not _LINES.intersection(text))
