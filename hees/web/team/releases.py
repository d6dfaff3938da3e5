"""The team's page of releases: what waits for the next one, what holds it, and what became public."""

from collections.abc import Mapping, Sequence

import streamlit as st

from hees.language import show_date, show_number, show_time
from hees.release import standing
from hees.release.standing import Hold, Standing
from hees.store import releases
from hees.store.attempts import Attempt
from hees.store.releases import Release
from hees.team import roles
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import beside, door, editions_form, record

ICONS = {Hold.HELD: ":material/front_hand:", Hold.FAILED: ":material/error:"}


@st.fragment(run_every=2)
def follow() -> None:
    """Draw the page again only when anything has moved."""
    if standing.mark(context.home()) != st.session_state.get("release_mark"):
        st.rerun()


def remember() -> None:
    """Note, before anything is read, up to which state this drawing goes."""
    st.session_state["release_mark"] = standing.mark(context.home())


def show(role: str) -> None:
    """The whole page for a team member of this role."""
    found = releases.all_of(context.home())
    now = standing.standing(context.home(), context.study())
    _waiting(now, found)
    _holds(now)
    _release_now(now, role)
    if found:
        record.withheld(found[0])
    beside.show(found)
    record.history(now.tried)
    editions_form.freeze_form()
    record.rules()


def _waiting(now: Standing, found: Sequence[Release]) -> None:
    """The changes since the last release."""
    language = context.language()
    st.header(words("releasing.next"), anchor=False)
    st.markdown(words("releasing.secret"))
    if found:
        day = show_date(found[0].made_on, language)
        since = words("releasing.since", number=found[0].number, date=day)
    else:
        since = words("releasing.since_start")
    st.caption(since)
    numbers = {
        "added": now.changes.added,
        "edited": now.changes.edited,
        "withdrawn": now.changes.withdrawn,
        "total": now.changes.total,
        "batch": now.batch,
    }
    with st.container(horizontal=True, key="changes"):
        for name, number in numbers.items():
            st.metric(words(f"releasing.{name}"), show_number(number, language))
    if now.changes.merged:
        st.caption(words("releasing.merged"))
    if context.study().policy.include:
        st.caption(words("releasing.counted"))


def _holds(now: Standing) -> None:
    """What holds the release, each with what to do about it."""
    st.subheader(words("releasing.holding"), anchor=False)
    with st.container(key="holds"):
        for hold in now.holds:
            box = st.warning if hold in {Hold.UNWATCHED, *ICONS} else st.info
            box(_told(now, hold), icon=ICONS.get(hold, ":material/info:"))


def _told(now: Standing, hold: Hold) -> str:
    if hold is Hold.HELD:
        return _held(now.last)
    if hold is Hold.FAILED:
        return _failed(now)
    policy = context.study().policy
    return words(
        f"releasing.hold.{hold}",
        count=now.changes.total,
        batch=now.batch,
        extra=policy.rounding - 1,
        name=plain(now.task.asked_by or ""),
        time=_clock(now.task.began_at),
    )


def _held(attempt: Attempt | None) -> str:
    detail = attempt.detail if attempt else {}
    reason = str(detail.get("reason", ""))
    if reason not in record.HELD:
        return words("releasing.held.other", reason=plain(reason))
    return words(f"releasing.held.{reason}", part=plain(record.place(detail)))


def _failed(now: Standing) -> str:
    detail: Mapping[str, object] = now.last.detail if now.last else {}
    until = now.rests_until.isoformat() if now.rests_until else None
    late = detail.get("reason") == "timeout"
    error = plain(str(detail.get("error", "")))
    key = "releasing.failed.timeout" if late else "releasing.failed.crashed"
    return words(key, time=_clock(until), error=error)


def _clock(moment: str | None) -> str:
    return show_time(moment, context.language(), st.context.timezone) if moment else ""


def _release_now(now: Standing, role: str) -> None:
    if not roles.reaches(role, Role.ADMINISTRATOR):
        st.caption(words("releasing.for_administrators"))
        return
    if st.session_state.pop("release_refused", False):
        st.warning(words("releasing.now_refused"))
    st.button(
        words("releasing.now"),
        key="release_now",
        type="primary",
        disabled=not now.may_be_asked_for,
        on_click=_ask,
    )
    st.caption(words("releasing.now_explain"))


def _ask() -> None:
    """Ask for a release, if whoever clicked may still do so and the rule still allows one."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    asked = standing.ask(context.home(), context.study(), account.name)
    st.session_state["release_refused"] = not asked
