"""What a printed questionnaire consists of; its template sets exactly this and adds no words."""

from typing import Literal

from hees.typeset.document import Document, Paragraph, Words, _Part


class Option(_Part):
    """A choice to mark, or a row of a table; `note`: what to know of it."""

    text: Words
    note: str = ""


class Question(_Part):
    """One question. `only`: who answers it, and where others go on. `how`: what to do.

    `form`: boxes to mark (in so many `columns`), a table of `rows` by `options`, boxes for ranks,
    ruled lines (`lines` of them; numbered names, a box for a number or year with its `unit`).
    """

    number: Words
    label: Words
    mark: str = ""
    help: str = ""
    how: str = ""
    only: str = ""
    form: Literal["boxes", "table", "ranks", "lines", "names", "number", "year"]
    options: tuple[Option, ...] = ()
    rows: tuple[Words, ...] = ()
    columns: int = 1
    lines: int = 1
    unit: str = ""


class Section(_Part):
    """Questions under a title; `entries`: the heading of each blank block of a repeat."""

    title: Words
    intro: tuple[Paragraph, ...] = ()
    only: str = ""
    note: str = ""
    entries: tuple[Words, ...] = ()
    questions: tuple[Question, ...]


class Box(_Part):
    """A framed text with a heading, such as the consent."""

    title: Words
    text: tuple[Paragraph, ...]


class PaperQuestionnaire(Document):
    """The whole form. `office`: what the team notes on it. `corner`: a form in so many words."""

    template = "paper"

    office: tuple[Words, ...] = ()
    instructions: tuple[Words, ...]
    consent: Box | None = None
    thanks: Box
    sections: tuple[Section, ...]
