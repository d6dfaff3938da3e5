"""Writes sheets to the format of Excel with openpyxl, the same bytes for the same sheets."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hees.findings.workbook import Number, Sheet, Value
from hees.spreadsheet import safe_cell

WIDEST, LONGEST = 60, 32_767
"""Width of a column in characters; characters that a cell of Excel can hold."""

_LONG_AGO = datetime(2000, 1, 1)
_FIRST_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def write(sheets: Sequence[Sheet], title: str) -> bytes:
    """The sheets as a file, without the time at which it was made."""
    book = Workbook()
    book.properties.title = ILLEGAL_CHARACTERS_RE.sub("", title)
    book.properties.creator = ""
    book.properties.created = _LONG_AGO
    assert book.active
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    made = BytesIO()
    book.save(made)
    return _timeless(made.getvalue())


def _fill(page: Worksheet, sheet: Sheet) -> None:
    rows = [list(sheet.header), *sheet.rows]
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            _put(page.cell(number, place), value)
    for cell in page[1]:
        cell.font = Font(bold=True)
    for place, column in enumerate(zip(*rows, strict=True), start=1):
        longest = max(_width(value) for value in column)
        page.column_dimensions[get_column_letter(place)].width = min(longest + 2, WIDEST)
    page.freeze_panes = "B2"


def _put(cell: Cell, value: Value) -> None:
    """Write a value; what would be a formula is kept as text, also when the cell is edited."""
    if isinstance(value, Number):
        cell.value, cell.number_format = value.value, value.format
    elif isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        cell.data_type = "s"
        cell.quotePrefix = safe_cell(value) != value
        cell.alignment = Alignment(wrap_text=_width(value) > WIDEST, vertical="top")
    else:
        cell.value = value


def _width(value: Value) -> int:
    """Columns that a value takes; letters beyond the Latin ones take two."""
    text = str(value.value) if isinstance(value, Number) else str(value)
    return sum(1 if ord(letter) < 0x1100 else 2 for letter in text)


def _timeless(file: bytes) -> bytes:
    """The same file without the time at which it was written."""
    made = BytesIO()
    stamp = b"\\g<1>" + f"{_LONG_AGO.isoformat()}Z".encode()
    with ZipFile(BytesIO(file)) as old, ZipFile(made, "w") as new:
        for part in old.infolist():
            body = _MODIFIED.sub(stamp, old.read(part))
            new.writestr(ZipInfo(part.filename, _FIRST_OF_ZIP), body, ZIP_DEFLATED)
    return made.getvalue()
