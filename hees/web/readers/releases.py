"""Parts of the page on releases: how they are made and checked, and all of them."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from hees.findings import cells
from hees.findings.numbers import release_number
from hees.findings.printing import named
from hees.language import show_date, show_number
from hees.store import releases
from hees.store.releases import Part, Release
from hees.web import context, markup, pages
from hees.web.context import words
from hees.web.markdown import plain

SECTIONS = ("made", "limits", "rules", "all", "editions")
STEPS = ("stores", "list", "batches", "cells", "attack", "outcome", "record")
LIMITS = ("guesses", "questions", "outside", "accuracy", "team")
RULES = (
    *("batch", "k", "rounding", "breakdown_base", "totals_only_below"),
    *("contributors", "p_percent", "beyond_two"),
)
"""The numbers of the policy, in the order in which a release meets them."""

COLUMNS = ("release", "date", "responses", "checked", "narrowest", "withheld", "digest")
SHORT = 12
"""So many characters of a digest tell it from all others."""


def contents() -> None:
    """Links to the sections of the page."""
    sections = [(name, words(f"releases.{name}")) for name in SECTIONS]
    st.html(markup.contents(sections, words("releases.contents")))


def section(name: str) -> None:
    """The heading of a section, which the contents lead to."""
    st.header(words(f"releases.{name}"), anchor=name)


def steps() -> None:
    """How a release comes about, with the numbers of the rules that hold now."""
    policy = _policy(context.newest_release())
    values = {name: policy[name] for name in RULES} | {"hidden": words("chart.hidden", **policy)}
    for number, name in enumerate(STEPS, start=1):
        st.subheader(f"{number}. {words(f'releases.step.{name}')}", anchor=False)
        st.markdown(plain(words(f"releases.told.{name}", **values)))


def limits() -> None:
    """What the check cannot do."""
    st.markdown("\n".join(f"- {plain(words(f'releases.limit.{name}'))}" for name in LIMITS))


def rules() -> None:
    """The numbers of the rules as the newest release holds them, and its digest."""
    newest = context.newest_release()
    policy = _policy(newest)
    if newest:
        st.markdown(words("releases.rules_of", release=plain(named(newest, context.language()))))
    else:
        st.markdown(words("releases.rules_now"))
    rows = numbers_of(policy)
    if newest:
        rows.append((words("releases.digest"), f"<code>{escape(newest.digest)}</code>"))
    st.html(markup.facts(rows))
    if newest:
        st.caption(words("releases.digest_note"))


def numbers_of(policy: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The numbers of a policy, each with what it says, as markup."""
    return [
        (
            words(f"releases.rule.{name}"),
            escape(words(f"releases.rule_value.{name}", count=policy[name])),
        )
        for name in RULES
    ]


def _policy(release: Release | None) -> Mapping[str, Any]:
    """The rules of a release; of the study where there is none, or the release does not say."""
    return context.study().policy.model_dump() | dict(release.policy if release else {})


def table() -> None:
    """Every release with its verdict, the newest first."""
    made = releases.all_of(context.home())
    if not made:
        st.info(words("releases.none"), icon=":material/hourglass_empty:")
        return
    st.markdown(words("releases.table_note"))
    heads = [words(f"releases.column.{name}") for name in COLUMNS]
    rows = "".join(map(_row, made))
    st.html(markup.table(words("releases.all"), heads, rows, box="releases verdicts"))
    if len(made) > 1:
        newest, before = made[0].number, made[1].number
        state = {"a": str(before), "b": str(newest)}
        pages.link("releases", words("releases.compare"), ":material/compare_arrows:", **state)


def _row(one: Release) -> str:
    language, verdict = context.language(), one.verdict
    query = urlencode({"release": one.number, "lang": language})
    link = markup.link(f"/findings?{query}", release_number(one, language), outside=False)
    checked = show_number(verdict.checked, language)
    narrowest = show_number(verdict.narrowest, language) if verdict.narrowest is not None else ""
    if not one.digest:
        checked = words("releases.before_checks")
    elif not narrowest:
        narrowest = words("releases.nothing_small")
    values = (
        escape(show_date(one.made_on, language)),
        escape(show_number(one.responses, language)),
        escape(checked),
        escape(narrowest),
        _withheld(verdict.withheld),
        f"<code>{escape(one.digest[:SHORT])}</code>" if one.digest else "",
    )
    body = "".join(f"<td>{value}</td>" for value in values)
    return f'<tr id="release-{one.number}"><th scope="row">{link}</th>{body}</tr>'


def _withheld(parts: Sequence[Part]) -> str:
    """How many parts were withheld; which, at a click."""
    count = escape(show_number(len(parts), context.language()))
    if not parts:
        return count
    listed = markup.bullets((escape(_part(one)) for one in parts), "parts")
    return f"<details><summary>{count}</summary>{listed}</details>"


def _part(one: Part) -> str:
    study, language = context.study(), context.language()
    said = cells.names(study, (one.question, one.by, "", one.item, ""), language)
    chart = cells.chart_of(study, one.question, one.by)
    title = chart.title[language] if chart else said["question"]
    key = "releases.part_of" if one.item else "releases.part"
    return words(key, title=title, by=said["by"], item=said["item"])


def back() -> None:
    """The way from an edition or a comparison to the whole page."""
    with st.container(key="back"):
        pages.link("releases", words("releases.back"), ":material/arrow_back:")


def screen(view: str) -> str:
    """Which screen this is: the page, an edition, or a comparison; each is read from its top."""
    return f"releases-{view}"
