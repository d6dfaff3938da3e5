"""What the printed codebook consists of."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from hees.typeset.document import Document


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grid(_Part):
    """A table; the first column names the rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Entry(_Part):
    """A question: names of its variables, wording and help by language, facts, tables."""

    names: str
    wording: tuple[tuple[str, str], ...]
    help: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    grids: tuple[Grid, ...]


class Chapter(_Part):
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
