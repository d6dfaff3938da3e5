"""The gate's record for the study team: what it withheld, every attempt, and the rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import groupby
from typing import Any

import streamlit as st

from hees.findings import cells
from hees.language import show_number
from hees.store.attempts import Attempt
from hees.store.releases import Part, Release
from hees.study.catalogue import TOTAL
from hees.web import context, markup
from hees.web.context import words
from hees.web.readers.releases import numbers_of
from hees.web.team import grid

HELD = {"past", "impossible", "unknown_past", "policy_lowered"}
"""The reasons for which the gate holds a release."""

FAILED = {"crashed", "timeout"}
"""The reasons for which an attempt fails."""


def title(question: str) -> str:
    """A question by the chart that shows it, or where there is none by what it asks."""
    study, language = context.study(), context.language()
    chart = cells.chart_of(study, question, TOTAL)
    if chart:
        return chart.title[language]
    return cells.names(study, (question, TOTAL, "", "", ""), language)["question"]


def place(detail: Mapping[str, Any]) -> str:
    """Where the gate held a release, if it was in one place."""
    part = detail.get("part")
    if not part:
        return ""
    item = _names(Part(**part))["item"]
    asked = title(part["question"])
    return words("releasing.place", question=asked, item=item) if item else asked


def withheld(release: Release) -> None:
    """The parts that the gate withheld from a release, question by question."""
    parts = release.verdict.withheld
    if not parts:
        return
    label = words("releasing.withheld", number=release.number, count=len(parts))
    with st.expander(label, key="withheld"):
        st.markdown(words("releasing.withheld_explain"))
        by_question = groupby(parts, key=lambda part: part.question)
        facts = [(title(question), "<br>".join(_tables(of))) for question, of in by_question]
        st.html(markup.facts(facts))


def _tables(parts: Iterable[Part]) -> Iterator[str]:
    """The withheld tables of a question, each with the items that it is withheld for."""
    for _, of in groupby(parts, key=lambda part: part.by):
        names = [_names(part) for part in of]
        by = names[0]["by"]
        items = words("list_separator").join(name["item"] for name in names if name["item"])
        yield escape(words("releasing.items", by=by, items=items) if items else by)


def _names(part: Part) -> dict[str, str]:
    key = part.question, part.by, "", part.item, ""
    return cells.names(context.study(), key, context.language())


def history(tried: Sequence[Attempt]) -> None:
    """Every attempt with what the gate found."""
    st.header(words("releasing.history.title"), anchor=False)
    if not tried:
        st.caption(words("releasing.history.none"))
        return
    columns = ("at", "release", "outcome", "checked", "narrowest", "withheld", "seconds")
    heads = [words(f"releasing.history.{column}") for column in columns]
    heads[0] = grid.in_zone(heads[0])
    grid.table(words("releasing.history.title"), heads, map(_row, tried), kind="texts timed tried")


def _row(attempt: Attempt) -> list[str]:
    withheld = attempt.detail.get("withheld")
    return [
        grid.moment(attempt.at),
        _number(attempt.release),
        _outcome(attempt),
        _number(attempt.detail.get("checked")),
        _number(attempt.detail.get("narrowest")),
        _number(None if withheld is None else len(withheld)),
        _number(attempt.detail.get("seconds")),
    ]


def _number(number: float | None) -> str:
    return words("chart.absent") if number is None else show_number(number, context.language())


def _outcome(attempt: Attempt) -> str:
    """What came of an attempt, and why where nothing was published."""
    reason = str(attempt.detail.get("reason", ""))
    if attempt.outcome == "published":
        return words("releasing.outcome.published")
    if reason in HELD | FAILED:
        error = str(attempt.detail.get("error", ""))
        reason = words(f"releasing.reason.{reason}", part=place(attempt.detail), error=error)
    return words(f"releasing.outcome.{attempt.outcome}", reason=reason)


def rules() -> None:
    """The numbers of the publication policy."""
    policy = context.study().policy
    st.header(words("releasing.rules"), anchor=False)
    st.caption(words("releasing.rules_explain"))
    st.html(markup.facts(numbers_of(policy.model_dump())))
