"""Quotations on a page of the findings: nothing where there are none."""

from html import escape

import streamlit as st

from hees.findings.quotations import block, quoted
from hees.web import context
from hees.web.context import words


def draw(topic: str) -> None:
    """What respondents said about a topic, or with "" about none in particular."""
    study, language = context.study(), context.language()
    found = quoted(context.home(), study, topic, language)
    if not found:
        return
    st.header(words("quoted.title"), anchor="quotations")
    st.html(
        f'<p class="hees-note">{escape(words("quoted.chosen"))}</p>{block(study, found, language)}'
    )
