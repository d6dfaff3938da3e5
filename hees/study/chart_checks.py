"""Checks that charts, series, figures and recommendations name only what exists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hees.study.chart import Breakdown, Chart, ChartKind, Series, Source
from hees.study.checks import Problem
from hees.study.questionnaire import Kind, Question

INVENTORY = {ChartKind.MAP: "regions", ChartKind.FLOWS: "flows"}


@dataclass(frozen=True)
class Known:
    """What a chart may name."""

    questions: Mapping[str, Question]
    breakdowns: Sequence[Breakdown]
    series: Mapping[str, Series]
    figures: Sequence[str]


def chart_problems(file: str, chart: Chart, known: Known) -> Iterator[Problem]:
    """What is wrong with one chart, in the order of its fields."""
    yield from _unknown(file, chart, known)
    question = known.questions.get(chart.question or "")
    if question:
        yield from _question_problems(file, chart, question)
    if chart.kind is ChartKind.DUMBBELL and not any(one.countries for one in known.breakdowns):
        yield Problem(file, f"{chart.id}.kind", "no breakdown of the study names countries")
    for panel in chart.panels:
        yield from _panel_problems(file, chart, panel.series, known.series)
    wanted = INVENTORY.get(chart.kind)
    if wanted and chart.inventory != wanted:
        reason = f"must be '{wanted}' for a chart of kind '{chart.kind}'"
        yield Problem(file, f"{chart.id}.inventory", reason)


def _unknown(file: str, chart: Chart, known: Known) -> Iterator[Problem]:
    """Names that lead nowhere."""
    questions, breakdowns = known.questions, {one.id for one in known.breakdowns}
    named = [
        ("question", [chart.question] if chart.question else [], questions),
        ("across", [chart.across] if chart.across else [], questions),
        ("by", chart.by, breakdowns),
        ("figures", chart.figures, known.figures),
    ]
    for part, names, there in named:
        for name in names:
            if name not in there:
                yield Problem(file, f"{chart.id}.{part}", f"there is no '{name}'")


def _question_problems(file: str, chart: Chart, question: Question) -> Iterator[Problem]:
    fits = {Kind.SCALE} if chart.kind is ChartKind.SCALE else {Kind.SINGLE, Kind.MULTI}
    if question.kind not in fits:
        kinds = " or ".join(sorted(fits))
        reason = f"a chart of kind '{chart.kind}' needs a question of kind {kinds}"
        yield Problem(file, f"{chart.id}.question", reason)
    if question.contact:
        yield Problem(file, f"{chart.id}.question", "contact data are never shown")
    for code in (*chart.positive, *chart.neutral):
        if code not in question.by_code:
            yield Problem(file, f"{chart.id}.positive", f"'{code}' is no code of the scale")
    if chart.kind is ChartKind.SCALE and not chart.positive:
        yield Problem(file, f"{chart.id}.positive", "a scale chart says which codes affirm")


def _panel_problems(
    file: str, chart: Chart, names: Sequence[str], series: Mapping[str, Series]
) -> Iterator[Problem]:
    key = f"{chart.id}.panels"
    for name in names:
        if name not in series:
            yield Problem(file, key, f"there is no series '{name}'")
    found = [series[name] for name in names if name in series]
    if len({one.unit for one in found}) > 1:
        yield Problem(file, key, f"{', '.join(names)} differ in unit and cannot share an axis")
    if len({one.source for one in found}) > 1:
        yield Problem(file, key, f"{', '.join(names)} differ in source and cannot share an axis")


def series_problems(
    file: str, series: Mapping[str, Series], sources: Mapping[str, Source], used: Sequence[str]
) -> Iterator[Problem]:
    """Series need a known source; `used` are the ids that `series.csv` has values for."""
    for name, one in series.items():
        if one.source not in sources:
            yield Problem(file, f"{name}.source", f"there is no source '{one.source}'")
        if name not in used:
            yield Problem(file, name, "has no values in reference/series.csv")
    for name in sorted(set(used) - series.keys()):
        yield Problem("reference/series.csv", "series", f"'{name}' is not defined in series.toml")


def breakdown_problems(
    breakdowns: Sequence[Breakdown], questions: Mapping[str, Question], countries: Sequence[object]
) -> Iterator[Problem]:
    for one in breakdowns:
        question = questions.get(one.question)
        if question is None or question.kind not in {Kind.SINGLE, Kind.MULTI}:
            reason = f"needs a question of kind single or multi, not '{one.question}'"
            yield Problem("study.toml", f"breakdowns.{one.id}.question", reason)
            continue
        for code, country in one.countries.items():
            if code not in question.by_code or country not in countries:
                reason = f"'{code}' = '{country}' is no answer or no country of the study"
                yield Problem("study.toml", f"breakdowns.{one.id}.countries", reason)
