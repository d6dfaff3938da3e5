"""The page of data protection: how long data is kept, and the record of processing."""

import streamlit as st

from hees import clock
from hees.language import show_date, show_number
from hees.store.retention import RULES
from hees.team import protection, retention
from hees.team.retention import Plan
from hees.team.roles import Role
from hees.web import context, prose
from hees.web.context import words
from hees.web.team import door, grid
from hees.web.team.persons import follow_up

SEEN, TOLD = "retention_seen", "retention_told"
"""Where the session keeps the preview that was shown, and how the last deed went."""

CONTENT = "processing"
"""The study's own text of the record of processing."""


def keeping() -> None:
    """The retention periods, and what they would delete now."""
    st.header(words("protection.keep.title"), anchor=False)
    st.markdown(words("protection.keep.explain", least=retention.SHORTEST, most=retention.LONGEST))
    now = retention.periods(context.home())
    language = context.language()
    with st.container(key="retention_periods"), st.form(f"retention-{language}", border=False):
        columns = st.columns(2, gap="medium")
        for number, rule in enumerate(RULES):
            with columns[number % 2]:
                _days(rule, now[rule])
        args = (now,)
        st.form_submit_button(words("protection.keep.save"), on_click=_save, args=args)
    if told := st.session_state.pop(TOLD, None):
        done, text = told
        (st.success if done else st.warning)(text)
    if any(now.values()):
        _preview(retention.plan(context.home()))


def _days(rule: str, now: int | None) -> None:
    st.number_input(
        words(f"protection.keep.{rule}"),
        min_value=retention.SHORTEST,
        max_value=retention.LONGEST,
        value=now,
        step=30,
        placeholder=words("protection.keep.never"),
        key=f"retention-{rule}-{now}",
    )


def _save(before: dict[str, int | None]) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    new = {rule: st.session_state[f"retention-{rule}-{days}"] for rule, days in before.items()}
    retention.set_periods(context.home(), new, account.name)
    st.session_state[TOLD] = (True, words("protection.keep.saved"))


def _preview(plan: Plan) -> None:
    """Exactly what goes, and the button that deletes exactly that."""
    st.subheader(words("protection.keep.preview"), anchor=False)
    if not plan.total:
        st.caption(words("protection.keep.nothing"))
        return
    st.caption(words("protection.keep.goes", count=plan.total))
    head = [words(f"protection.keep.{name}") for name in ("what", "id", "since")]
    language = context.language()
    rows = [
        [words(f"protection.keep.{rule}_goes"), one.id, show_date(one.since, language)]
        for rule, due in plan.due.items()
        for one in due
    ]
    with st.container(key="retention_preview"):
        grid.table(words("protection.keep.preview"), head, rows, kind="texts")
    with st.popover(words("protection.keep.apply"), key="retention-ask"):
        st.markdown(words("protection.keep.sure", count=plan.total))
        st.caption(words("protection.delete.backups"))
        st.button(
            words("protection.delete.sure"),
            key="retention-apply",
            type="primary",
            on_click=_apply,
            args=(plan,),
        )


def _apply(seen: Plan) -> None:
    """Delete what was shown, if whoever clicked may still do so and it is still the same."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    done = retention.apply(context.home(), account.name, seen)
    if done is None:
        st.session_state[TOLD] = (False, words("protection.keep.moved"))
        return
    follow_up()
    st.session_state[TOLD] = (True, words("protection.keep.done", count=done.total))


def record() -> None:
    """The record of processing: the study's own text, and what the system knows itself."""
    st.header(words("protection.record.title"), anchor=False)
    st.caption(words("protection.record.explain"))
    facts = _facts()
    head = [words(f"protection.record.{name}") for name in ("what", "now")]
    grid.table(words("protection.record.title"), head, facts)
    study, language = context.study(), context.language()
    text = study.content[CONTENT][language] if CONTENT in study.content else ""
    if text:
        prose.prose(CONTENT)
    else:
        st.info(words("protection.record.none"))
    title = f"# {words('protection.record.title')}: {study.title[language]}\n\n"
    listed = "\n".join(f"* {what}: {now}" for what, now in facts)
    day = words("protection.record.as_of", day=show_date(clock.today(), language))
    st.download_button(
        words("protection.record.download"),
        f"{title}{day}\n\n{listed}\n\n{text}".encode(),
        file_name=f"{study.id}-processing-{clock.today()}.{language}.md",
        mime="text/markdown",
        key="record-download",
        on_click="ignore",
    )


def _facts() -> list[list[str]]:
    """What the system knows of itself: how much it holds, and how long it keeps it."""
    language = context.language()
    counts = protection.counts(context.home())
    held = [
        [words(f"protection.record.{name}"), show_number(count, language)]
        for name, count in counts.items()
    ]
    periods = retention.periods(context.home())
    kept = [
        [
            words(f"protection.keep.{rule}"),
            words("protection.record.days", days=days) if days else words("protection.keep.never"),
        ]
        for rule, days in periods.items()
    ]
    return held + kept
