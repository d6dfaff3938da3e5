"""Prose of the study folder on a page."""

from urllib.parse import urlencode

import streamlit as st

from hees.findings import glossary, reference
from hees.study.reference import Term
from hees.web import context

EXPLAINED = "explained_terms"
"""Holds the terms of the glossary that the page has linked already."""


def title(text: str, lead: str = "") -> None:
    """The heading of a page with an optional lead sentence."""
    st.session_state[EXPLAINED] = set()
    st.title(text, anchor=False)
    if lead:
        with st.container(key="lead"):
            st.markdown(lead)


def prose(page: str) -> None:
    """The study's own text of a page, in the language on screen; nothing where it has none.

    The first occurrence of each term on the page leads to the glossary.
    """
    if page in context.study().content:
        with st.container(key=f"prose_{page}"):
            st.markdown(_explained(context.study().content[page][context.language()]))


def _explained(text: str) -> str:
    done = st.session_state.setdefault(EXPLAINED, set())
    terms = reference.glossary(context.home())
    return glossary.linked(text, terms, context.language(), _address, done)


def _address(term: Term) -> str:
    return "resources?" + urlencode({"term": term.id, "lang": context.language()})
