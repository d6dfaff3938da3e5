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
    "releases",
    "team",
    "team_responses",
    "team_comments",
    "team_invitations",
    "team_import",
    "team_export",
    "team_questionnaire",
    "team_releases",
    "team_protection",
    "team_log",
)
TEAM = tuple(name for name in NAMES if name.startswith("team"))
"""The study team's pages; the menu lists the first, which leads to the others."""

UNLISTED = {"releases", *TEAM[1:]}
"""Pages that the menu leaves out; others lead to them."""

WITH_RESULTS = {"findings", "resources", "recommendations"}
"""Pages that show the survey results of the release that their address names."""


def page(name: str) -> Page:
    """A page, titled in the language on screen; made once a session, since making looks for its file."""
    made = st.session_state.setdefault("pages_made", {})
    if (name, language()) not in made:
        made[name, language()] = _made(name)
    return made[name, language()]


def _made(name: str) -> Page:
    home = name == "home"
    return st.Page(
        FOLDER / f"{name}.py",
        title=words(f"nav.{name}"),
        url_path="" if home else name,
        default=home,
        visibility="hidden" if name in UNLISTED else "visible",
    )


def link(name: str, label: str, icon: str | None = None, **state: str) -> None:
    """A link to a page that keeps the language; `state` goes into its address.

    Among the pages with survey results it keeps a release that the reader asked for, too.
    """
    asked = st.query_params.get("release", "") if name in WITH_RESULTS else ""
    found = {"lang": language(), "release": asked} | state
    kept = {key: value for key, value in found.items() if value}
    st.page_link(page(name), label=label, icon=icon, query_params=kept)
