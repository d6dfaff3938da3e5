"""Quotations for the study team: what was marked, and what administrators decide about it."""

from collections.abc import Callable

import streamlit as st

from hees.release import quotations
from hees.release.quotations import Refused
from hees.store.accounts import Account
from hees.store.quotations import Quotation
from hees.team import roles
from hees.team.roles import Role
from hees.web import context, pages
from hees.web.context import words
from hees.web.team import comments, quotation_form
from hees.web.team.quotation_preview import hints, marked, preview


def show(question: str, account: Account) -> None:
    """What waits, what is on the site, what may be quoted, and what is over."""
    if context.study().quotations is None:
        st.info(words("quoting.not_asked"))
        return
    st.markdown(words("quoting.explain"))
    if reason := st.session_state.pop(quotation_form.REFUSED, ""):
        st.error(words(f"quoting.refused.{reason}"), icon=":material/error:")
    if st.session_state.pop(quotation_form.DONE, False):
        st.success(words("quoting.marked"))
    found = [one for one in quotations.all_of(context.home()) if one.question == question]
    by_state = {
        state: [one for one in found if one.state == state] for state in ("candidate", "approved")
    }
    st.header(words("quoting.waiting"), anchor=False)
    if not by_state["candidate"]:
        st.caption(words("quoting.waiting_none"))
    for one in by_state["candidate"]:
        _candidate(one, account)
    st.header(words("quoting.public"), anchor=False)
    if not by_state["approved"]:
        st.caption(words("quoting.public_none"))
    for one in by_state["approved"]:
        _approved(one, account)
    quotation_form.sources(question)
    over = [one for one in found if one.state not in by_state]
    if over:
        with st.expander(words("quoting.past", count=len(over)), key="quotations_past"):
            for one in over:
                st.html(preview(one))


def _candidate(one: Quotation, account: Account) -> None:
    with st.container(key=f"candidate-{one.id}", gap="small"):
        st.caption(words("quoting.as_published"))
        st.html(preview(one, marked))
        if st.session_state.get(quotation_form.MARKED) == one.id:
            quotation_form.show(quotation_form.source_of(one), one)
            return
        stands = quotations.stands(context.home(), context.study(), one)
        if not stands:
            st.warning(words("quoting.stale"))
        hints(one)
        if roles.reaches(account.role, Role.ADMINISTRATOR):
            _decision(one, account, stands=stands)
        if stands:
            st.button(
                words("quoting.change"),
                key=f"change-{one.id}",
                on_click=quotation_form.mark,
                args=(one.id,),
            )


def _decision(one: Quotation, account: Account, *, stands: bool) -> None:
    own = one.marked_by == account.name
    read = False
    if own:
        st.caption(words("quoting.own"))
    elif stands:
        read = st.checkbox(words("quoting.read"), key=f"read-{quotations.digest(one)[:12]}")
    with st.container(horizontal=True, key=f"decide-{one.id}"):
        if stands and not own:
            st.button(
                words("quoting.approve"),
                key=f"approve-{one.id}",
                type="primary",
                disabled=not read,
                on_click=_decide,
                args=(_approving(one),),
            )
        st.button(
            words("quoting.decline"),
            key=f"decline-{one.id}",
            on_click=_decide,
            args=(lambda who: quotations.decline(context.home(), one.id, who),),
        )


def _approving(one: Quotation) -> Callable[[str], None]:
    seen = quotations.digest(one)
    return lambda who: quotations.approve(context.home(), context.study(), one.id, who, seen=seen)


def _approved(one: Quotation, account: Account) -> None:
    with st.container(key=f"approved-{one.id}", gap="small"):
        st.html(preview(one))
        with st.container(horizontal=True, vertical_alignment="center", key=f"public-{one.id}"):
            pages.link("findings", words("quoting.look"), topic=one.topic)
            if roles.reaches(account.role, Role.ADMINISTRATOR):
                st.button(
                    words("quoting.take_down"),
                    key=f"take-down-{one.id}",
                    on_click=_decide,
                    args=(lambda who: quotations.take_down(context.home(), one.id, who),),
                )


def _decide(deed: Callable[[str], None]) -> None:
    """Approve, decline or take down, as an administrator."""
    comments.act(deed, Role.ADMINISTRATOR, refused=Refused, told=quotation_form.REFUSED)
