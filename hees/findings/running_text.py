"""Prose of the study folder for print: paragraphs of plain text and links."""

import re
from collections.abc import Iterator

from hees.typeset import Paragraph, Run

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)\)")
"""A Markdown link; its address may hold balanced parentheses."""

_MARKS = re.compile(r"^(?:#+|-|\d+\.)\s+|\*{1,2}|(?<!\w)_|_(?!\w)", re.MULTILINE)
"""What marks headings, lists and emphasis, none of which print has."""


def paragraphs(markdown: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text in Markdown."""
    parts = re.split(r"\n\s*\n", markdown.strip())
    return tuple(tuple(_runs(" ".join(part.split("\n")))) for part in parts if part.strip())


def _runs(text: str) -> Iterator[Run]:
    end = 0
    for link in _LINK.finditer(text):
        if before := _plain(text[end : link.start()]):
            yield Run(text=before)
        yield Run(text=_plain(link[1]), link=link[2])
        end = link.end()
    if rest := _plain(text[end:]):
        yield Run(text=rest)


def _plain(text: str) -> str:
    return _MARKS.sub("", text)
