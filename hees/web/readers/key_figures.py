"""A row of large numbers on a page; none without its period and source."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.findings.key_figures import KeyNumber, key_figures
from hees.study import Study, Topic
from hees.web import context, markup


def draw(where: Study | Topic) -> None:
    """The key figures of the study or of a topic."""
    row(key_figures(context.home(), context.study(), where, context.language()))


def row(numbers: Sequence[KeyNumber], *, notes: bool = False) -> None:
    """Numbers side by side; with `notes`, also what to know about each."""
    if numbers:
        parts = "".join(_number(one, notes=notes) for one in numbers)
        st.html(f'<dl class="hees-key{" noted" if notes else ""}">{parts}</dl>')


def _number(one: KeyNumber, *, notes: bool) -> str:
    """The label comes first for those who listen; the eye finds the number above it."""
    note = f'<dd class="hees-key-source">{escape(one.note)}</dd>' if notes and one.note else ""
    return (
        f"<div><dt>{escape(one.label)}</dt>"
        f'<dd class="hees-key-number">{_small(one.before)}<b>{escape(one.value)}</b>'
        f"{_small(one.after)}</dd>{note}"
        f'<dd class="hees-key-source">{escape(one.period)} · {_source(one)}</dd></div>'
    )


def _small(words: str) -> str:
    """Words beside a number; below it where the language parts them from it by a space."""
    if not words:
        return ""
    apart = ' class="apart"' if words.startswith(" ") else ""
    return f"<small{apart}>{escape(words.strip())}</small>"


def _source(one: KeyNumber) -> str:
    return markup.link(one.address, one.source, outside=one.address.startswith("http"))
