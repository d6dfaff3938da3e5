"""An exhibit on a page: legend, figures, caption, and everything that a reader may ask of it."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import repeat
from urllib.parse import urlencode

import streamlit as st

from hees.findings import coverage_text, reference, wording
from hees.findings.coverage import coverage
from hees.findings.exhibits import Exhibit
from hees.findings.key_figures import published
from hees.findings.plot import Plot, plots
from hees.findings.plot.canvas import Key
from hees.study import ChartKind
from hees.web import context, markup
from hees.web.context import words
from hees.web.readers import key_figures

FORMATS = ("csv", "xlsx", "svg", "png", "json")


@dataclass(frozen=True)
class Faces:
    """What is drawn of an exhibit in one language, all made once."""

    plots: tuple[Plot, ...]
    alt: str
    caption: str
    table: str
    making: str


@lru_cache(maxsize=256)
def _faces(exhibit: Exhibit, language: str, dark: bool, diverging: bool) -> Faces:
    caveat = (exhibit.chart.caveat[language],) if exhibit.chart.caveat else ()
    lines = "<br>".join(_line(line) for line in (*caveat, *wording.caption(exhibit, language)))
    rows = wording.making(exhibit, language)
    parts = (f"<dt>{escape(head)}</dt><dd>{_line(text)}</dd>" for head, text in rows)
    name = escape(exhibit.chart.title[language])
    table = (
        f'<div class="hees-scroll" role="region" tabindex="0" aria-label="{name}">'
        f"{wording.html(exhibit, language)}</div>"
    )
    return Faces(
        tuple(plots(exhibit, language, dark=dark, diverging=diverging)),
        wording.alt(exhibit, language),
        f'<p class="hees-caption">{lines}</p>',
        table,
        f'<dl class="hees-making">{"".join(parts)}</dl>',
    )


def _line(text: str) -> str:
    """A text as markup in which a base stays in one line."""
    return escape(text).replace("n = ", "n&nbsp;=&nbsp;")


def draw(exhibit: Exhibit, key: str, *, diverging: bool = False) -> None:
    """The figures of an exhibit with legend and caption, or why there is nothing to see."""
    language = context.language()
    if exhibit.lack:
        st.info(wording.lacking(exhibit, language), icon=":material/hourglass_empty:")
        return
    if exhibit.chart.kind is ChartKind.FIGURES:
        listed = reference.figures(context.home())
        figures = [
            published(exhibit.study, listed[row.code], language) for row in exhibit.table.rows
        ]
        key_figures.row(figures, notes=True)
    faces = _faces(exhibit, language, is_dark(), diverging)
    side_by_side = exhibit.chart.kind is ChartKind.MAP and len(faces.plots) > 1
    places = st.columns(len(faces.plots), gap="medium") if side_by_side else repeat(None)
    if exhibit.chart.kind is ChartKind.MATRIX:
        places = [
            st.container(key=f"wide-{key}")
        ]  # scrolls where the screen is narrower than its columns
    for number, (made, place) in enumerate(zip(faces.plots, places, strict=False)):
        with place or nullcontext():
            plot(made, faces.alt, f"{key}-{number}")
    st.html(faces.caption)


def plot(made: Plot, alt: str, key: str) -> None:
    """One figure below its title and legend."""
    if made.title or made.legend:
        st.html(_legend(made.title, made.legend))
    st.plotly_chart(made.figure, theme=None, alt=alt, key=key, config={"displayModeBar": False})


def is_dark() -> bool:
    """Whether the visitor's page is dark, for what is drawn on it."""
    return st.context.theme.type == "dark"


def _legend(title: str, keys: Sequence[Key]) -> str:
    entries = "".join(
        f'<li><i class="mark-{key.marker}" style="--mark: {key.colour}"></i>{escape(key.label)}</li>'
        for key in keys
    )
    heading = f'<p class="hees-panel">{escape(title)}</p>' if title else ""
    return f'{heading}<ul class="hees-legend">{entries}</ul>' if entries else heading


def details(exhibit: Exhibit, address: str) -> None:
    """The numbers as a table, how they were made, and ways to take them along."""
    language = context.language()
    faces = _faces(exhibit, language, is_dark(), False)
    take = "" if exhibit.lack else _downloads(exhibit, language)
    for name, text in (
        ("cite", wording.citation(exhibit, language, address)),
        ("permalink", address),
    ):
        take += f"<p>{escape(words(f'chart.{name}'))}</p><code>{escape(text)}</code>"
    table = "" if exhibit.lack else markup.folded(words("chart.as_table"), faces.table)
    made = markup.folded(words("chart.how_made"), faces.making)
    taken = markup.folded(words("chart.take"), f'<div class="hees-take">{take}</div>')
    st.html(table + made + _coverage(exhibit) + taken)


def _coverage(exhibit: Exhibit) -> str:
    """Who answered of those to ask, where the study knows whom to ask."""
    found = coverage(context.home(), exhibit)
    if found is None:
        return ""
    body = coverage_text.html(exhibit, found, context.language())
    return markup.folded(words("coverage.title"), f'<div class="hees-covered">{body}</div>')


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
