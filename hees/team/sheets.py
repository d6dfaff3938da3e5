"""Tables that people upload, CSV or XLSX, read as text within limits that no file can break.

`read(name, body)` gives the sheets that hold anything. Encoding, delimiter and header row are found;
a cell keeps the row number that a spreadsheet shows for it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from statistics import median

from hees.team.tables import MOST_COLUMNS, MOST_ROWS, Unreadable

MOST_BYTES = 10_000_000
"""Of the file as it is uploaded."""

_HEADER_WITHIN = 20
"""Of how many filled rows the header is looked for in the first."""

_ENCODINGS = ("utf-8", "cp932", "euc_jp")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True)
class Row:
    """One row: `number` counts from 1, as a spreadsheet shows it; `cells` are trimmed text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet with its filled rows. `header_row`: the number of the row that names the columns.

    `encoding`: how the text was stored, "" for a workbook. `name` is "" for a CSV file.
    """

    name: str
    filled: tuple[Row, ...]
    header_row: int
    encoding: str = ""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns, one for each column that any row has; "" where there is none."""
        named = next((row.cells for row in self.filled if row.number == self.header_row), ())
        width = max((len(row.cells) for row in self.filled), default=0)
        return tuple(name.replace("\n", " ") for name in named) + ("",) * (width - len(named))

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows below the header, all as wide as it."""
        width = len(self.header)
        return tuple(
            Row(row.number, row.cells + ("",) * (width - len(row.cells)))
            for row in self.filled
            if row.number > self.header_row
        )

    def with_header(self, number: int) -> "Sheet":
        """The same sheet with another row as its header."""
        return replace(self, header_row=number)


def column(position: int) -> str:
    """The letters by which a spreadsheet calls a column, from 0: A, B, … Z, AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read(
    name: str, body: bytes, *, most_bytes: int = MOST_BYTES, most_rows: int = MOST_ROWS
) -> list[Sheet]:
    """The sheets of an uploaded file that hold anything. Raises Unreadable, which says why not."""
    if len(body) > most_bytes:
        raise Unreadable("too_big", megabytes=most_bytes // 1_000_000)
    if body.startswith(b"PK\x03\x04"):
        from hees.team import (
            workbooks,  # openpyxl takes a while, and no server's start waits for it
        )

        sheets = [
            _sheet(title, _texts(rows), "") for title, rows in workbooks.read(body, most_rows)
        ]
    elif body.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("old_excel")
    else:
        text, encoding = decode(body)
        sheets = [_sheet("", _parsed(text, most_rows), encoding)]
    found = [sheet for sheet in sheets if sheet.filled]
    if not found:
        raise Unreadable("empty")
    return found


def decode(body: bytes) -> tuple[str, str]:
    """The text of a CSV file and the encoding that fits it. Raises Unreadable when none does."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):  # fmt: skip
        if body.startswith(mark):
            return _strictly(body, encoding) or _undecodable(), encoding
    if b"\x00" in body[:1000]:
        raise Unreadable("not_a_table")
    if (text := _strictly(body, "utf-8")) is not None:
        return text, "utf-8"
    if len(_ALONE.findall(body)) > 0.8 * len(_HIGH.findall(body)):
        # Accents between plain letters, as in the west of Europe: kanji and kana have their bytes in runs.
        return _strictly(body, "cp1252") or _undecodable(), "cp1252"
    readings = {name: text for name in _ENCODINGS[1:] if (text := _strictly(body, name))}
    if not readings:
        _undecodable()
    # One of the two may be read as the other, but then it is full of half-width kana.
    encoding = min(readings, key=lambda name: len(_HALF_KANA.findall(readings[name])))
    return readings[encoding], encoding


def _undecodable() -> str:
    raise Unreadable("encoding")


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None


def _parsed(text: str, most_rows: int) -> Iterator[Row]:
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    filled = 0
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if not cells:
                continue
            row = _row(number, cells)
            filled += bool(row.cells)
            if filled > most_rows:
                raise Unreadable("too_many_rows", most=most_rows)
            if len(row.cells) > MOST_COLUMNS:
                raise Unreadable("too_many_columns", most=MOST_COLUMNS)
            yield row
    except csv.Error as error:
        raise Unreadable("broken_row", row=number + 1) from error


def _delimiter(text: str) -> str:
    """The sign that divides the first lines into the most columns, most of them equally many."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:_HEADER_WITHIN]

    def columns(delimiter: str) -> float:
        try:
            return median(len(row) for row in csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0

    return max(",;\t", key=columns) if lines else ","


def _texts(rows: Iterable[tuple[int, Sequence[object]]]) -> Iterator[Row]:
    for number, values in rows:
        yield _row(number, [_text(value) for value in values])


def _text(value: object) -> str:
    """A cell of a workbook as a person reads it; a date as 2026-11-24."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _row(number: int, cells: Sequence[str]) -> Row:
    """A row without empty cells at its end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    trimmed = [re.sub(r"\r\n?", "\n", cell.replace("\ufeff", "")).strip() for cell in cells[:end]]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return Row(number, tuple(trimmed))


def _sheet(name: str, rows: Iterator[Row], encoding: str) -> Sheet:
    filled = tuple(row for row in rows if row.cells)
    return Sheet(name, filled, _header(filled), encoding)


def _header(filled: Sequence[Row]) -> int:
    """The first row that names about as many columns as the rows below it fill.

    Titles and notes above it fill one cell or two.
    """
    head = filled[:_HEADER_WITHIN]
    if not head:
        return 0
    usual = median(_count(row) for row in filled[: 5 * _HEADER_WITHIN])
    return next((row.number for row in head if _count(row) >= 0.6 * usual), head[0].number)


def _count(row: Row) -> int:
    return sum(bool(cell) for cell in row.cells)
