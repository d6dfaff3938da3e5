"""What a file would import: its rows, and every message with its sheet, row and column."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from hees.study.reference import Partnership
from hees.team.matching import Match


class Level(StrEnum):
    """Errors stand in the way of importing; warnings say what will happen."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Note:
    """A message `importing.note.<code>` about a place in the file.

    `column`: its position from 0, None for the whole row; `row`: 0 for the whole sheet.
    """

    level: Level
    code: str
    sheet: str
    row: int
    column: int | None = None
    header: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A row that can be imported; `known`: ids of partnerships that it may be already."""

    sheet: str
    row: int
    partnership: Partnership
    known: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Names the row within the file."""
        return f"{self.sheet}:{self.row}"


@dataclass
class Draft:
    """What a file says under a plan. `doubts`: names that a person settles, by their key.

    `unknown`: values without a code, by part, and how many rows have each. `names`: how each
    institution's name was understood, with the number of rows.
    """

    lines: list[Line] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    doubts: dict[str, Match] = field(default_factory=dict)
    unknown: dict[str, Counter[str]] = field(default_factory=dict)
    names: dict[str, tuple[Match, int]] = field(default_factory=dict)
    rows: int = 0

    @property
    def errors(self) -> int:
        return sum(note.level is Level.ERROR for note in self.notes)

    @property
    def duplicates(self) -> list[Line]:
        return [line for line in self.lines if line.known]

    @property
    def is_ready(self) -> bool:
        """Whether it can be imported: nothing is wrong, and no name waits for a person."""
        return bool(self.lines) and not self.errors and not self.doubts
