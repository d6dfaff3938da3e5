"""One invitation: who it went to, what has come of it, and what may be done about it."""

from collections.abc import Callable
from html import escape

import streamlit as st

from hees.store.invitations import Invitation
from hees.store.outbox import Mail
from hees.team.invitations import guests, links, mailing
from hees.team.roles import Role
from hees.web import context, markup, pages
from hees.web.addresses import site
from hees.web.context import words
from hees.web.copy_link import copy_link
from hees.web.markdown import plain
from hees.web.team import door, grid, guest_form
from hees.web.team.invitations import badge, category, country, day, name, say_once

LINK = "invitation_link"
"""Where the session keeps the link that was asked for, with the invitation that it opens."""

MARKS = ("declined", "bounced")


def show(one: Invitation) -> None:
    """The whole of it, with what the team member who looks may do."""
    with st.container(key="back"):
        pages.link("team_invitations", words("invitations.back"), icon=":material/arrow_back:")
    st.header(plain(name(one)), anchor=False)
    st.html(markup.facts(_facts(one)))
    _mails(mailing.history(context.home(), one.id))
    _marks(one)
    if door.acting(Role.ADMINISTRATOR):
        _link(one)
        guest_form.change(one)


def _facts(one: Invitation) -> list[tuple[str, str]]:
    guest, language = one.guest, context.study().language_names
    facts = {
        "standing": f'<span class="hees-step">{badge(one)}</span>',
        "person": escape(guest.person),
        "email": escape(guest.email),
        "language": escape(language.get(guest.language, guest.language)),
        "country": escape(country(guest.country)),
        "category": escape(category(guest.category)),
        "wave": escape(guest.wave),
        "response": escape(one.response or ""),
        "opened": escape(day(one.opened_at)),
        "expires": escape(day(one.expires_at)),
        "added": escape(words("invitations.added_by", day=day(one.created_at), who=one.created_by)),
    }
    return [(words(f"invitations.facts.{name}"), body) for name, body in facts.items()]


def _mails(sent: list[Mail]) -> None:
    """Every mail to them, the newest first."""
    st.subheader(words("invitations.mails"), anchor=False)
    if not sent:
        st.caption(words("invitations.no_mails"))
        return
    heads = [words(f"invitations.facts.{name}") for name in ("when", "kind", "state", "why")]
    heads[0] = grid.in_zone(heads[0])
    rows = [
        [
            grid.moment(mail.sent_at or mail.queued_at),
            words(f"invitations.kind.{mail.kind}"),
            words(f"invitations.state.{mail.state}"),
            why(mail),
        ]
        for mail in sent
    ]
    grid.table(words("invitations.mails"), heads, rows, kind="texts timed")


def why(mail: Mail) -> str:
    """Why a mail was cancelled, or what the mail server said."""
    if mail.state == "cancelled" and mail.error:
        return words(f"invitations.obstacle.{mail.error}")
    return mail.error


def _marks(one: Invitation) -> None:
    """What reviewers note by hand: that somebody declined, that mail came back."""
    st.subheader(words("invitations.notes"), anchor=False)
    st.caption(words("invitations.notes_explain"))
    with st.container(horizontal=True, key="marks"):
        for what in MARKS:
            on = not getattr(one, f"{what}_at")
            label = f"invitations.mark.{what}" if on else f"invitations.unmark.{what}"
            st.button(words(label), key=f"mark-{what}", on_click=_mark, args=(one.id, what, on))


def _mark(id: str, what: str, on: bool) -> None:
    if account := door.acting(Role.REVIEWER):
        guests.mark(context.home(), id, what, account.name, on=on)


def _link(one: Invitation) -> None:
    """Showing, renewing and ending the private link, for administrators."""
    st.subheader(words("invitations.link.title"), anchor=False)
    st.caption(words("invitations.link.explain"))
    shown = st.session_state.get(LINK)
    if shown and shown[0] == one.id:
        copy_link(f"{shown[1]}?lang={one.guest.language}", key="invitation-link")
    elif not one.revoked_at:
        st.button(words("invitations.link.show"), key="link-show", on_click=_show, args=(one.id,))
    _sure("reissue", one.id, _reissue)
    if not one.revoked_at:
        _sure("revoke", one.id, _revoke)


def _sure(deed: str, id: str, act: Callable[[str], None]) -> None:
    """A deed that asks once more before it is done."""
    sure = st.checkbox(words(f"invitations.link.{deed}_sure"), key=f"sure-{deed}-{id}")
    label = words(f"invitations.link.{deed}")
    st.button(label, key=f"link-{deed}", disabled=not sure, on_click=act, args=(id,))


def _show(id: str) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    token = _tried(lambda: links.show(context.home(), id, account.name))
    if token:
        st.session_state[LINK] = (id, mailing.address(site(), token))
    elif token is None:
        say_once(words("invitations.link.unknown"), good=False)


def _reissue(id: str) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    token = _tried(lambda: links.reissue(context.home(), context.study(), id, account.name))
    if token:
        st.session_state[LINK] = (id, mailing.address(site(), token))
        st.session_state[f"sure-reissue-{id}"] = False
        say_once(words("invitations.link.reissued"))


def _revoke(id: str) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    _tried(lambda: links.revoke(context.home(), id, account.name))
    st.session_state.pop(LINK, None)
    say_once(words("invitations.link.revoked"))


def _tried(work: Callable[[], str | None]) -> str | None:
    """What the work gives; "" when the key cannot be used, which is then said."""
    try:
        return work()
    except links.KeyUnusable as error:
        say_once(words("invitations.key_unusable", reason=plain(str(error))), good=False)
    except links.Gone:
        say_once(words("invitations.gone"), good=False)
    return ""
