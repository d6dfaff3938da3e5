"""The list of those who are invited, with what has come of each."""

from collections import Counter
from html import escape

import streamlit as st

from hees.language import show_date, show_number
from hees.store.accounts import Account
from hees.store.invitations import Invitation
from hees.team import roles
from hees.team.invitations import guests
from hees.team.invitations.standing import Standing, standing
from hees.team.roles import Role
from hees.web import context, filters, markup, pages
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.pager import paged, pager

PER_PAGE = 25
VIEWS = ("", "add", "texts", "outbox")
"""The parts of the page; all but the list are for administrators."""

FILTERS = ("standing", "wave")
SAID = "invitations_said"
"""Where the session keeps how the last deed went."""


def say_once(text: str, *, good: bool = True) -> None:
    """Say how a deed went when the page is drawn next."""
    st.session_state[SAID] = (good, text)


def said() -> None:
    """How the last deed went, once."""
    if SAID in st.session_state:
        good, text = st.session_state.pop(SAID)
        if good:
            st.success(text, icon=":material/check:")
        else:
            st.error(text, icon=":material/error:")


def view(account: Account) -> str:
    """Which part of the page is shown; administrators may choose."""
    if not roles.reaches(account.role, Role.ADMINISTRATOR):
        return ""
    names = {name: words(f"invitations.view.{name or 'list'}") for name in VIEWS}
    label, key = words("invitations.view.label"), f"invitations-view-{context.language()}"
    return filters.buttons(st.segmented_control, "view", label, names, key)


def asked() -> Invitation | None:
    """The invitation that the address names; None for none, or for one that there is not."""
    wanted = filters.asked("id")
    return guests.one(context.home(), wanted) if wanted else None


def show() -> None:
    """Counts, filters, and the invitations page by page."""
    listed = guests.all_of(context.home())
    if not listed:
        st.info(words("invitations.empty"))
        return
    _counts(listed)
    found = _found(listed)
    filters.clear_button(FILTERS, "invitations")
    number_found, number_all = (
        show_number(len(some), context.language()) for some in (found, listed)
    )
    text = words("invitations.count", found=number_found, all=number_all)
    st.html(markup.count(text))
    part, number, last = paged(found, PER_PAGE)
    with st.container(key="guests", gap=None):
        for one in part:
            _entry(one)
    pager("invitations", number, last)


def _counts(listed: list[Invitation]) -> None:
    """How many invitations have come how far."""
    counted = Counter(standing(one) for one in listed)
    parts = "".join(
        f"<div><dt>{escape(words(f'invitations.standing.{step}'))}</dt>"
        f"<dd>{show_number(counted[step], context.language())}</dd></div>"
        for step in Standing
        if counted[step]
    )
    st.html(f'<dl class="hees-steps">{parts}</dl>')


def _found(listed: list[Invitation]) -> list[Invitation]:
    """Those that the search and the filters leave."""
    with st.container(key="find"):
        left, middle, right = st.columns([2, 1, 1])
        with left:
            label, placeholder = words("invitations.search"), words("invitations.placeholder")
            wanted = filters.private_search("invitations", label, placeholder)
        with middle:
            step = filters.choice(
                "standing",
                words("invitations.facts.standing"),
                [str(one) for one in Standing],
                lambda one: words(f"invitations.standing.{one}"),
            )
        with right:
            waves = sorted({one.guest.wave for one in listed})
            wave = filters.choice("wave", words("invitations.field.wave"), waves, str)
    return [
        one
        for one in listed
        if (not step or standing(one) == step)
        and (not wave or one.guest.wave == wave)
        and all(word in _words_of(one) for word in wanted.casefold().split())
    ]


def _words_of(one: Invitation) -> str:
    guest = one.guest
    return f"{guest.organisation} {guest.person} {guest.email} {one.response or ''}".casefold()


def _entry(one: Invitation) -> None:
    guest = one.guest
    with st.container(key=f"guest-{one.id}", gap=None):
        pages.link("team_invitations", plain(name(one)), id=one.id)
        facts = [
            *filter(None, (guest.person, guest.email)),
            *filter(None, (country(guest.country), category(guest.category))),
            words("invitations.in_wave", wave=guest.wave),
            context.study().language_names.get(guest.language, guest.language),
        ]
        st.html(
            markup.paragraph(escape(" · ".join(facts)), kind="small")
            + markup.paragraph(badge(one), kind="step")
        )


def name(one: Invitation) -> str:
    """The organisation, or words for one whose data was deleted."""
    return one.guest.organisation or words("invitations.nameless")


def badge(one: Invitation) -> str:
    """How far an invitation has come and since when, as markup."""
    step = standing(one)
    since = {
        Standing.INVITED: one.mailed_at,
        Standing.OPENED: one.opened_at,
        Standing.DECLINED: one.declined_at,
        Standing.BOUNCED: one.bounced_at,
        Standing.REVOKED: one.revoked_at,
    }.get(step)
    text = f'<b class="{step}">{escape(words(f"invitations.standing.{step}"))}</b>'
    return f"{text} {escape(day(since))}" if since else text


def day(moment: str | None) -> str:
    """The visitor's day of a moment; "" for none."""
    return show_date(moment, context.language(), st.context.timezone) if moment else ""


def country(code: str) -> str:
    """The country of a guest in words; "" for none."""
    return _label(context.study().monitor.country, code)


def category(code: str) -> str:
    """The category of a guest in words; "" for none."""
    return _label(context.study().monitor.category, code)


def _label(question: str, code: str) -> str:
    known = context.study().questionnaire.questions[question].by_code.get(code)
    return known.label[context.language()] if known else code
