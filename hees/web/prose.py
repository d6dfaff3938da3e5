"""Prose of the study folder on a page."""

import streamlit as st

from hees.web import context


def title(text: str, lead: str = "") -> None:
    """The heading of a page with an optional lead sentence."""
    st.title(text, anchor=False)
    if lead:
        with st.container(key="lead"):
            st.markdown(lead)


def prose(page: str) -> None:
    """The study's own text of a page, in the language on screen; nothing where it has none."""
    if page in context.study().content:
        with st.container(key=f"prose_{page}"):
            st.markdown(context.study().content[page][context.language()])
