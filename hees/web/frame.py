"""The frame around every page: style, language switch, notices, footer."""

from pathlib import Path

import streamlit as st

from hees.store import responses
from hees.store.connection import StoreUnavailable, Trouble, reading
from hees.web import context, filters, pages
from hees.web.context import words
from hees.web.readers import partnerships

_STYLE = Path(__file__).parent / "style.css"
_CONTROLS = Path(__file__).parent / "controls.css"


def choose_language() -> str:
    """Draw the switch and return the language. `effects` keeps it in the address.

    A first visit follows the address, then the choice made before, then the browser.
    """
    options = context.languages()
    if st.session_state.get("lang") not in options:
        st.session_state["lang"] = context.preferred_language(
            st.query_params.get("lang"), dict(st.context.cookies), st.context.locale
        )
    names = context.study().language_names
    with st.container(key="language"):
        chosen = st.segmented_control(
            words("site.language"),
            options,
            required=True,
            format_func=names.__getitem__,
            key="lang",
            label_visibility="collapsed",
            on_change=_forget_address,
        )
    return chosen or options[0]


def _forget_address() -> None:
    """Keep a change of language from becoming a step of its own in the history."""
    st.session_state.pop(filters.FOLLOWED, None)


def title(page: str) -> None:
    """Name the browser's window after the page, or after the topic or partnership on it."""
    language = context.language()
    name = words(f"nav.{page}")
    topic = context.study().topic.get(filters.asked("topic"))
    if page == "findings" and topic:
        name = topic.title[language]
    elif page == "partnerships" and (one := partnerships.asked()):
        name = one.name[language]
    st.set_page_config(page_title=f"{name} | {context.study().short_title[language]}")


def screen(address: str) -> str:
    """Which screen a page shows when it does not say so itself: each topic has one of its own."""
    return f"{address}-{filters.asked('topic')}" if address == "findings" else address


def dress() -> None:
    """Load the style and the study's country colours."""
    st.html(_STYLE)
    st.html(_CONTROLS)
    countries = context.study().countries
    light = "".join(f"--country-{one.code.lower()}: {one.colour};" for one in countries)
    dark = "".join(f"--country-{one.code.lower()}: {one.colour_dark};" for one in countries)
    st.html(
        f"<style>:root {{{light}}}@media (prefers-color-scheme: dark) {{:root {{{dark}}}}}</style>"
    )


def simulated_notice() -> None:
    """Say on every page of a simulated home that nothing here is real."""
    if is_simulated():
        st.warning(words("site.simulated"), icon=":material/science:")


def is_simulated() -> bool:
    """Whether this home holds made-up answers; known from its releases, else from the answers."""
    if release := context.newest_release():
        return release.kind == "simulated"
    try:
        with reading(context.home().responses) as connection:
            return responses.kind(connection) == "simulated"
    except StoreUnavailable as error:
        # The public pages stand without the answers; that they are damaged is said all the same.
        if error.trouble is not Trouble.MISSING:
            raise
        return False


def footer() -> None:
    """The line below every page: the study, and the ways to how it was made."""
    study = context.study()
    title = study.title[context.language()]
    with st.container(key="footer", horizontal=True, horizontal_alignment="distribute"):
        st.caption(title)
        pages.link("releases", words("nav.releases"))
        pages.link("about", words("footer.about"))
