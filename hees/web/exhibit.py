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
    lines = "<br>".join(escape(line) for line in wording.caption(exhibit, language))
    st.html(f'<p class="hees-caption">{lines}</p>')


def plot(made: Plot, alt: str, key: str) -> None:
    """One figure below its title and legend."""
    if made.title or made.legend:
        st.html(_legend(made.title, made.legend))
    st.plotly_chart(made.figure, theme=None, alt=alt, key=key, config={"displayModeBar": False})


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def _legend(title: str, keys: Sequence[Key]) -> str:
    entries = "".join(
        f'<li><i class="mark-{key.marker}" style="--mark: {key.colour}"></i>{escape(key.label)}</li>'
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
        note = f"{escape(cell.period)}. {escape(row.note[language])}" if row.note else ""
        source = escape(study.sources[row.source].name[language])
        parts.append(
            f"<div><dt>{escape(row.label[language])}</dt><dd><b>{escape(number)}</b>{after}</dd>"
            f'<dd>{note}<br><a href="{escape(row.address)}" rel="noreferrer">{source}</a></dd></div>'
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
    links = "".join(
        f'<a href="/api/v1/charts/{exhibit.chart.id}.{form}?{query}" download>{form.upper()}</a>'
        for form in FORMATS
    )
    label = escape(words("chart.downloads", title=exhibit.chart.title[language]))
    return f'<nav class="hees-downloads" aria-label="{label}">{links}</nav>'


def address_of(path: str, state: dict[str, str]) -> str:
    """The public address of a page in a state, for citations and permalinks."""
    base = settings().base_url or st.context.url.split("/", 3)[:3]
    root = base if isinstance(base, str) else "/".join(base)
    return f"{root}/{path}?{urlencode({name: value for name, value in state.items() if value})}"
