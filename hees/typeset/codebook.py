"""What the printed codebook consists of; what makes one uses its parts for its other forms, too."""

from dataclasses import dataclass
from typing import ClassVar

from hees.typeset.document import Document


@dataclass(frozen=True)
class Grid:
    """A table; the first column names the rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Entry:
    """A question: names of its variables, wording and help as (language, text), facts, tables.

    `id` is that of its place in the document.
    """

    id: str
    names: str
    wording: tuple[tuple[str, str], ...]
    help: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    grids: tuple[Grid, ...]


@dataclass(frozen=True)
class Chapter:
    """The questions of a section."""

    title: str
    entries: tuple[Entry, ...]


class CodebookDocument(Document):
    """A codebook; `headings` of its parts that are no chapters: contents, missing, history."""

    template: ClassVar[str] = "codebook"

    intro: tuple[str, ...]
    headings: dict[str, str]
    missing: Grid
    history: Grid
    chapters: tuple[Chapter, ...]
