"""Given answers as HTML: each question beside its answer, those of an entry or a scale under their heading."""

from collections.abc import Iterable
from html import escape
from itertools import groupby

from hees.survey.readable import Line
from hees.web import markup


def listed(lines: Iterable[Line]) -> str:
    """The answers of a section: its entries one below the other, the rows of a scale under it."""
    parts = []
    for heading, of in groupby(lines, key=_heading):
        parts.append(f"<h4>{escape(heading)}</h4>" if heading else "")
        parts.append(markup.facts((line.item or line.question, _text(line.answer)) for line in of))
    return f'<div class="hees-answers">{"".join(parts)}</div>'


def _heading(line: Line) -> str:
    """What stands over an answer: the entry that it belongs to, or the question of its scale."""
    return line.entry or (line.question if line.item else "")


def _text(answer: str) -> str:
    return "<br>".join(escape(line) for line in answer.splitlines())
