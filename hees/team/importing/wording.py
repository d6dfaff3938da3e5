"""The messages about a file in words, and all of them as a table."""

from collections.abc import Iterable

from hees.language import say
from hees.spreadsheet import csv_bytes
from hees.team.importing.draft import Note
from hees.team.sheets import column


def place(note: Note, language: str) -> str:
    """Where a message points: sheet, row, column."""
    parts = [say("importing.in_sheet", language, sheet=note.sheet)] if note.sheet else []
    if note.column is not None:
        letter = column(note.column)
        parts.append(
            say("importing.at_column", language, row=note.row, letter=letter, header=note.header)
        )
    elif note.row:
        parts.append(say("importing.at_row", language, row=note.row))
    return " ".join(parts)


def told(note: Note, language: str) -> str:
    """What is the matter, and what to do."""
    return say(f"importing.note.{note.code}", language, **note.values)


def table(notes: Iterable[Note], language: str) -> bytes:
    """All messages as a CSV file: level, sheet, row, column, header, message."""
    header = ["level", "sheet", "row", "column", "header", "message"]
    rows = (
        (
            say(f"importing.level.{note.level}", language),
            note.sheet,
            note.row or "",
            "" if note.column is None else column(note.column),
            note.header,
            told(note, language),
        )
        for note in notes
    )
    return csv_bytes(header, list(rows))
