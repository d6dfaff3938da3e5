"""The team's look at what the public sees: exact counts beside the released ones."""

from collections.abc import Mapping, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from hees.findings import cells
from hees.findings.numbers import release_number
from hees.language import show_date, show_number
from hees.release import side_by_side
from hees.release.side_by_side import Fate, Line
from hees.store.releases import Release
from hees.study.catalogue import TOTAL, TableName, catalogue
from hees.web import context, filters
from hees.web.context import words
from hees.web.team import grid, record


def show(found: Sequence[Release]) -> None:
    """One table of the catalogue: exact now, exact at a release, and as released.

    `found`: all releases, the newest first. Nothing where the study charts no question.
    """
    if not catalogue(context.study()):
        return
    st.header(words("releasing.beside.title"), anchor=False)
    st.caption(words("releasing.beside.explain"))
    with st.container(horizontal=True):
        table, item = _table()
        release = _release(found)
    lines = side_by_side.lines(context.home(), context.study(), table, item, release)
    if not lines:
        st.caption(words("releasing.beside.nobody"))
        return
    st.html(_html(table, item, lines, release))


def _table() -> tuple[TableName, str]:
    """The table and the item that the address asks for."""
    study, language = context.study(), context.language()
    tables: dict[str, list[str]] = {}
    for name in catalogue(study):
        tables.setdefault(name.question, []).append(name.by)
    titles = {question: record.title(question) for question in tables}
    question = _one_of("table", words("releasing.beside.chart"), titles)
    bys = {by: cells.by_name(study, by, language) for by in tables[question]}
    by = _one_of("by", words("releasing.beside.by"), bys)
    asked = study.questionnaire.questions[question]
    items = {one.code: one.label[language] for one in asked.items}
    item = _one_of("item", words("releasing.beside.item"), items) if items else ""
    return TableName(question, by), item


def _release(found: Sequence[Release]) -> Release | None:
    if not found:
        return None
    by_number = {str(one.number): one for one in found}
    names = {number: _named(one) for number, one in by_number.items()}
    newest = str(found[0].number)
    names[newest] = words("releasing.beside.newest", release=names[newest])
    return by_number[_one_of("release", words("releasing.beside.of_release"), names)]


def _one_of(name: str, label: str, names: Mapping[str, str]) -> str:
    """A choice that is kept in the address; the first is what stands without it."""
    first, *others = names
    return filters.choice(name, label, others, names.__getitem__, other=names[first]) or first


def _named(release: Release) -> str:
    language = context.language()
    day = show_date(release.made_on, language)
    return words("faces.release", number=release_number(release, language), date=day)


def _html(table: TableName, item: str, lines: Sequence[Line], release: Release | None) -> str:
    """The table on screen: the groups one below the other, a row an answer."""
    columns = [words("releasing.beside.answer"), words("releasing.beside.exact_now")]
    if release:
        columns.append(words("releasing.beside.exact_then", number=release.number))
    columns.append(words("releasing.beside.released"))
    body = ""
    for group, of in groupby(lines, key=lambda line: line.group):
        if table.by != TOTAL:
            name = escape(_names(table, item, group, "")["group"])
            body += f'<tr><th scope="rowgroup" colspan="{len(columns)}">{name}</th></tr>'
        body += "".join(_row(table, item, line, release) for line in of)
    return grid.framed(words("releasing.beside.title"), columns, body, kind="beside")


def _row(table: TableName, item: str, line: Line, release: Release | None) -> str:
    answer = _names(table, item, line.group, line.answer)["answer"]
    name = answer if line.answer else words("releasing.beside.base")
    then = [_number(line.then)] if release else []
    numbers = [_number(line.now), *then, _released(line, release)]
    data = "".join(f"<td>{escape(number)}</td>" for number in numbers)
    return f'<tr><th scope="row">{escape(name)}</th>{data}</tr>'


def _names(table: TableName, item: str, group: str, answer: str) -> dict[str, str]:
    key = table.question, table.by, group, item, answer
    return cells.names(context.study(), key, context.language())


def _number(number: int | None) -> str:
    return words("chart.absent") if number is None else show_number(number, context.language())


def _released(line: Line, release: Release | None) -> str:
    if line.fate is Fate.SHOWN:
        return _number(line.released)
    if line.fate is Fate.HIDDEN and release:
        return words("chart.hidden", k=release.policy["k"])
    return words(f"releasing.fate.{line.fate}")
