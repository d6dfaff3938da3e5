"""Cells that no spreadsheet takes for a formula, and CSV files that open right in Excel."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"(^|[\r\n])(?=[\s\x00]*[=+\-@＝＋－＠\t])")


def safe_cell(value: object) -> object:
    """Text that starts like a formula, on any of its lines, gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    return _FORMULA.sub(r"\1'", value.replace("\x00", ""))


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file in UTF-8 with a byte order mark, without which Excel garbles all but English."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", "replace")
