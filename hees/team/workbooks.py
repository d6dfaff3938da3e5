"""XLSX workbooks as rows of values, refused before they can unpack to more than a machine holds."""

import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from hees.team.tables import MOST_COLUMNS, Unreadable

MOST_UNPACKED = 60_000_000
"""Bytes of all parts of a workbook together."""

MOST_RATIO = 150
"""How many times smaller packing may have made a part; text packs to about a tenth."""

MOST_PARTS = 1000
MOST_SHEETS = 50

LAST_ROW = 1_048_576
"""The highest number that a row of a workbook may have."""

MOST_WALKED = 2 * LAST_ROW
"""Rows of all sheets together, with the empty ones between two filled ones."""

MOST_MERGED = 200_000
"""Cells that are merged with others below or above; further ones are read as they stand."""

_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, EOFError, OSError, ParseError, zlib.error,
    zipfile.BadZipFile, InvalidFileException, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What openpyxl and zipfile raise for files that are not what they say."""

Values = Sequence[object]


def read(
    body: bytes, most_rows: int, most_columns: int = MOST_COLUMNS
) -> list[tuple[str, list[tuple[int, Values]]]]:
    """Each sheet's name and its filled rows as (number from 1, values). Raises Unreadable.

    A cell that is merged over several rows holds its value in each of them.
    """
    assert DEFUSEDXML, "openpyxl must read its parts through defusedxml"
    _weigh(body)
    try:
        book = load_workbook(io.BytesIO(body), read_only=True, data_only=True, keep_links=False)
        sheets = book.worksheets[:MOST_SHEETS]
        walk = iter(range(MOST_WALKED))
        return [(one.title, _rows(body, one, most_rows, most_columns, walk)) for one in sheets]
    except Unreadable:
        raise
    except _BROKEN as error:
        forbidden = any(isinstance(e, DefusedXmlException) for e in (error, error.__context__))
        raise Unreadable("forbidden" if forbidden else "not_a_table") from error


def _weigh(body: bytes) -> None:
    """Refuse what unpacks to too much, by what the archive says of itself.

    Reading stops at the size that is said, so that a lie gains nothing.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(body)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable("not_a_table") from error
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Unreadable("not_a_table")
    swollen = any(
        part.file_size > 1_000_000 and part.file_size > MOST_RATIO * part.compress_size
        for part in parts
    )
    if swollen or len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise Unreadable("unpacks_too_big")


def _rows(
    body: bytes, sheet: Any, most_rows: int, most_columns: int, walk: Iterator[int]
) -> list[tuple[int, Values]]:
    """The filled rows of a sheet. `walk` gives out the rows that may be passed, filled or not."""
    sheet.reset_dimensions()  # the file may claim any
    merged = _merged(body, sheet)
    merged_rows = {row for row, _ in merged}
    kept: dict[tuple[int, int], object] = {}
    found: list[tuple[int, Values]] = []
    for number, row in enumerate(sheet.iter_rows(max_col=most_columns + 1, values_only=True), 1):
        if number > LAST_ROW:
            raise Unreadable("not_a_table")
        if next(walk, None) is None:
            raise Unreadable("too_many_rows", most=most_rows)
        if number not in merged_rows and row.count(None) == len(row):
            continue
        values = _spread(row, number, merged, kept)
        if any(value not in (None, "") for value in values):
            found.append((number, values))
        if len(found) > most_rows:
            raise Unreadable("too_many_rows", most=most_rows)
        if len(values) > most_columns and values[most_columns] not in (None, ""):
            raise Unreadable("too_many_columns", most=most_columns)
    return found


def _spread(
    row: Values,
    number: int,
    merged: Mapping[tuple[int, int], int],
    kept: dict[tuple[int, int], object],
) -> list[object]:
    """A row in which merged cells hold the value of their first row, which is `kept`."""
    values = list(row)
    for position, value in enumerate(values):
        first = merged.get((number, position))
        if first == number:
            kept[number, position] = value
        elif first is not None and value is None:
            values[position] = kept.get((first, position))
    return values


def _merged(body: bytes, sheet: Any) -> dict[tuple[int, int], int]:
    """The first row of each cell, as (row, position), that is merged with others below or above."""
    found: dict[tuple[int, int], int] = {}
    covered = 0
    with zipfile.ZipFile(io.BytesIO(body)) as archive, archive.open(sheet._worksheet_path) as part:
        for _, node in iterparse(part, forbid_dtd=True):
            if node.tag.endswith("}mergeCell"):
                left, top, _, bottom = range_boundaries(node.get("ref"))
                covered += bottom - top + 1
                if covered <= MOST_MERGED:
                    found |= {(row, left - 1): top for row in range(top, bottom + 1)}
            elif node.tag.endswith("}row"):
                node.clear()
    return {place: first for place, first in found.items() if (first + 1, place[1]) in found}
