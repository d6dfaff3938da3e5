"""What became of the mails that were put in or handed over, followed as it happens."""

from html import escape

import streamlit as st

from hees.language import show_moment, show_number
from hees.store.invitations import Invitation
from hees.store.outbox import Batch, Mail
from hees.team.invitations import mailing
from hees.team.invitations.sending import NOT_READY
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door
from hees.web.team.invitations import SAID, say_once


@st.fragment(run_every=3)
def follow() -> None:
    """The outbox as it stands, drawn again every few seconds."""
    if SAID in st.session_state:  # a deed in this part alone changes the rest of the page too
        st.rerun()
    if door.acting(Role.REVIEWER) is None:  # signed out or shut out since the page was drawn
        st.rerun()
    found = mailing.overview(context.home())
    st.subheader(words("invitations.outbox.state"), anchor=False)
    if not found.batches:
        st.caption(words("invitations.outbox.empty"))
        return
    if found.trouble and found.queued:
        lacking = found.trouble == NOT_READY
        key = "invitations.outbox.not_ready" if lacking else "invitations.outbox.trouble"
        text = words(key, reason=plain(found.trouble))
        st.error(text, icon=":material/error:")
    for mail, one in found.uncertain:
        _uncertain(mail, one)
    with st.container(key="batches", gap=None):
        for batch in found.batches:
            _batch(batch)
    if found.failed:
        with st.expander(words("invitations.outbox.failed", count=len(found.failed))):
            lines = "".join(
                f"<li>{escape(one.guest.organisation)} ({escape(one.guest.email)}): "
                f"{escape(mail.error)}</li>"
                for mail, one in found.failed
            )
            st.html(f"<ul>{lines}</ul>")


def _uncertain(mail: Mail, one: Invitation) -> None:
    """A mail of which nobody knows whether it was sent: a person decides."""
    with st.container(key=f"uncertain-{mail.id}", border=True):
        guest = one.guest
        st.markdown(
            words(
                "invitations.outbox.uncertain",
                organisation=plain(guest.organisation),
                email=plain(guest.email),
                id=plain(mail.message_id or ""),
            )
        )
        with st.container(horizontal=True):
            for name, arrived in (("arrived", True), ("again", False)):
                st.button(
                    words(f"invitations.outbox.{name}"),
                    key=f"decide-{mail.id}-{name}",
                    on_click=_decide,
                    args=(mail.id, arrived),
                )


def _decide(id: int, arrived: bool) -> None:
    if account := door.acting(Role.ADMINISTRATOR):
        mailing.decide(context.home(), id, account.name, arrived=arrived)


def _batch(batch: Batch) -> None:
    """What was put in or handed over in one go, and taking back what is still here."""
    language = context.language()
    at = show_moment(batch.queued_at, language, st.context.timezone)
    kind = words(f"invitations.kind.{batch.kind}")
    head = words("invitations.outbox.batch", kind=kind, at=at, who=batch.queued_by)
    states = words("list_separator").join(
        words(
            "invitations.outbox.counted",
            state=words(f"invitations.state.{state}"),
            count=show_number(count, language),
        )
        for state, count in sorted(batch.states.items())
    )
    with st.container(key=f"batch-{batch.id}", horizontal=True, vertical_alignment="center"):
        st.html(f"<p><b>{escape(head)}</b><br>{escape(states)}</p>")
        for state in ("queued", "handed_over"):
            if state in batch.states:
                st.button(
                    words(f"invitations.outbox.take_back_{state}"),
                    key=f"take-back-{batch.id}",
                    on_click=_take_back,
                    args=(batch.id,),
                )


def _take_back(batch: str) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    count = mailing.cancel(context.home(), batch, account.name)
    say_once(words("invitations.outbox.taken_back", count=count))
