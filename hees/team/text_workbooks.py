"""Workbooks of text alone: equal texts give equal bytes, and what is read keeps its places."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from hees.language import say
from hees.team import tables, workbooks

Row = dict[str, str]
"""A row of a sheet: its cells by the header of their column; those that are empty may be left out."""

LARGEST = 10_000_000
MOST_ROWS, MOST_COLUMNS = 5_000, 500
"""What is read: bytes of a file; filled rows and columns of a sheet, some for each language."""

_MADE = datetime(2000, 1, 1)
"""The day that every workbook says it was made, so that equal texts are equal files."""

_WIDTHS = {"type": 26, "name": 26, "relevant": 40, "constraint": 40, "label": 50, "hint": 40}


class Unreadable(ValueError):
    """The file is no workbook that can be read; `code` has a message."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(say(f"xlsform.unreadable.{code}", "en"))


@dataclass(frozen=True)
class Sheet:
    """A sheet that was read: its headers in order, and its rows by header, with their numbers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]


def book(sheets: Iterable[tuple[str, Sequence[str], Iterable[Row]]]) -> bytes:
    """Sheets of text as XLSX: (name, header, rows by header). No cell is ever a formula."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    workbook.set_properties({"created": _MADE})
    bold = workbook.add_format({"bold": True, "bottom": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for name, header, rows in sheets:
        sheet = workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, bold)
            sheet.set_column(column, column, _WIDTHS.get(title.split("::")[0], 20))
        for place, row in enumerate(rows, start=1):
            for column, title in enumerate(header):
                if row.get(title):
                    sheet.write_string(place, column, row[title], wrapped)
    workbook.close()
    return file.getvalue()


def read(data: bytes) -> dict[str, Sheet]:
    """The sheets of an XLSX file by name in small letters. Raises Unreadable."""
    if len(data) > LARGEST:
        raise Unreadable("too_large")
    try:
        found = workbooks.read(data, MOST_ROWS, MOST_COLUMNS)
    except tables.Unreadable as error:
        is_large = error.code in {"unpacks_too_big", "too_many_rows", "too_many_columns"}
        raise Unreadable("too_large" if is_large else "not_xlsx") from error
    return {title.strip().lower(): _sheet(rows) for title, rows in found}


def _sheet(rows: Iterable[tuple[int, Sequence[object]]]) -> Sheet:
    """The first row names the columns; a name that is there twice counts once, the first."""
    headers: tuple[str, ...] = ()
    found: list[tuple[int, Row]] = []
    for number, row in rows:
        cells = [_text(cell) for cell in row]
        if number == 1:
            headers = tuple(cells)
            continue
        named = {
            header: cell
            for header, cell in reversed(list(zip(headers, cells, strict=False)))
            if header and cell
        }
        if named:
            found.append((number, named))
    return Sheet(tuple(header for header in headers if header), tuple(found))


def _text(cell: object) -> str:
    """A cell as text; whole numbers without a fraction, as people see them."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
