"""Which screen of the survey a response is on."""

import streamlit as st

from hees.survey import drafts, versions
from hees.web import context
from hees.web.survey import declining
from hees.web.survey.changes import changes_screen
from hees.web.survey.current import REVIEW, screen_of
from hees.web.survey.leaving import erased_screen, left_notice, withdrawn_screen
from hees.web.survey.receipt import receipt_screen
from hees.web.survey.review import review_screen
from hees.web.survey.sections import section_screen


def response_screen(response: str) -> None:
    """Draw the screen that the response's state calls for."""
    draft = drafts.load(context.home(), response)
    left_notice()
    if draft.response.status == "erased":
        erased_screen()
    elif draft.response.status == "withdrawn":
        withdrawn_screen(draft)
    elif draft.response.status == "submitted" and not st.session_state.get("editing"):
        receipt_screen(draft)
    elif changes := versions.pending(context.study(), draft):
        changes_screen(draft, changes)
    else:
        # Who is answering goes on, also when a colleague submits meanwhile.
        st.session_state["editing"] = True
        screen = screen_of(draft)
        if screen == REVIEW:
            review_screen(draft)
        else:
            section_screen(draft, screen)
            declining.offer(draft)
    shown = st.query_params.get("s", "")
    editing = bool(st.session_state.get("editing"))
    st.session_state["screen"] = f"{response}-{draft.response.status}-{editing}-{shown}"
