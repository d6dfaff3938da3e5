"""What each printed document consists of; its template sets exactly this and adds no words."""

import datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

Paper = Literal["a4", "us-letter"]

PAPERS: dict[str, Paper] = {"en": "us-letter"}
"""The paper on which most readers of a language print, where it is not A4."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(_Part):
    """A piece of a paragraph, perhaps a link. Its outer spaces count."""

    text: str
    link: str | None = None


Paragraph = tuple[Run, ...]


def plain(text: str) -> Paragraph:
    """A paragraph without links."""
    return (Run(text=text),)


class FooterLine(_Part):
    """A line at the end of a document: a label such as "Cite as", or none, and its text."""

    label: str = ""
    text: Paragraph


class Document(_Part):
    """What all documents have. `date` is also the day that the PDF says it was made."""

    template: ClassVar[str]

    language: str
    paper: Paper
    study: Words
    title: Words
    date: datetime.date
    footer: tuple[FooterLine, ...] = ()


class KeyFigure(_Part):
    """A number to remember, as it is to be shown, and what it says of what.

    The words right before and after the number are set small.
    """

    before: str = ""
    value: Words
    after: str = ""
    label: Words
    note: str = ""


class Table(_Part):
    """Numbers as text; the first column names the rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @model_validator(mode="after")
    def _rectangular(self) -> Self:
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"a row of {len(row)} cells under {len(self.header)} headers")
        return self


class Chart(_Part):
    """A chart with what it shows in words (`alt`), what to know of it (`notes`), its numbers.

    Two neighbours of half the page's width stand side by side.
    """

    title: Words
    alt: Words
    svg: str
    notes: tuple[str, ...] = ()
    table: Table | None = None
    width: Literal["full", "half"] = "full"


class FactSheet(Document):
    """One topic on one sheet of paper; `close` leaves less space between its parts."""

    template = "factsheet"

    close: bool = False
    intro: tuple[Paragraph, ...]
    figures: tuple[KeyFigure, ...] = Field(default=(), max_length=4)
    charts: tuple[Chart, ...] = ()


class Recommendation(_Part):
    """One recommendation: whom it addresses, where it comes from (`origin`), what bears on it."""

    number: Words
    title: Words
    audiences: str
    text: tuple[Paragraph, ...]
    origin: Paragraph
    evidence: tuple[Paragraph, ...] = ()
    claims: tuple[Paragraph, ...] = ()
    agreement: str = ""


class RecommendationList(Document):
    """All recommendations.

    `contents` heads the list of their titles, `evidence` and `claims` what bears on each;
    `grades` says what the grades of claims mean.
    """

    template = "recommendations"

    standfirst: tuple[Paragraph, ...]
    contents: str = ""
    evidence: Words
    claims: str = ""
    grades: tuple[Paragraph, ...] = ()
    items: tuple[Recommendation, ...]
