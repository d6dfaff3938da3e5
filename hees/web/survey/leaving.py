"""Leaving again: the private link, withdrawing, deleting contact data, deleting everything."""

import streamlit as st

from hees.language import show_date
from hees.release import listing
from hees.survey import drafts, withdrawal
from hees.survey.drafts import Draft
from hees.web import context, private_link, prose
from hees.web.context import words
from hees.web.survey.current import forget_response
from hees.web.survey.start import show_link

_LEAVE = {
    "replace": drafts.replace_link,
    "delete_contact": withdrawal.delete_contact,
    "withdraw": withdrawal.withdraw,
    "erase": withdrawal.erase,
}


def leaving(draft: Draft) -> None:
    """The private link again, and the ways out: withdraw, delete contact data, erase."""
    response = draft.response.id
    with st.expander(words("leave.title")):
        token = private_link.allowed(dict(st.context.cookies), response)
        st.markdown(
            words(
                "leave.link",
                when=show_date(draft.response.expires_at, context.language(), st.context.timezone),
            )
        )
        if token:
            show_link(token)
        _confirmed("replace", response)
        if any(question.contact for question in draft.questionnaire.questions.values()):
            _confirmed("delete_contact", response)
        if draft.response.status == "submitted":
            _confirmed("withdraw", response)
        _confirmed("erase", response)


def _confirmed(name: str, response: str) -> None:
    """An action that says what it does and asks once more before it does it."""
    with st.container(key=f"way-{name}"):
        st.markdown(words(f"leave.{name}_explain"))
        sure = st.checkbox(words(f"leave.{name}_sure"), key=f"sure-{name}")
        st.button(
            words(f"leave.{name}"),
            key=f"leave-{name}",
            disabled=not sure,
            on_click=_leave,
            args=(name, response),
        )


def _leave(name: str, response: str) -> None:
    result = _LEAVE[name](context.home(), response)
    listing.sync(context.home(), context.study())
    st.session_state.pop(f"answering_{response}", None)
    if name == "replace":
        forget_response()
        st.session_state["new_token"] = result
    else:
        st.session_state["left"] = name


def left_notice() -> None:
    """Confirm, once, what was just withdrawn or deleted."""
    if name := st.session_state.pop("left", None):
        st.success(words(f"leave.{name}_done"), icon=":material/check:")


def withdrawn_screen(draft: Draft) -> None:
    """For who withdrew: the ways back, and to delete everything."""
    prose.title(words("withdrawn.title"))
    st.markdown(words("withdrawn.explain"))
    st.button(
        words("withdrawn.reopen"),
        key="reopen",
        on_click=_reopen,
        args=(draft.response.id,),
    )
    _confirmed("erase", draft.response.id)


def _reopen(response: str) -> None:
    withdrawal.reopen(context.home(), response)
    listing.sync(context.home(), context.study())


def erased_screen() -> None:
    """For who deleted everything: that nothing is left."""
    prose.title(words("erased.title"))
    st.markdown(words("erased.explain"))
    st.button(words("link.start_over"), on_click=forget_response, key="start-over")
