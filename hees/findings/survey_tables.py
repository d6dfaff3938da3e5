"""Tables of shares from released counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hees.findings.numbers import both
from hees.findings.table import NOTHING, Cell, Line, Mark, Table, per_cent
from hees.store.releases import Count
from hees.study import Chart, ChartKind, Choice, Kind, Question, Study, Text
from hees.study.catalogue import grouping

Found = Mapping[tuple[str, str, str], int | None]
"""Released counts by (group, item, answer); an answer of "" is the base."""


def table(
    study: Study,
    chart: Chart,
    by: str,
    counts: Sequence[Count],
    totals: Mapping[str, float] | None = None,
) -> Table:
    """The table of a survey chart; without rows when nothing of it was released.

    `totals`: the released sum of the numbers of each group, where the chart shows amounts.
    """
    question = study.questionnaire.questions[chart.question or ""]
    found = {(count.group, count.item, count.answer): count.count for count in counts}
    groups, withheld = _groups(study, chart, by, found)
    groups = tuple(replace(group, total=(totals or {}).get(group.code)) for group in groups)
    if chart.kind is ChartKind.SCALE:
        return _scale(question, groups, withheld, found)
    rows = _answers(question, groups, found)
    cells = {
        (row.code, group.code): _share(found, group.code, "", row.code)
        for row in rows
        for group in groups
    }
    return Table(rows if groups else (), groups, cells, withheld)


def _groups(
    study: Study, chart: Chart, by: str, found: Found
) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The groups with a base, and those that were withheld."""
    question = grouping(study, by)
    if question is None:
        everyone = Line("", both(study, "chart.everyone"), base=_base(found, ""))
        return ((everyone,) if everyone.base else ()), ()
    countries = study.breakdown[by].countries if by in study.breakdown else {}
    choices = study.questionnaire.questions[question].choices
    if chart.kind is ChartKind.DUMBBELL:
        choices = tuple(choice for choice in choices if choice.code in countries)
    lines = [
        Line(
            choice.code,
            choice.label,
            countries.get(choice.code),
            base=_base(found, choice.code),
        )
        for choice in choices
    ]
    return (
        tuple(line for line in lines if line.base),
        tuple(line for line in lines if not line.base),
    )


def _base(found: Found, group: str) -> int | None:
    """The largest base of a group over the items of its question."""
    bases = [count for (of, _, answer), count in found.items() if of == group and not answer]
    return max((base for base in bases if base), default=None)


def _answers(question: Question, groups: Sequence[Line], found: Found) -> tuple[Line, ...]:
    """The answers as rows: in the questionnaire's order, or most frequent first where many apply."""
    asked = {answer for _, _, answer in found}
    rows = [Line(one.code, one.label) for one in question.answers if one.code in asked]
    if question.kind is Kind.MULTI:
        last = {choice.code for choice in question.choices if _comes_last(choice)}

        def order(row: Line) -> tuple[bool, float]:
            counts = [found.get((group.code, "", row.code)) or 0 for group in groups]
            return row.code in last, -sum(counts)

        rows.sort(key=order)
    return tuple(rows)


def _comes_last(choice: Choice) -> bool:
    """What says nothing about the subject stands below what does."""
    return choice.exclusive or choice.code in {"other", "none", "unknown", "na", "unsaid"}


def _scale(
    question: Question, groups: Sequence[Line], withheld: tuple[Line, ...], found: Found
) -> Table:
    """Items as rows (for each group, where there are several) and the points as columns."""
    columns = tuple(Line(choice.code, choice.label) for choice in question.choices)
    rows, cells = [], {}
    for item in question.items:
        for group in groups:
            base = found.get((group.code, item.code, ""))
            if base is None:
                continue
            code = f"{item.code}.{group.code}" if group.code else item.code
            label = _joined(item.label, group.label) if group.code else item.label
            rows.append(Line(code, label, group.country, base=base))
            for column in columns:
                cells[code, column.code] = _share(found, group.code, item.code, column.code)
    return Table(tuple(rows), columns, cells, withheld)


def _joined(item: Text, group: Text) -> Text:
    return Text({language: f"{item[language]} · {group[language]}" for language in item})


def _share(found: Found, group: str, item: str, answer: str) -> Cell:
    """A share in whole per cent, of released numbers only."""
    base, count = found.get((group, item, "")), found.get((group, item, answer))
    if not base or (group, item, answer) not in found:
        return NOTHING  # the release has no such answer: it was asked for later
    if count is None:
        return Cell(None, Mark.HIDDEN, None, base)
    return Cell(per_cent(count, base), Mark.SHOWN, count, base)
