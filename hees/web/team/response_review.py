"""Deciding about a response: accept it, mark it, exclude it with a reason, or take it back."""

from html import escape

import streamlit as st

from hees.language import show_moment
from hees.release import effect, listing
from hees.team import reviewing
from hees.team.reviewing import LONGEST, Look, Reason, State
from hees.team.roles import Role
from hees.web import context, markup
from hees.web.context import words
from hees.web.team import door, response_effect, responses

STEP = "review_step"
"""Which decision about which response is being prepared."""

REFUSED = "review_refused"
"""Why the last decision was not made."""


def show(look: Look, *, reviews: bool) -> None:
    """What was decided, and what may be."""
    st.header(words("responses.review.title"), anchor=False)
    if refused := st.session_state.pop(REFUSED, None):
        st.warning(words(f"responses.refused.{refused}"))
    st.html(_decided(look))
    if look.into:
        # The link is made of an id of our own.
        st.info(words("responses.review.into", id=look.into, address=_address(look.into)))
    elif not look.is_open:
        st.caption(words("responses.review.left"))
    elif not reviews:
        st.caption(words("responses.review.reviewers"))
    else:
        _choices(look)


def _address(id: str) -> str:
    return f"team_responses?response={id}&lang={context.language()}"


def _decided(look: Look) -> str:
    """The state, by whom and why, as markup."""
    made = look.review
    parts = [responses.chip(made.state)]
    if made.reason:
        parts.append(f"<strong>{escape(words(f'responses.reasons.{made.reason}'))}</strong>")
    if made.who:
        when = show_moment(made.at, context.language(), st.context.timezone)
        by = escape(words("responses.review.decided", who=made.who, when=when))
    else:
        by = escape(words("responses.review.nobody"))
    return (
        markup.paragraph(" ".join(parts), kind="decided")
        + (markup.paragraph(escape(made.comment), kind="note") if made.comment else "")
        + markup.paragraph(by, kind="small")
    )


def _choices(look: Look) -> None:
    """The decisions that are open now; excluding and taking back are prepared first."""
    id = look.draft.response.id
    step = st.session_state.get(STEP)
    if step == (id, "exclude") and look.review.state != State.EXCLUDED:
        _exclude(look)
        return
    if step == (id, "return") and look.review.state == State.EXCLUDED:
        _return(look)
        return
    with st.container(horizontal=True, key="review_choices"):
        if look.review.state == State.EXCLUDED:
            st.button(
                words("responses.review.return"),
                key="review-return",
                on_click=_prepare,
                args=(id, "return"),
            )
            return
        for state in (State.ACCEPTED, State.ATTENTION, State.RECEIVED):
            if look.review.state != state:
                st.button(
                    words(f"responses.review.{state}"),
                    key=f"review-{state}",
                    on_click=_decide,
                    args=(look, state),
                )
        st.button(
            words("responses.review.exclude"),
            key="review-exclude",
            on_click=_prepare,
            args=(id, "exclude"),
        )


def _prepare(id: str, step: str) -> None:
    st.session_state[STEP] = id, step


def _exclude(look: Look) -> None:
    """Reason, comment and effect, before anything is done."""
    language = context.language()
    with st.container(key="review_panel"):
        st.subheader(words("responses.exclude.title"), anchor=False)
        st.markdown(words("responses.exclude.explain"))
        names = {reason.value: words(f"responses.reasons.{reason}") for reason in Reason}
        reason = st.selectbox(
            words("responses.exclude.reason"),
            list(names),
            index=None,
            placeholder=words("responses.exclude.choose"),
            format_func=names.__getitem__,
            key=f"exclude-reason-{language}",
        )
        comment = st.text_area(
            words("responses.exclude.comment"), key="exclude-comment", max_chars=LONGEST, height=90
        )
        _effect(look, leaves=True)
        with st.container(horizontal=True):
            st.button(
                words("responses.exclude.confirm"),
                key="exclude-confirm",
                type="primary",
                disabled=reason is None,
                on_click=_decide,
                args=(look, State.EXCLUDED, reason or "", comment),
            )
            _cancel()


def _return(look: Look) -> None:
    with st.container(key="review_panel"):
        st.subheader(words("responses.return.title"), anchor=False)
        _effect(look, leaves=False)
        with st.container(horizontal=True):
            st.button(
                words("responses.return.confirm"),
                key="return-confirm",
                type="primary",
                on_click=_decide,
                args=(look, State.RECEIVED),
            )
            _cancel()


def _cancel() -> None:
    st.button(
        words("responses.exclude.cancel"), key="review-cancel", on_click=_forget, type="tertiary"
    )


def _forget() -> None:
    st.session_state.pop(STEP, None)


def _effect(look: Look, *, leaves: bool) -> None:
    if look.draft.response.status != "submitted":
        st.caption(words("responses.effect.none"))
        return
    compute = effect.of_leaving if leaves else effect.of_joining
    response_effect.show(compute(context.home(), context.study(), look.draft.response.id))


def _decide(look: Look, state: State, reason: str = "", comment: str = "") -> None:
    """Record a decision, if whoever clicked may still make it and nobody else did meanwhile."""
    account = door.acting(Role.REVIEWER)
    if account is None:
        return
    st.session_state[REFUSED] = reviewing.set_state(
        context.home(),
        look.draft.response.id,
        state,
        account.name,
        seen=look.review,
        reason=reason,
        comment=comment,
    )
    if st.session_state[REFUSED] is None:
        _forget()
        listing.sync(context.home(), context.study())
