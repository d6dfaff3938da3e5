"""The inventory of partnerships on a page: what a reader looks for, and what is found."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from hees.findings import geography, inventory, reference
from hees.findings.inventory import UNSTATED, Wanted
from hees.language import show_number
from hees.store.register import Entry
from hees.study.chart import ChartKind
from hees.study.reference import CHOICES, Partnership
from hees.web import context, filters, markup, pages
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.pager import paged, pager, turn
from hees.web.readers import partnership_rows
from hees.web.readers.partnership_words import began, institutions, label, origin, region, sides

PER_PAGE = 25
FILTERS = ("q", "activity", "region", "field", "level", "status")
TURNED = "partnerships_turned"
"""Counts how often the reader turned the page, so that the new one is read from its top."""


def asked() -> Partnership | None:
    """The partnership that the address names; None for none, or for one that is not listed."""
    wanted = filters.asked("id")
    return next((one for one in reference.partnerships(context.home()) if one.id == wanted), None)


def find() -> list[Partnership]:
    """The fields by which to look for partnerships, and what they find."""
    listed = reference.partnerships(context.home())
    used = inventory.used(listed, inventory.places(context.home()))
    with st.container(key="find"):
        left, middle, right = st.columns([2, 1, 1])
        with left:
            text = filters.search(words("partnerships.search"), words("partnerships.placeholder"))
        with middle:
            activity = _choice("activity", used["activity"])
        with right:
            place = filters.choice("region", words("partnerships.region"), _regions(used), region)
        more = any(filters.asked(name) for name in ("field", "level", "status"))
        with st.expander(words("filters.more"), expanded=more, key="more_filters"):
            columns = st.columns(3)
            chosen = {}
            for name, column in zip(("field", "level", "status"), columns, strict=True):
                with column:
                    chosen[name] = _choice(name, used[name])
    wanted = Wanted(activity=activity, region=place, **chosen)
    return inventory.find(context.home(), wanted, text)


def _choice(name: str, used: set[str]) -> str:
    """A choice among the codes that occur, in the order of their list."""
    order = [choice.code for choice in context.study().choice_lists.get(CHOICES[name], ())]
    codes = [code for code in [*order, UNSTATED] if code in used]
    return filters.choice(
        name, words(f"partnerships.{name}"), codes, lambda code: label(name, code)
    )


def _regions(used: Mapping[str, set[str]]) -> list[str]:
    """The regions that occur, country by country."""
    order = list(context.study().country)
    known = [one for one in geography.regions().values() if one.code in used["region"]]
    return [one.code for one in sorted(known, key=lambda one: (order.index(one.country), one.code))]


def results(found: Sequence[Partnership]) -> None:
    """How many were found, one page of them, the way to the others, and all as a file."""
    listed = len(reference.partnerships(context.home()))
    _count(len(found), listed)
    filters.clear_button(FILTERS)
    if not found:
        st.info(words("partnerships.none" if listed else "partnerships.empty"))
        return
    part, number, last = paged(found, PER_PAGE)
    entries = institutions(found)
    with st.container(key="partnerships"):
        for one in part:
            _card(one, entries)
    pager("partnerships", number, last, _turn)
    st.download_button(
        words("partnerships.download"),
        partnership_rows.csv(found, entries),
        "partnerships.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _count(found: int, listed: int) -> None:
    language = context.language()
    count, everything = show_number(found, language), show_number(listed, language)
    text = words("partnerships.count", count=count)
    if found != listed:
        text = words("partnerships.count_of", count=count, all=everything)
    st.html(markup.count(text))


def _card(one: Partnership, entries: Mapping[str, Entry]) -> None:
    """A partnership in the list: its name, who takes part, and what, since when, and from where."""
    with st.container(key=f"partnership-{one.id}", gap=None):
        link_to(one)
        parts = [
            f"<span>{markup.heard(side.heading)} {escape(side.short)}</span>"
            for side in sides(one, entries)
        ]
        status = label("status", one.status) if one.status else ""
        activity = label("activity", one.activity) if one.activity else ""
        known = [activity, began(one), status, origin(one)]
        st.html(
            markup.paragraph(*parts, kind="between")
            + markup.paragraph(" · ".join(escape(part) for part in known if part), kind="small")
        )


def link_to(one: Partnership) -> None:
    """A link to the page of a partnership that keeps what was looked for."""
    pages.link("partnerships", plain(one.name[context.language()]), **_others(id=one.id))


def back() -> None:
    """The way from a partnership to the list as it was."""
    with st.container(key="back"):
        text = words("partnerships.back")
        pages.link("partnerships", text, ":material/arrow_back:", **_others(id=""))


def _others(**changes: str) -> dict[str, str]:
    state = filters.state(**changes)
    state.pop("lang", None)
    return state


def _turn(to: int) -> None:
    turn(to)
    st.session_state[TURNED] = st.session_state.get(TURNED, 0) + 1


def maps() -> None:
    """Links to the charts of the findings that show the inventory on a map."""
    study, language = context.study(), context.language()
    shown = [one for one in study.charts.values() if one.kind in {ChartKind.MAP, ChartKind.FLOWS}]
    if not shown:
        return
    st.header(words("partnerships.maps"), anchor=False)
    for chart in shown:
        topic = study.topic_of[chart.id]
        place = {"topic": topic.id, "chart": chart.id}
        pages.link("findings", plain(chart.title[language]), ":material/map:", **place)


def screen() -> str:
    """Which screen this is: another partnership or a turned page is read from its top."""
    return f"partnerships-{filters.asked('id')}-{st.session_state.get(TURNED, 0)}"
