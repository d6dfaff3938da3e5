"""XLSX: a sheet for each table and one with the variables; text is never a formula.

Rows go to disk as they are written (XlsxWriter's constant memory).
"""

import re
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from hees.language import say
from hees.spreadsheet import safe_cell
from hees.team.export.batch import Batch
from hees.team.export.variables import Table
from hees.team.export.writers import Target
from hees.team.export.writers.cells import columns

LONGEST, LAST_ROW = 32_767, 1_048_575
"""Characters of a cell, and the last row of a sheet counted from 0, as Excel has them."""

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


class WorkbookWriter:
    def __init__(self, target: Target) -> None:
        self.target = target
        self.path = target.folder / f"{target.stem}.xlsx"
        self.book = Workbook(self.path, {"constant_memory": True, "tmpdir": str(target.folder)})
        self.book.set_properties({"title": target.title, "author": ""})
        self.bold = self.book.add_format({"bold": True})
        self.quoted = self.book.add_format({"quote_prefix": True})
        self.columns = {
            table.name: columns(table, target.labels, numbers=target.numbers)
            for table in target.tables
        }
        self.sheets: dict[str, tuple[Worksheet, int]] = {}
        self.parts: dict[str, int] = {}
        for table in target.tables:
            self._new_sheet(table)

    def _new_sheet(self, table: Table) -> None:
        """A sheet of a table; one that is full is followed by another."""
        part = self.parts[table.name] = self.parts.get(table.name, 0) + 1
        sheet = self.book.add_worksheet(self._free_name(table.name, part))
        sheet.freeze_panes(1, 1)
        for place, variable in enumerate(table.variables):
            sheet.write_string(0, place, variable.name, self.bold)
        self.sheets[table.name] = sheet, 1

    def _free_name(self, name: str, part: int = 1) -> str:
        """A sheet's name: 31 characters, and no other sheet has it."""
        taken = {str(one.name).casefold() for one in self.book.worksheets()}
        for number in range(part, part + len(taken) + 1):
            suffix = f" {number}" if number > 1 else ""
            free = f"{name[: 31 - len(suffix)]}{suffix}"
            if free.casefold() not in taken:
                break
        return free

    def add(self, batch: Batch) -> None:
        table, labels = batch.table, self.target.labels
        cells = [column(batch) for column in self.columns[table.name]]
        for row in zip(*cells, strict=True):
            if self.sheets[table.name][1] > LAST_ROW:
                self._new_sheet(table)
            sheet, number = self.sheets[table.name]
            for place, value in enumerate(row):
                if value is not None:
                    if isinstance(value, str) and len(value) > LONGEST:
                        value = labels.cell(table, table.variables[place], number, value, LONGEST)
                    self._put(sheet, number, place, value)
            self.sheets[table.name] = sheet, number + 1

    def _put(self, sheet: Worksheet, row: int, place: int, value: Any) -> None:
        if not isinstance(value, str):
            sheet.write_number(row, place, value)
            return
        text = _ESCAPED.sub("_x005F_", _ILLEGAL.sub("", value))[:LONGEST]
        if safe_cell(value) != value:
            sheet.write_string(row, place, text, self.quoted)
        else:
            sheet.write_string(row, place, text)

    def close(self) -> list[Path]:
        self._variables()
        self.book.close()
        return [self.path]

    def _variables(self) -> None:
        """The sheet that says what each variable is."""
        language, labels = self.target.labels.language, self.target.labels
        sheet = self.book.add_worksheet(self._free_name(say("export.sheet.variables", language)))
        sheet.freeze_panes(1, 0)
        for place, head in enumerate(("table", "variable", "label", "codes")):
            sheet.write_string(0, place, say(f"export.sheet.{head}", language), self.bold)
        row = 1
        for table in self.target.tables:
            for variable in table.variables:
                codes = "\n".join(f"{c.number} = {c.label[language]}" for c in variable.codes)
                label = labels.variable(table, variable)
                for place, text in enumerate((table.name, variable.name, label, codes)):
                    self._put(sheet, row, place, text)
                row += 1
