"""Which response and which screen this tab shows."""

import streamlit as st

from hees.survey.drafts import Draft
from hees.web import context, private_link
from hees.web.survey.answering import session
from hees.web.survey.finders import keep_searches

REVIEW = "review"


def current_response() -> str | None:
    """The response named in the address (`?d=`), or the one this tab had open before."""
    named = st.query_params.get("d") or st.session_state.get("response")
    if named:
        st.session_state["response"] = named
        st.query_params["d"] = named
    return named


def may_open(response: str) -> bool:
    """Whether this browser holds the private link of the response."""
    return private_link.allowed(dict(st.context.cookies), response) is not None


def go(screen: str, entry: str = "") -> None:
    """Show another screen. A callback, so that text still being typed is saved before it runs."""
    keep_searches(session(st.session_state["response"]))
    st.query_params["s"] = screen
    st.session_state["entry"] = entry


def screen_of(draft: Draft) -> str:
    """The section on screen: the one in the address, else where the respondent left off."""
    asked = st.query_params.get("s", "")
    if asked == REVIEW or asked in {section.id for section in draft.path.sections}:
        return asked
    screen = REVIEW
    if draft.progress.resume:
        section, st.session_state["entry"] = draft.progress.resume
        screen = section.id
    st.query_params["s"] = screen
    return screen


def forget_response() -> None:
    """Show the start again; the private link stays valid."""
    st.session_state.pop("response", None)
    st.session_state.pop("new_token", None)
    st.query_params.clear()
    st.query_params["lang"] = context.language()
