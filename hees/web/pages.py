"""The pages of the site and their addresses, which never change with the language."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from hees.web.context import language, words

FOLDER = Path(__file__).resolve().parent.parent.parent / "pages"
NAMES = (
    "home",
    "survey",
    "findings",
    "partnerships",
    "resources",
    "recommendations",
    "about",
    "team",
)


def page(name: str) -> Page:
    """A page, titled in the language on screen."""
    home = name == "home"
    return st.Page(
        FOLDER / f"{name}.py",
        title=words(f"nav.{name}"),
        url_path="" if home else name,
        default=home,
    )


def link(name: str, label: str, icon: str | None = None, **state: str) -> None:
    """A link to a page that keeps the language; `state` goes into its address."""
    st.page_link(page(name), label=label, icon=icon, query_params={"lang": language(), **state})
