"""An exhibit on a page: legend, figures, caption, and everything that a reader may ask of it."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from hees.findings import wording
from hees.findings.exhibits import Exhibit
from hees.findings.numbers import show, unit
from hees.findings.plot import Plot, plots
from hees.findings.plot.canvas import Key
from hees.settings import settings
from hees.study import ChartKind
from hees.web import context
from hees.web.context import words

FORMATS = ("csv", "xlsx", "svg", "png", "json")

_MARKS = {
    "circle": '<circle cx="8" cy="8" r="5.5"/>',
    "diamond": '<path d="M8 1.5 14.5 8 8 14.5 1.5 8Z"/>',
    "square": '<path d="M3 3h10v10H3Z"/>',
    "triangle-up": '<path d="M8 2 14.5 13.5h-13Z"/>',
    "cross": '<path d="M6 2h4v4h4v4h-4v4H6v-4H2V6h4Z"/>',
    "x": '<path d="m4 1.5 4 4 4-4L14.5 4l-4 4 4 4-2.5 2.5-4-4-4 4L1.5 12l4-4-4-4Z"/>',
    "star": '<path d="m8 1 2 5h5l-4 3 1.600 5L8 11l-4.600 3L5 9 1 6h5Z"/>',
    "circle-open": '<circle cx="8" cy="8" r="5" fill="none" stroke-width="2.500"/>',
    "block": '<rect x="1" y="2" width="14" height="12" rx="2"/>',
}
"""The markers of plotly as small drawings for legends."""


def draw(exhibit: Exhibit, key: str, *, diverging: bool = False) -> None:
    """The figures of an exhibit with legend and caption, or why there is nothing to see."""
    language = context.language()
    if exhibit.lack:
        st.info(lacking(exhibit), icon=":material/hourglass_empty:")
        return
    if exhibit.chart.kind is ChartKind.FIGURES:
        st.html(_figures(exhibit, language))
    found = plots(exhibit, language, dark=is_dark(), diverging=diverging)
    side_by_side = exhibit.chart.kind is ChartKind.MAP and len(found) > 1
    places = st.columns(len(found), gap="medium") if side_by_side else [st.container()] * len(found)
    alt = wording.alt(exhibit, language)
    for number, (made, place) in enumerate(zip(found, places, strict=True)):
        with place:
            plot(made, alt, f"{key}-{number}")
    for line in wording.caption(exhibit, language):
        st.caption(line)


def plot(made: Plot, alt: str, key: str) -> None:
    """One figure below its title and legend."""
    if made.title or made.legend:
        st.html(_legend(made.title, made.legend))
    st.plotly_chart(made.figure, theme=None, alt=alt, key=key, config={"displayModeBar": False})


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def _legend(title: str, keys: Sequence[Key]) -> str:
    entries = "".join(
        f'<li><svg viewBox="0 0 16 16" width="13" height="13" fill="{key.colour}" '
        f'stroke="{key.colour}" stroke-width="0" aria-hidden="true">{_MARKS[key.marker]}</svg>'
        f"{escape(key.label)}</li>"
        for key in keys
    )
    heading = f'<p class="hees-panel">{escape(title)}</p>' if title else ""
    return f'{heading}<ul class="hees-legend">{entries}</ul>' if entries else heading


def _figures(exhibit: Exhibit, language: str) -> str:
    """Published figures: each number large, then what it is, when, and where it was published."""
    study, [column] = exhibit.study, exhibit.table.columns
    parts = []
    for row in exhibit.table.rows:
        cell = exhibit.table.cell(row, column)
        unit_text = unit(exhibit.chart.kind, row, column, language)
        number = show(cell, language, study.policy.k, unit_text, row.qualifier)
        after = "" if unit_text == "%" else f" <small>{escape(unit_text)}</small>"
        note = escape(row.note[language]) if row.note else ""
        source = escape(study.sources[row.source].name[language])
        parts.append(
            f"<div><dt>{escape(row.label[language])}</dt><dd><b>{escape(number)}</b>{after}"
            f"<span>{escape(cell.period)}</span><span>{note}</span>"
            f'<a href="{escape(row.address)}" rel="noreferrer">{source}</a></dd></div>'
        )
    return f'<dl class="hees-figures">{"".join(parts)}</dl>'


def lacking(exhibit: Exhibit) -> str:
    """Why a chart shows no numbers, and when it will."""
    base = exhibit.study.policy.totals_only_below
    return words(f"lack.{exhibit.lack}", base=base)


def details(exhibit: Exhibit, address: str, key: str) -> None:
    """The numbers as a table, how they were made, and ways to take them along."""
    language = context.language()
    if not exhibit.lack:
        with st.expander(words("chart.as_table"), icon=":material/table:", key=f"table-{key}"):
            st.html(wording.html(exhibit, language))
    with st.expander(words("chart.how_made"), icon=":material/fact_check:", key=f"made-{key}"):
        rows = wording.making(exhibit, language)
        parts = (f"<dt>{escape(head)}</dt><dd>{escape(text)}</dd>" for head, text in rows)
        st.html(f'<dl class="hees-making">{"".join(parts)}</dl>')
    with st.expander(words("chart.take"), icon=":material/download:", key=f"take-{key}"):
        if not exhibit.lack:
            st.html(_downloads(exhibit, language))
        st.caption(words("chart.cite"))
        st.code(wording.citation(exhibit, language, address), language=None, wrap_lines=True)
        st.caption(words("chart.permalink"))
        st.code(address, language=None, wrap_lines=True)


def _downloads(exhibit: Exhibit, language: str) -> str:
    state = {"lang": language, "by": exhibit.by}
    state["release"] = str(exhibit.release.number) if exhibit.release else ""
    query = escape(urlencode({name: value for name, value in state.items() if value}))
    drawn = exhibit.chart.kind
    links = "".join(
        f'<a href="/api/v1/charts/{exhibit.chart.id}.{form}?{query}" download>{form.upper()}</a>'
        for form in FORMATS
    )
    label = escape(words("chart.downloads", title=exhibit.chart.title[language]))
    return f'<nav class="hees-downloads" data-kind="{drawn}" aria-label="{label}">{links}</nav>'


def address_of(path: str, state: dict[str, str]) -> str:
    """The public address of a page in a state, for citations and permalinks."""
    base = settings().base_url or st.context.url.split("/", 3)[:3]
    root = base if isinstance(base, str) else "/".join(base)
    return f"{root}/{path}?{urlencode({name: value for name, value in state.items() if value})}"
