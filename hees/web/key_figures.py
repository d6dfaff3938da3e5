"""A row of large numbers on a page; none without its period and source."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.findings.key_figures import KeyNumber, key_figures
from hees.study import Study, Topic
from hees.web import context


def draw(where: Study | Topic) -> None:
    """The key figures of the study or of a topic."""
    row(key_figures(context.home(), context.study(), where, context.language()))


def row(numbers: Sequence[KeyNumber]) -> None:
    if numbers:
        st.html(f'<dl class="hees-key">{"".join(_number(one) for one in numbers)}</dl>')


def _number(one: KeyNumber) -> str:
    """The label comes first for those who listen; the eye finds the number above it."""
    return (
        f"<div><dt>{escape(one.label)}</dt>"
        f'<dd class="hees-key-number">{_small(one.before)}<b>{escape(one.value)}</b>'
        f"{_small(one.after)}</dd>"
        f'<dd class="hees-key-source">{escape(one.period)} · '
        f'<a href="{escape(one.address)}" rel="noreferrer">{escape(one.source)}</a></dd></div>'
    )


def _small(words: str) -> str:
    return f"<small>{escape(words)}</small>" if words.strip() else ""
