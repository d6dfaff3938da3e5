"""For those who were invited: to say, before the first answer, that they do not take part."""

import streamlit as st

from hees.survey.drafts import RESPONDENT, Draft
from hees.team.invitations import guests
from hees.web import context
from hees.web.context import words


def offer(draft: Draft) -> None:
    """The button to decline, or thanks for having done so; nothing once an answer was given."""
    if draft.response.revision:
        return
    invitation = guests.of_response(context.home(), draft.response.id)
    if invitation is None or invitation.revoked_at:
        return
    with st.container(key="declining"):
        if invitation.declined_at:
            st.info(words("declining.done"), icon=":material/check:")
        with st.expander(words("declining.title"), key="decline_more"):
            on = invitation.declined_at is None
            st.markdown(words("declining.explain" if on else "declining.explain_undo"))
            st.button(
                words("declining.decline" if on else "declining.undo"),
                key="decline",
                on_click=guests.mark,
                args=(context.home(), invitation.id, "declined", RESPONDENT),
                kwargs={"on": on},
            )
