"""Parts of the resources page: its contents, the data that organisations hold, sources, files."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import streamlit as st

from hees.findings import reference
from hees.findings.exhibits import exhibit
from hees.store.releases import Release
from hees.study import Chart
from hees.study.catalogue import TOTAL
from hees.study.chart import Source
from hees.web import context, filters, markup
from hees.web.addresses import address_of
from hees.web.context import words
from hees.web.readers import exhibit as exhibit_face
from hees.web.readers import live

FILES = ("series", "figures", "partnerships", "intermediaries", "glossary", "sources")
FORMATS = ("csv", "xlsx")


def sections() -> list[str]:
    """The sections of the page, without those that the study has nothing for."""
    home = context.home()
    found = {
        "directory": reference.actors(home),
        "data": context.study().sources or context.study().resource_charts,
        "glossary": reference.glossary(home),
        "downloads": FILES,
    }
    return [name for name, content in found.items() if content]


def contents() -> None:
    """Links to the sections of the page."""
    shown = [(name, _heading(name)) for name in sections()]
    st.html(markup.contents(shown, words("resources.contents")))


def section(name: str) -> None:
    """The heading of a section, which the contents lead to."""
    st.header(_heading(name), anchor=name)


def _heading(name: str) -> str:
    return words(f"resources.{name}")


def held() -> None:
    """What respondents hold and would share, as far as it was released: a chart a tab."""
    charts = context.study().resource_charts
    if not charts:
        return
    st.subheader(words("resources.held"), anchor=False)
    by = _divided(charts)
    names = {chart.id: chart.title[context.language()] for chart in charts}
    first = filters.asked("chart", list(names)) or charts[0].id
    release = live.release()
    live.bar(release, "resources")
    for chart, tab in zip(charts, st.tabs(list(names.values()), default=names[first]), strict=True):
        with tab:
            _chart(chart, by if by in chart.by else TOTAL, release)


def _divided(charts: Sequence[Chart]) -> str:
    """The breakdown that the reader chooses for the charts that have it."""
    offered = [one.id for one in context.study().breakdowns if any(one.id in c.by for c in charts)]
    names = {one.id: one.title[context.language()] for one in context.study().breakdowns}
    with st.container(key="held_by"):
        return filters.choice(
            "by", words("chart.by"), offered, names.__getitem__, words("chart.total")
        )


def _chart(chart: Chart, by: str, release: Release | None) -> None:
    language = context.language()
    key = f"{chart.id}-{by}-{language}"
    number = release.number if release else None
    found = exhibit(context.home(), context.study(), chart.id, by, number)
    st.markdown(f"#### {chart.title[language]}")
    exhibit_face.draw(found, f"plot-{key}")
    shown = str(found.release.number) if found.release else ""
    state = {"chart": chart.id, "by": by, "release": shown, "lang": language}
    exhibit_face.details(found, address_of("resources", state))


def sources() -> None:
    """Where the published data come from, each source folded."""
    found = context.study().sources.values()
    st.subheader(words("resources.sources", count=len(found)), anchor=False)
    st.markdown(words("resources.sources_note"))
    st.html(f'<div class="hees-folds">{"".join(map(_source, found))}</div>')


def _source(source: Source) -> str:
    language = context.language()
    texts = ("publisher", "coverage", "caveat", "licence")
    rows = [(words(f"resources.{name}"), escape(getattr(source, name)[language])) for name in texts]
    rows.append((words("resources.address"), markup.link(source.address, source.address)))
    name = escape(source.name[language])
    return f"<details><summary>{name}</summary>{markup.facts(rows)}</details>"


def downloads() -> None:
    """Everything that the site publishes besides charts, as files."""
    st.markdown(words("resources.downloads_note"))
    st.html(markup.bullets(map(_file, FILES), "files"))


def _file(name: str) -> str:
    """A file in each format, by an address that stays."""
    title, query = words(f"resources.files.{name}"), urlencode({"lang": context.language()})
    links = "".join(
        f'<a href="/api/v1/data/{name}.{form}?{query}" download '
        f'aria-label="{escape(words("resources.file", name=title, format=form.upper()))}">'
        f"{form.upper()}</a>"
        for form in FORMATS
    )
    return f"<span>{escape(title)}</span>{links}"
