"""The study team's live page: counts, and the exact distribution of any question."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from hees import clock
from hees.findings.plot import Plot
from hees.findings.plot.counts import Bar, bars, stacked
from hees.language import show_number, show_time
from hees.store.connection import StoreUnavailable
from hees.study import FOUND_KINDS, Kind
from hees.survey import finder
from hees.team import monitoring
from hees.team.monitoring import Distribution, Overview
from hees.web import context
from hees.web.context import words
from hees.web.readers import exhibit
from hees.web.team import fieldwork, grid, responses

MOST = 20
"""How many different typed answers a chart shows; the rest is said in words."""


@st.fragment(run_every=0.5)
def follow() -> None:
    """Read one row twice a second, and draw the page again only when it has moved."""
    try:
        now = monitoring.revision(context.home())
    except StoreUnavailable as error:
        # What is on screen stays, marked as old; the next tick asks again.
        st.error(words(f"trouble.{error.trouble}"), icon=":material/database_off:")
        return
    if now != st.session_state.get("team_revision"):
        st.rerun()


def remember_revision() -> None:
    """Note, before anything is read, up to which change this drawing goes."""
    revision = monitoring.revision(context.home())
    if revision != st.session_state.get("team_revision"):
        st.session_state["team_revision"] = revision
        st.session_state["team_changed"] = clock.now()


def counts() -> None:
    """Responses by status, of the invited, by day, category and country, and the newest ones."""
    language, study = context.language(), context.study()
    overview = monitoring.overview(context.home(), study)
    time = show_time(st.session_state["team_changed"], language, st.context.timezone)
    st.caption(words("team.live", time=time))
    with st.container(horizontal=True, key="statuses"):
        for status in ("draft", "submitted", "withdrawn", "erased"):
            number = show_number(overview.statuses.get(status, 0), language)
            st.metric(words(f"team.statuses.{status}"), number)
    if overview.left_out:
        st.caption(words("team.left_out", count=show_number(overview.left_out, language)))
    fieldwork.invited()
    fieldwork.arrivals(overview.by_day)
    left, right = st.columns(2, gap="large")
    with left:
        _counted("category", study.monitor.category, overview.by_category)
    with right:
        _counted("country", study.monitor.country, overview.by_country)
    _newest(overview)
    fieldwork.answering()


def _newest(overview: Overview) -> None:
    st.header(words("team.newest"), anchor=False)
    if not overview.newest:
        st.caption(words("team.none"))
        return
    language = context.language()
    entries = finder.names(context.home(), [name for _, _, _, name in overview.newest])
    when = grid.in_zone(words("team.when"))
    head = [words("team.organisation"), when, words("team.revision")]
    rows = [
        [
            responses.link(id, finder.name_of(name, entries, language)),
            escape(grid.moment(when)),
            str(number),
        ]
        for id, when, number, name in overview.newest
    ]
    st.html(grid.html(words("team.newest"), head, rows, kind="texts", ready=True))


def _counted(title: str, question_id: str, counted: Mapping[str, int]) -> None:
    st.header(words(f"team.{title}"), anchor=False)
    question = context.study().questionnaire.questions[question_id]
    language = context.language()
    rows = [
        [choice.label[language], show_number(counted.get(choice.code, 0), language)]
        for choice in question.choices
    ]
    head = [words("team.answer"), words("team.count")]
    grid.table(words(f"team.{title}"), head, rows)


def any_question() -> None:
    """A chart of one question with its exact numbers beside it."""
    st.header(words("team.one_question"), anchor=False)
    language = context.language()
    questions = {
        question.id: question
        for question in context.study().questionnaire.questions.values()
        if not question.contact
    }
    ids = list(questions)
    # Streamlit knows a choice by its label, so another language is another widget.
    before = st.session_state.get("team_question", context.study().monitor.category)
    chosen = st.selectbox(
        words("team.question"),
        ids,
        index=ids.index(before) if before in ids else 0,
        format_func=lambda id: questions[id].label[language],
        key=f"question-{language}",
    )
    st.session_state["team_question"] = chosen
    found = monitoring.distribution(context.home(), questions[chosen])
    st.caption(words("team.base", respondents=found.respondents, submitted=found.submitted))
    if not found.respondents:
        st.info(words("team.no_answers"))
    elif found.question.kind is Kind.SCALE:
        _scale(found)
    else:
        _simple(found)


def _simple(found: Distribution) -> None:
    language, question = context.language(), found.question
    names = _answer_names(found)
    rows = [Bar(names[answer], count) for _, answer, count in found.rows]
    shown = rows if question.choices else rows[:MOST]
    if question.kind in {Kind.MULTI, Kind.RANK, Kind.INSTITUTION}:
        st.caption(words("team.multi"))
    if len(shown) < len(rows):
        st.caption(words("team.longest", shown=len(shown), all=len(rows)))
    spoken = words("list_separator").join(f"{row.label} {row.count}" for row in shown)
    alt = words("team.chart_alt", question=question.label[language], rows=spoken)
    _chart(bars(shown, dark=exhibit.is_dark()), alt)
    base = max(1, found.respondents)
    head = [words(f"team.{name}") for name in ("answer", "count", "share")]
    cells = [
        [row.label, show_number(row.count, language), f"{100 * row.count / base:.1f}%"]
        for row in rows
    ]
    grid.table(question.label[language], head, cells)


def _scale(found: Distribution) -> None:
    language, question = context.language(), found.question
    counted = {(item, answer): count for item, answer, count in found.rows}
    items = [item.label[language] for item in question.items]
    series = [
        (choice.label[language], [counted[item.code, choice.code] for item in question.items])
        for choice in question.choices
    ]
    spoken = words("list_separator").join(
        f"{item}: " + ", ".join(f"{name} {numbers[row]}" for name, numbers in series)
        for row, item in enumerate(items)
    )
    alt = words("team.chart_alt", question=question.label[language], rows=spoken)
    _chart(stacked(items, series, dark=exhibit.is_dark()), alt)
    head = [words("team.item"), *(name for name, _ in series)]
    rows = [
        [item, *(show_number(numbers[row], language) for _, numbers in series)]
        for row, item in enumerate(items)
    ]
    grid.table(question.label[language], head, rows)


def _chart(plot: Plot, alt: str) -> None:
    exhibit.plot(plot, alt, "team-chart")


def _answer_names(found: Distribution) -> Mapping[str, str]:
    """Answers by the name that the reader knows; text from people as they wrote it."""
    question, language = found.question, context.language()
    names = {answer: answer for _, answer, _ in found.rows}
    if question.kind in FOUND_KINDS:
        entries = finder.names(context.home(), [[{"id": answer} for answer in names]])
        names |= {id: finder.show(entry, language) for id, entry in entries.items()}
    names |= {code: choice.label[language] for code, choice in question.by_code.items()}
    return names
