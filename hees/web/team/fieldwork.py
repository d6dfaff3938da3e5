"""Parts of the team's live page: who of the invited answered, arrivals, drafts, time, languages."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from html import escape

import streamlit as st
from babel.dates import format_date

from hees import clock
from hees.findings.plot.days import days as drawn
from hees.language import show_date, show_number
from hees.store.home import Home
from hees.survey import finder
from hees.team import fieldwork
from hees.team.fieldwork import STALE_DAYS, Funnel, Rates, Stale, Work
from hees.web import context, filters, markup
from hees.web.context import words
from hees.web.readers import exhibit
from hees.web.team import grid, responses

STEPS = ("invited", "bounced", "opened", "started", "submitted", "declined")
TICKS = 5
"""So many days does the axis of arrivals name."""

LISTED = 100
"""So many stale drafts are listed."""


def invited() -> None:
    """How far the invited came, in all and by group, and who came without an invitation."""
    found = fieldwork.rates(context.home(), context.study())
    st.header(words("fieldwork.invited.title"), anchor=False)
    if not found.everybody.invited:
        st.caption(words("fieldwork.invited.none"))
    else:
        _funnel(found.everybody)
        _notes(found)
        _groups(found)
    everyone, started, submitted = found.alone
    if everyone and (found.everybody.invited or found.waiting):
        numbers = {"all": everyone, "started": started, "submitted": submitted}
        st.caption(words("fieldwork.invited.alone", **numbers))


def _funnel(found: Funnel) -> None:
    with st.container(horizontal=True, key="funnel"):
        for step in STEPS:
            if step != "bounced" or found.bounced:
                number = show_number(getattr(found, step), context.language())
                st.metric(words(f"fieldwork.step.{step}"), number)
        st.metric(words("fieldwork.rate"), _rate(found))


def _notes(found: Rates) -> None:
    numbers = {"sought": found.everybody.sought, "submitted": found.everybody.submitted}
    st.caption(words("fieldwork.invited.base", **numbers))
    if found.waiting or found.revoked:
        left = {"waiting": found.waiting, "revoked": found.revoked}
        st.caption(words("fieldwork.invited.left_out", **left))


def _groups(found: Rates) -> None:
    """The same of each country, category or wave."""
    groups = {
        "": (found.by_country, context.study().monitor.country),
        "category": (found.by_category, context.study().monitor.category),
        "wave": (found.by_wave, ""),
    }
    names = {by: words(f"fieldwork.by.{by or 'country'}") for by in groups}
    label = words("fieldwork.by.label")
    language = context.language()
    by = filters.buttons(st.segmented_control, "rate", label, names, f"rate-by-{language}")
    funnels, question = groups[by]
    labels = context.labels(question) if question else {}
    head = [
        names[by],
        words("fieldwork.rate"),
        *(words(f"fieldwork.step.{step}") for step in STEPS),
    ]
    rows = [
        [
            labels.get(group) or group or words("fieldwork.by.none"),
            _rate(one),
            *(show_number(getattr(one, step), language) for step in STEPS),
        ]
        for group, one in funnels.items()
    ]
    grid.table(label, head, rows)


def _rate(found: Funnel) -> str:
    return words("chart.absent") if found.rate is None else f"{100 * found.rate:.1f}%"


def arrivals(by_day: Sequence[tuple[str, int, int]]) -> None:
    """Responses started and first submitted, day by day: a chart, and its table folded."""
    st.header(words("team.days"), anchor=False)
    if not by_day:
        st.caption(words("team.no_days"))
        return
    language = context.language()
    names = words("team.started"), words("team.submitted")
    busiest = max(by_day, key=lambda row: row[2])
    alt = words(
        "fieldwork.days_alt",
        days=len(by_day),
        started=sum(row[1] for row in by_day),
        submitted=sum(row[2] for row in by_day),
        busiest=show_date(busiest[0], language),
        most=busiest[2],
    )
    exhibit.plot(drawn(by_day, names, _ticks(by_day), dark=exhibit.is_dark()), alt, "days-chart")
    rows = [
        [show_date(day, language), str(started), str(submitted)]
        for day, started, submitted in reversed(by_day)
    ]
    table = grid.html(alt, [words("team.day"), *names], rows)
    st.html(markup.folded(words("chart.as_table"), table))


def _ticks(by_day: Sequence[tuple[str, int, int]]) -> list[tuple[str, str]]:
    """Some days, evenly spread, as the language writes them in short."""
    first, last = (date.fromisoformat(by_day[end][0]).toordinal() for end in (0, -1))
    steps = max(1, min(TICKS, last - first + 1) - 1)
    chosen = {round(first + step * (last - first) / steps) for step in range(steps + 1)}
    form = {"en": "MMM d", "ja": "M月d日"}[context.language()]
    found = [date.fromordinal(day) for day in sorted(chosen)]
    return [(day.isoformat(), format_date(day, form, context.language())) for day in found]


def answering() -> None:
    """Where drafts stop, which are stale, how long sections take, and in which languages."""
    revision = st.session_state["team_revision"]
    found = _known(context.home(), revision, clock.today())
    left, right = st.columns(2, gap="large")
    with left:
        _stops(found)
    with right:
        _minutes(found)
        _languages(found)
    _stale(found)


@lru_cache(maxsize=4)
def _known(home: Home, revision: int, today: str) -> Work:
    """All about drafts as of a revision: reading every draft anew for each viewer would be slow."""
    return fieldwork.work(home, context.study(), today)


def _section(id: str) -> str:
    title = context.study().questionnaire.section(id).title if id else None
    return title[context.language()] if title else words("fieldwork.stops.before")


def _stops(found: Work) -> None:
    st.header(words("fieldwork.stops.title"), anchor=False)
    if not found.drafts:
        st.caption(words("fieldwork.stops.none"))
        return
    st.caption(words("fieldwork.stops.explain", drafts=found.drafts))
    most = max(count for _, count in found.stops)
    rows = "".join(
        f'<tr><th scope="row">{escape(_section(id))}</th><td>{count}</td>'
        f'<td class="bar"><i style="width: {100 * count / most:.0f}%"></i></td></tr>'
        for id, count in found.stops
    )
    st.html(f'<table class="hees-grid hees-bars"><tbody>{rows}</tbody></table>')


def _minutes(found: Work) -> None:
    st.header(words("fieldwork.minutes.title"), anchor=False)
    if not found.minutes:
        st.caption(words("fieldwork.minutes.none"))
        return
    st.caption(words("fieldwork.minutes.explain"))
    head = [words(f"fieldwork.minutes.{name}") for name in ("section", "median", "responses")]
    language = context.language()
    rows = [
        [_section(id), f"{minutes:.1f}", show_number(count, language)]
        for id, minutes, count in found.minutes
    ]
    grid.table(words("fieldwork.minutes.title"), head, rows)


def _languages(found: Work) -> None:
    st.header(words("fieldwork.languages.title"), anchor=False)
    if not found.languages:
        st.caption(words("team.no_days"))
        return
    names = context.study().language_names
    head = [words(f"fieldwork.languages.{name}") for name in ("language", "submitted", "others")]
    rows = [
        [" + ".join(names.get(one, one) for one in used), str(submitted), str(others)]
        for used, submitted, others in found.languages
    ]
    st.caption(words("fieldwork.languages.explain"))
    grid.table(words("fieldwork.languages.title"), head, rows)


def _stale(found: Work) -> None:
    st.header(words("fieldwork.stale.title"), anchor=False)
    few, many = STALE_DAYS
    if not found.stale:
        st.caption(words("fieldwork.stale.none", few=few))
        return
    old = sum(one.days >= many for one in found.stale)
    numbers = {"few": few, "many": many, "count": len(found.stale), "old": old}
    st.caption(words("fieldwork.stale.explain", **numbers))
    shown = found.stale[:LISTED]
    head = [words(f"fieldwork.stale.{name}") for name in ("name", "section", "last", "days")]
    entries = finder.names(context.home(), [one.name for one in shown])
    label = words("fieldwork.stale.list", shown=len(shown), count=len(found.stale))
    rows = [_stale_row(one, entries) for one in shown]
    st.html(markup.folded(label, grid.html(label, head, rows, kind="texts", ready=True)))


def _stale_row(one: Stale, entries: Mapping[str, finder.Entry]) -> list[str]:
    language = context.language()
    name = finder.name_of(one.name, entries, language) if one.name else words("survey.unnamed")
    link = f"{responses.link(one.response, name)} ({escape(one.response)})"
    return [link, escape(_section(one.section)), show_date(one.last, language),
            show_number(one.days, language)]  # fmt: skip
