"""Two releases side by side on a page: which two, what of them, and every number that differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from hees.findings import cells, comparison
from hees.findings.comparison import Change, Shown
from hees.findings.printing import named
from hees.language import show_number
from hees.store import editions, releases
from hees.store.releases import Release
from hees.study.catalogue import TOTAL
from hees.web import context, filters, markup
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.pager import paged, pager

PER_PAGE = 40
OTHER = "other"
"""The topic of questions that no topic's chart shows."""

FILTERS = ("topic", "chart", "by")


@dataclass(frozen=True)
class Line:
    """A difference with what it can be looked for by, and the title that stands over it."""

    change: Change
    topic: str
    question: str
    by: str
    title: str


def asked() -> bool:
    """Whether the address asks for a comparison."""
    return bool(filters.asked("a") or filters.asked("b"))


def show() -> None:
    """The two releases, the filters, and the differences."""
    st.markdown(words("comparison.intro"))
    pair = _choose()
    if pair is None:
        st.info(words("comparison.one_release"), icon=":material/hourglass_empty:")
        return
    before, after = pair
    home, study = context.home(), context.study()
    found = [_line(one) for one in comparison.changes(home, study, before.number, after.number)]
    if not found:
        st.info(words("comparison.same"), icon=":material/check:")
        return
    shown = _filtered(found)
    _count(len(shown), len(found))
    filters.clear_button(FILTERS)
    if shown:
        part, number, last = paged(shown, PER_PAGE)
        st.html(_table(part, before, after))
        pager("comparison.list", number, last)
    query = urlencode({"a": before.number, "b": after.number})
    label, address = words("comparison.download"), f"/releases/compare.csv?{query}"
    st.link_button(label, address, icon=":material/download:")


def _choose() -> tuple[Release, Release] | None:
    """The releases or editions that the address names, each with a field to change it."""
    home, language = context.home(), context.language()
    names = {str(one.number): named(one, language) for one in releases.all_of(home)}
    for one in editions.all_of(home):
        names[one.id] = words("comparison.edition", name=one.name[language], id=one.id)
    found: dict[str, Release | None] = {}
    for name in ("a", "b"):
        value = filters.asked(name)
        found[name] = comparison.find(home, value) if value else None
        if value and found[name] is None:
            st.warning(words("comparison.unknown", name=plain(value[:40])), icon=":material/info:")
    left, right = st.columns(2)
    with left:
        other = words("comparison.release_before")
        filters.choice("a", words("comparison.before"), list(names), names.__getitem__, other)
    with right:
        other = words("comparison.newest")
        filters.choice("b", words("comparison.after"), list(names), names.__getitem__, other)
    return comparison.pair(home, found["a"], found["b"])


def _line(change: Change) -> Line:
    study, language = context.study(), context.language()
    question, by = change.cell[:2]
    topic = study.topic_of.get(change.chart.id) if change.chart else None
    asked = study.questionnaire.questions.get(question)
    title = asked.label[language] if asked else question
    if change.chart:
        title = change.chart.title[language]
    return Line(change, topic.id if topic else OTHER, question, by, title)


def _filtered(found: Sequence[Line]) -> Sequence[Line]:
    """The differences of the topic, the chart and the breakdown that the reader chooses."""
    study, language = context.study(), context.language()
    topics = {one.id: one.title[language] for one in study.topics} | {
        OTHER: words("comparison.other")
    }
    used = {one.topic for one in found}
    columns = st.columns(3)
    with columns[0]:
        codes = [code for code in topics if code in used]
        topic = filters.choice("topic", words("comparison.topic"), codes, topics.__getitem__)
    found = [one for one in found if topic in ("", one.topic)]
    titles = {one.question: one.title for one in found}
    with columns[1]:
        chart = filters.choice("chart", words("comparison.chart"), list(titles), titles.__getitem__)
    found = [one for one in found if chart in ("", one.question)]
    codes = list(dict.fromkeys(one.by or "total" for one in found))
    with columns[2]:
        by = filters.choice("by", words("comparison.by"), codes, _by_name)
    return [one for one in found if by in ("", one.by or "total")]


def _by_name(code: str) -> str:
    by = TOTAL if code == "total" else code
    return cells.by_name(context.study(), by, context.language())


def _count(shown: int, found: int) -> None:
    language = context.language()
    values = {"count": show_number(shown, language), "all": show_number(found, language)}
    text = words("comparison.count", count=values["count"])
    if shown != found:
        text = words("comparison.count_of", **values)
    st.html(markup.count(text))


def _table(found: Sequence[Line], before: Release, after: Release) -> str:
    """The differences, group by group, as a table that can be scrolled with the keyboard too."""
    language = context.language()
    heads = [words("comparison.answer"), named(before, language), named(after, language)]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    groups = groupby(found, key=lambda one: one.change.cell[:-1])
    body = "".join(_group(list(of), before, after) for _, of in groups)
    label = escape(words("releases.compare"))
    return (
        f'<div class="hees-releases hees-differences" role="region" tabindex="0" '
        f'aria-label="{label}"><table><thead><tr>{head}</tr></thead>{body}</table></div>'
    )


def _group(lines: Sequence[Line], before: Release, after: Release) -> str:
    """The differences of one group, below the chart or question that they belong to."""
    said = _said(lines[0])
    about = [said["item"], said["group"] or said["by"]]
    small = words("list_separator").join(part for part in about if part)
    head = f"{escape(lines[0].title)}<small>{escape(small)}</small>"
    rows = "".join(_row(one, before, after) for one in lines)
    return f'<tbody><tr><th scope="rowgroup" colspan="3">{head}</th></tr>{rows}</tbody>'


def _row(one: Line, before: Release, after: Release) -> str:
    change = one.change
    values = (_value(change, change.before, before), _value(change, change.after, after))
    body = "".join(f"<td>{escape(text)}</td>" for text in values)
    return f'<tr><th scope="row">{escape(_said(one)["answer"])}</th>{body}</tr>'


def _said(one: Line) -> dict[str, str]:
    return cells.names(context.study(), one.change.cell, context.language())


def _value(change: Change, shown: Shown | None, release: Release) -> str:
    """A number as its release shows it: 30% (45 of 150), 150 organizations, <5, not published."""
    language = context.language()
    if shown is None:
        return words("comparison.not_published")
    if shown.count is None:
        return words("chart.hidden", k=release.policy["k"])
    count = show_number(shown.count, language)
    if change.is_base or shown.share is None:
        return words("comparison.organizations", count=count)
    base = show_number(shown.base or 0, language)
    return words("comparison.share", share=shown.share, count=count, base=base)
