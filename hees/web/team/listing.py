"""The study team decides which programmes of the survey the public inventory lists."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape

import streamlit as st

from hees.language import show_date
from hees.release import listing
from hees.release.listing import Programme, Verdict
from hees.store import reference
from hees.store.accounts import Account
from hees.store.home import Home
from hees.store.register import Entry
from hees.team import roles
from hees.team.roles import Role
from hees.web import context, markup
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.readers.partnership_words import began, institutions, label, labels, sides
from hees.web.team import door

SHOWN = 10
"""How many programmes that wait are shown at once."""

BUTTONS = {Verdict.LISTED: "list", Verdict.DECLINED: "decline"}


def show(account: Account, revision: int) -> None:
    """What waits for a decision and what was decided, for those who may decide.

    `revision` says up to which change the page goes; the public list follows each change once.
    """
    if not roles.reaches(account.role, Role.REVIEWER):
        return
    found = _known(context.home(), revision, reference.state(context.home()))
    waiting = [one for one in found if one.decision is None]
    st.header(words("listing.title"), anchor=False)
    st.markdown(words("listing.explain"))
    if st.session_state.pop("listing_changed", False):
        st.warning(words("listing.changed"))
    if waiting:
        shown = min(SHOWN, len(waiting))
        st.caption(words("listing.waiting", count=len(waiting), shown=shown))
    else:
        st.caption(words("listing.none"))
    _entries(waiting[:SHOWN])
    decided = [one for one in found if one.decision]
    if decided:
        with st.expander(words("listing.decided", count=len(decided)), key="listing_decided"):
            _entries(decided)


@lru_cache(maxsize=4)
def _known(home: Home, revision: int, names: object) -> list[Programme]:
    """Every programme as of a revision: reading them all anew for each viewer would be slow."""
    listing.sync(home, context.study())
    return listing.programmes(home, context.study())


def _entries(found: Sequence[Programme]) -> None:
    names = institutions([one.entry for one in found])
    for one in found:
        key = f"listing-{one.response}-{one.item}"
        with st.container(key=key, gap="small"):
            st.markdown(f"**{plain(one.entry.name[context.language()])}**")
            st.html(_facts(one, names))
            with st.container(horizontal=True, key=f"{key}-choice"):
                for verdict in Verdict:
                    if one.decision is None or one.decision.decision != verdict:
                        _button(one, verdict, f"{key}-{verdict}")


def _button(one: Programme, verdict: Verdict, key: str) -> None:
    st.button(words(f"listing.{BUTTONS[verdict]}"), key=key, on_click=_decide, args=(one, verdict))


def _facts(one: Programme, names: Mapping[str, Entry]) -> str:
    """All that would be published, and what was decided about it."""
    entry = one.entry
    between = [
        f"<span>{markup.heard(side.heading)} "
        f"{escape(words('list_separator').join(side.names))}</span>"
        for side in sides(entry, names)
    ]
    known = [
        label("activity", entry.activity) if entry.activity else "",
        labels("field", entry.fields),
        began(entry),
        label("status", entry.status) if entry.status else "",
    ]
    lines = [
        words("listing.organisation", name=entry.organisation),
        " · ".join(filter(None, known)),
        _decided(one),
    ]
    small = "".join(markup.paragraph(escape(line), kind="small") for line in lines if line)
    return markup.paragraph(*between, kind="between") + small


def _decided(one: Programme) -> str:
    if one.decision is None:
        return ""
    day = show_date(one.decision.day, context.language())
    return words(f"listing.{one.decision.decision}", who=one.decision.who, day=day)


def _decide(one: Programme, verdict: Verdict) -> None:
    """Record the decision, if whoever clicked may still decide and it is still what was shown."""
    account = door.acting(Role.REVIEWER)
    if account is None:
        return
    decided = listing.decide(
        context.home(),
        context.study(),
        one.response,
        one.item,
        verdict,
        account.name,
        digest=one.digest,
    )
    st.session_state["listing_changed"] = not decided
