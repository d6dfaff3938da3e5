"""Checks that charts, series, figures and recommendations name only what exists."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hees.study.chart import Breakdown, Chart, ChartKind, Series, Source
from hees.study.problem import Problem, no_such
from hees.study.questionnaire import Kind, Question

INVENTORY = {ChartKind.MAP: "regions", ChartKind.FLOWS: "flows"}


@dataclass(frozen=True)
class Known:
    """What a chart may name."""

    questions: Mapping[str, Question]
    breakdowns: Sequence[Breakdown]
    series: Mapping[str, Series]
    figures: Sequence[str]
    countries: Sequence[str]


def chart_problems(file: str, chart: Chart, known: Known) -> Iterator[Problem]:
    """What is wrong with one chart, in the order of its fields."""
    yield from _unknown(file, chart, known)
    for part, name in (("question", chart.question), ("across", chart.across)):
        if question := known.questions.get(name or ""):
            yield from _question_problems(file, chart, part, question)
    if chart.kind is ChartKind.SCALE and not chart.positive:
        yield Problem(file, f"{chart.id}.positive", "a scale chart says which codes affirm")
    if chart.kind is ChartKind.DUMBBELL and not any(
        len(set(one.countries.values())) > 1 for one in known.breakdowns
    ):
        reason = "two countries are compared: name them in 'countries' of a breakdown in study.toml"
        yield Problem(file, f"{chart.id}.kind", reason)
    if chart.kind is ChartKind.FLOWS and len(known.countries) < 2:
        yield Problem(file, f"{chart.id}.kind", "flows are between two countries of study.toml")
    for panel in chart.panels:
        yield from _panel_problems(file, chart, panel.series, known.series)
    wanted = INVENTORY.get(chart.kind)
    if wanted and chart.inventory != wanted:
        reason = f"must be '{wanted}' for a chart of kind '{chart.kind}'"
        yield Problem(file, f"{chart.id}.inventory", reason)


def _unknown(file: str, chart: Chart, known: Known) -> Iterator[Problem]:
    """Names that lead nowhere."""
    breakdowns = [one.id for one in known.breakdowns]
    asked = (list(known.questions), "questionnaire/")
    named = [
        ("question", "question", [chart.question] if chart.question else [], *asked),
        ("across", "question", [chart.across] if chart.across else [], *asked),
        ("by", "breakdown", chart.by, breakdowns, "study.toml"),
        ("figures", "figure", chart.figures, known.figures, "reference/figures.csv"),
    ]
    for part, what, names, there, where in named:
        for name in names:
            if name not in there:
                yield Problem(file, f"{chart.id}.{part}", no_such(what, name, there, where))


def _question_problems(file: str, chart: Chart, part: str, question: Question) -> Iterator[Problem]:
    fits = {Kind.SCALE} if chart.kind is ChartKind.SCALE else {Kind.SINGLE, Kind.MULTI}
    banded = part == "question" and question.bands and chart.kind is not ChartKind.SCALE
    if question.kind not in fits and not banded:
        kinds = " or ".join(sorted(fits))
        reason = (
            f"a chart of kind '{chart.kind}' needs a question of kind {kinds}, "
            f"and '{question.id}' is of kind {question.kind}"
        )
        yield Problem(file, f"{chart.id}.{part}", reason)
    if question.contact:
        reason = f"'{question.id}' is contact data, which are never shown: choose another question"
        yield Problem(file, f"{chart.id}.{part}", reason)
    if part == "question":
        yield from _code_problems(file, chart, question)


def _code_problems(file: str, chart: Chart, question: Question) -> Iterator[Problem]:
    """The codes that a scale chart sets apart are points of its scale."""
    for part in ("positive", "neutral"):
        for code in getattr(chart, part):
            if code not in question.by_code:
                reason = no_such("code", code, question.by_code, f"the scale of '{question.id}'")
                yield Problem(file, f"{chart.id}.{part}", reason)


def _panel_problems(
    file: str, chart: Chart, names: Sequence[str], series: Mapping[str, Series]
) -> Iterator[Problem]:
    key = f"{chart.id}.panels"
    for name in names:
        if name not in series:
            yield Problem(file, key, no_such("series", name, series, "reference/series.toml"))
    found = [series[name] for name in names if name in series]
    for part in ("unit", "source"):
        if len({getattr(one, part) for one in found}) > 1:
            reason = f"{', '.join(names)} differ in {part}: put them into panels of their own"
            yield Problem(file, key, reason)


def series_problems(
    file: str,
    series: Mapping[str, Series],
    sources: Mapping[str, Source],
    used: Sequence[str],
    countries: Sequence[str],
) -> Iterator[Problem]:
    """Series need a known source; `used` are the ids that `series.csv` has values for."""
    for name, one in series.items():
        if one.source not in sources:
            reason = no_such("source", one.source, sources, "reference/sources.toml")
            yield Problem(file, f"{name}.source", reason)
        if one.country is not None and one.country not in countries:
            reason = no_such("country", one.country, countries, "study.toml")
            yield Problem(file, f"{name}.country", reason)
        if name not in used:
            yield Problem(file, name, "has no values in reference/series.csv")
    for name in sorted(set(used) - series.keys()):
        reason = no_such("series", name, series, "reference/series.toml")
        yield Problem("reference/series.csv", "series", reason)


def breakdown_problems(
    file: str,
    breakdowns: Sequence[Breakdown],
    questions: Mapping[str, Question],
    countries: Sequence[str],
) -> Iterator[Problem]:
    """Breakdowns are by a question with choices, whose answers may stand for countries."""
    ids = [one.id for one in breakdowns]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield Problem(file, f"breakdowns.{name}", "is the id of another breakdown too")
    for one in breakdowns:
        key = f"breakdowns.{one.id}"
        question = questions.get(one.question)
        if question is None:
            reason = no_such("question", one.question, questions, "questionnaire/")
            yield Problem(file, f"{key}.question", reason)
            continue
        if question.kind not in {Kind.SINGLE, Kind.MULTI} or question.contact:
            reason = f"needs a question of kind multi or single that asks for no contact data, not '{question.id}'"
            yield Problem(file, f"{key}.question", reason)
        for code, country in one.countries.items():
            if code not in question.by_code:
                reason = no_such("answer", code, question.by_code, f"question '{question.id}'")
                yield Problem(file, f"{key}.countries", reason)
            if country not in countries:
                reason = no_such("country", country, countries, "study.toml")
                yield Problem(file, f"{key}.countries", reason)
