"""Spreadsheets in the format of Excel: numbers as numbers, text never as a formula, same in same out."""

from collections.abc import Sequence
from dataclasses import dataclass

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Number:
    """A number that a cell shows in a format of its own, such as `0"%"`."""

    value: float
    format: str


Value = str | int | float | Number | None


@dataclass(frozen=True)
class Sheet:
    """A sheet with its heading row; `title` has at most 31 characters."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Value]]


def xlsx(sheets: Sequence[Sheet], title: str) -> bytes:
    """The sheets as a file. It says nothing of when it was made, so that equal sheets are equal files."""
    from hees.findings import workbook_writer  # openpyxl takes a while, and no page waits for it

    return workbook_writer.write(sheets, title)
