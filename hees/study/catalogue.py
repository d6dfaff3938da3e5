"""The catalogue: the fixed list of survey tables that a study publishes, and no others."""

from dataclasses import dataclass

from hees.study.chart import SURVEY_KINDS, ChartKind
from hees.study.study import Study

TOTAL = ""
"""The `by` of a table that is not broken down; its only group is ""."""

ACROSS = "across:"
"""Before the question of a matrix's columns, in the `by` of its table."""


@dataclass(frozen=True, order=True)
class TableName:
    """One publishable table: a question, broken down by `by` (TOTAL, a breakdown, or ACROSS …)."""

    question: str
    by: str


def catalogue(study: Study) -> list[TableName]:
    """Every table that the site shows, in order, once each.

    They are the number of respondents in each group of a breakdown, the agreement with
    recommendations, the tables of the charts, and those that claims are graded from.
    """
    names = {TableName(breakdown.question, TOTAL): None for breakdown in study.breakdowns}
    if study.agreement:
        names[TableName(study.agreement, TOTAL)] = None
    for chart in study.charts.values():
        if chart.kind in SURVEY_KINDS and chart.question:
            bys = [TOTAL, *chart.by]
            if chart.kind is ChartKind.DUMBBELL and study.by_country:
                bys.append(study.by_country.id)
            if chart.across:
                bys.append(f"{ACROSS}{chart.across}")
            names |= dict.fromkeys(TableName(chart.question, by) for by in bys)
    for claim in study.claims:
        names |= dict.fromkeys(TableName(claim.question, by) for by in (TOTAL, claim.by))
    return list(names)


def amounts(study: Study) -> list[TableName]:
    """Each number question of which sums are published, with the one breakdown that it has, or TOTAL.

    By a second breakdown, sums of the two could be combined.
    """
    shown = (chart for chart in study.charts.values() if chart.amounts)
    return [TableName(chart.question or "", chart.by[0] if chart.by else TOTAL) for chart in shown]


def grouping(study: Study, by: str) -> str | None:
    """The question whose answers are the groups of a `by`; None for a total."""
    if by == TOTAL:
        return None
    return by.removeprefix(ACROSS) if by.startswith(ACROSS) else study.breakdown[by].question
