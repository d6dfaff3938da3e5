"""The Data: a topic's charts as pages, with arrows, breakdowns and a full-screen view.

The address holds the whole state (page, breakdown, release, view), so that any view can be linked.
"""

from collections.abc import Callable

import streamlit as st

from hees.findings import exhibits
from hees.findings.exhibits import Exhibit
from hees.store.releases import Release
from hees.study import Chart, ChartKind, Topic
from hees.study.catalogue import TOTAL
from hees.study.chart import SURVEY_KINDS
from hees.web import context, filters
from hees.web.addresses import address_of
from hees.web.context import words
from hees.web.readers import exhibit, live

_stage = st.components.v2.component(
    "hees.stage",
    html='<div><button type="button" hidden></button></div><p role="status"></p>',
    css="stage.css",
    js="stage.js",
)


@st.fragment
def show(topic: Topic) -> None:
    """The page of the topic that the address names, and the way to the others."""
    number = _place(topic)
    chart = topic.charts[number]
    release = live.release()
    if any(one.kind in SURVEY_KINDS for one in topic.charts):
        live.bar(release, "findings")
    found = _exhibit(chart, release)
    key = f"{chart.id}-{context.language()}"
    with st.container(key="the_data"):
        st.subheader(chart.title[context.language()], anchor=False)
        diverging = _choices(chart, key)
        with st.container(key="stage"):
            exhibit.draw(found, f"plot-{key}", diverging=diverging)
        _pager(topic, number)
    exhibit.details(found, _address(topic, found))


def _place(topic: Topic) -> int:
    """The place of the chart that the address names; without one, its page."""
    ids = [chart.id for chart in topic.charts]
    asked = filters.asked("chart", ids)
    return ids.index(asked) if asked else filters.number("page", len(ids)) - 1


def _exhibit(chart: Chart, release: Release | None) -> Exhibit:
    """The chart of a release as the address asks for it; an unknown breakdown is left out."""
    by, number = filters.asked("by", chart.by), release.number if release else None
    return exhibits.exhibit(context.home(), context.study(), chart.id, by, number)


def _choices(chart: Chart, key: str) -> bool:
    """The controls that this chart has; True when a scale is to be centred."""
    names = {TOTAL: words("chart.total")}
    names |= {one: context.study().breakdown[one].title[context.language()] for one in chart.by}
    views = {TOTAL: words("chart.stacked"), "diverging": words("chart.diverging")}
    with st.container(key="choices", horizontal=True):
        if chart.by:
            filters.buttons(st.segmented_control, "by", words("chart.by"), names, f"by-{key}")
        if chart.kind is not ChartKind.SCALE:
            return False
        view = filters.buttons(
            st.segmented_control, "view", words("chart.view"), views, f"view-{key}"
        )
        return view == "diverging"


def _turn(to: int) -> Callable[[], None]:
    def turn() -> None:
        st.query_params.pop("chart", None)
        st.query_params["page"] = str(to + 1)

    return turn


def _pager(topic: Topic, number: int) -> None:
    """Arrows in the lower centre, the place between them, full screen at the lower right."""
    last = len(topic.charts) - 1
    title = topic.charts[number].title[context.language()]
    with st.container(key="pager", horizontal=True, vertical_alignment="center"):
        st.button(
            words("chart.before"),
            key="page_before",
            icon=":material/arrow_back:",
            shortcut="Left",
            disabled=number == 0,
            on_click=_turn(number - 1),
        )
        st.markdown(words("chart.place", number=number + 1, all=last + 1))
        st.button(
            words("chart.next"),
            key="page_next",
            icon=":material/arrow_forward:",
            icon_position="right",
            shortcut="Right",
            disabled=number == last,
            on_click=_turn(number + 1),
        )
        texts = {"enter": words("chart.full_screen"), "leave": words("chart.leave_full_screen")}
        place = words("chart.place", number=number + 1, all=last + 1)
        data = {"title": f"{place}: {title}", **texts}
        _stage(data=data, key="full_screen", width="content", height="content")


def _address(topic: Topic, found: Exhibit) -> str:
    """The permalink of what is on screen, with its release and language."""
    state = {
        "topic": topic.id,
        "chart": found.chart.id,
        "by": found.by,
        "view": st.query_params.get("view", ""),
        "release": str(found.release.number) if found.release else "",
        "lang": context.language(),
    }
    return address_of("findings", state)
