"""What bears on a recommendation: a line for each of its charts, from the table behind the chart."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from hees.findings import base
from hees.findings.agreement import Share, quoted, together
from hees.findings.exhibits import Exhibit, exhibit
from hees.findings.grid import spoken
from hees.findings.numbers import latest, release_number
from hees.findings.periods import show_period
from hees.findings.table import Line
from hees.language import say, show_date
from hees.store.home import Home
from hees.study import Chart, ChartKind, Recommendation, Study

NAMED = 3
"""So many answers, items or figures are named in a line."""


@dataclass(frozen=True)
class Origin:
    """Where numbers come from: a name, and the address of its public home ("" for the survey)."""

    name: str
    address: str = ""


@dataclass(frozen=True)
class Evidence:
    """A chart that bears on a recommendation: what it shows, or why it has no numbers.

    `has_numbers` tells which of the two `statement` is.
    """

    chart: Chart
    statement: str
    has_numbers: bool
    origins: tuple[Origin, ...]


def evidence(
    home: Home,
    study: Study,
    recommendation: Recommendation,
    language: str,
    release: int | None = None,
) -> list[Evidence]:
    """One line for each chart named as evidence, in order; by default from the newest release."""
    found = [exhibit(home, study, chart, release=release) for chart in recommendation.evidence]
    return [
        Evidence(
            one.chart, statement(one, language), one.lack is None, tuple(_origins(one, language))
        )
        for one in found
    ]


def place(study: Study, chart: Chart) -> tuple[str, dict[str, str]]:
    """The page that shows a chart, and the state of its address."""
    topic = study.topic_of.get(chart.id)
    if topic is None:
        return "resources", {"chart": chart.id}
    return "findings", {"topic": topic.id, "chart": chart.id}


def statement(found: Exhibit, language: str) -> str:
    """What a chart shows, in one line; or why it has no numbers."""
    if found.lack:
        return say(f"evidence.{found.lack}", language)
    return _STATEMENTS[found.chart.kind](found, language)


def _origins(found: Exhibit, language: str) -> Iterator[Origin]:
    if found.release:
        day = show_date(found.release.made_on, language)
        yield Origin(
            say(
                "evidence.survey",
                language,
                number=release_number(found.release, language),
                date=day,
            )
        )
    elif found.chart.inventory:
        yield Origin(say("evidence.inventory", language))
    for key in found.sources:
        source = found.study.sources[key]
        yield Origin(source.name[language], source.address)


def _listed(parts: Sequence[str], language: str) -> str:
    return say("list_separator", language).join(parts)


def _ranked(found: Exhibit, column: Line) -> list[Line]:
    """The rows with a number in a column, the highest first."""
    rows = [row for row in found.table.rows if found.table.cell(row, column).value is not None]
    return sorted(rows, key=lambda row: -(found.table.cell(row, column).value or 0))


def _part(found: Exhibit, row: Line, column: Line, language: str) -> str:
    number = spoken(found, row, column, language)
    return say("evidence.part", language, label=row.label[language], number=number)


def _bars(found: Exhibit, language: str) -> str:
    [column] = found.table.columns
    parts = [_part(found, row, column, language) for row in _ranked(found, column)[:NAMED]]
    answers = _listed(parts, language)
    return say("evidence.most", language, answers=answers, n=base.count(column, language))


def _dumbbell(found: Exhibit, language: str) -> str:
    parts = [
        say(
            "evidence.of_group",
            language,
            group=column.label[language],
            answer=_part(found, rows[0], column, language),
            n=base.count(column, language),
        )
        for column in found.table.columns
        if (rows := _ranked(found, column))
    ]
    return _listed(parts, language)


def _scale(found: Exhibit, language: str) -> str:
    """The items that most respondents affirm."""
    shares = [(share, row) for row in found.table.rows if (share := _affirmed(found, row))]
    parts = [
        say(
            "evidence.part_base",
            language,
            label=row.label[language],
            number=share.told(language),
            n=base.count(row, language),
        )
        for share, row in sorted(shares, key=lambda pair: -pair[0].value)[:NAMED]
    ]
    points = [one for one in found.table.columns if one.code in found.chart.positive]
    names = quoted([one.label[language] for one in points], language)
    return say("evidence.scale", language, points=names, items=_listed(parts, language))


def _affirmed(found: Exhibit, row: Line) -> Share | None:
    columns = [one for one in found.table.columns if one.code in found.chart.positive]
    return together([found.table.cell(row, column).count for column in columns], row.base)


def _matrix(found: Exhibit, language: str) -> str:
    """The pair of answers that most organizations gave; "none of these" pairs with nothing."""
    row, column, _ = max(
        found.table.numbers(),
        key=lambda one: (not _is_none(found, one[0], one[1]), one[2].count or 0),
    )
    return say(
        "evidence.among",
        language,
        row=row.label[language],
        column=column.label[language],
        number=spoken(found, row, column, language),
        n=base.count(column, language),
    )


def _is_none(found: Exhibit, row: Line, column: Line) -> bool:
    """Whether an answer of a pair says that none of the others holds."""
    questions = found.study.questionnaire.questions
    named = ((found.chart.question, row.code), (found.chart.across, column.code))
    return any(
        choice.exclusive
        for question, code in named
        if question and (choice := questions[question].by_code.get(code))
    )


def _trend(found: Exhibit, language: str) -> str:
    """The newest value of the first series on each axis."""
    first = {column.panel: column for column in reversed(found.table.columns)}
    newest = [(first[panel], latest(found.table, first[panel])) for panel in sorted(first)]
    parts = [
        say(
            "evidence.newest",
            language,
            label=column.label[language],
            number=spoken(found, value[0], column, language),
            period=show_period(value[1].period, language),
        )
        for column, value in newest
        if value
    ]
    return _listed(parts, language)


def _figures(found: Exhibit, language: str) -> str:
    parts = [
        say(
            "evidence.newest",
            language,
            label=row.label[language],
            number=spoken(found, row, column, language),
            period=show_period(cell.period, language),
        )
        for row, column, cell in found.table.numbers()
    ]
    return _listed(parts[:NAMED], language)


def _map(found: Exhibit, language: str) -> str:
    """The region of each country with most listed partnerships."""
    [column] = found.table.columns
    ranked = _ranked(found, column)
    first = [
        next((row for row in ranked if row.country == country.code), None)
        for country in found.study.countries
    ]
    parts = [
        say(
            "evidence.part",
            language,
            label=row.label[language],
            number=spoken(found, row, column, language),
        )
        for row in first
        if row
    ]
    return say("evidence.places", language, places=_listed(parts, language))


def _flows(found: Exhibit, language: str) -> str:
    row, column, _ = max(found.table.numbers(), key=lambda one: one[2].value or 0)
    pair = say("evidence.pair", language, row=row.label[language], column=column.label[language])
    number = spoken(found, row, column, language)
    return say("evidence.link", language, pair=pair, number=number)


_STATEMENTS: dict[ChartKind, Callable[[Exhibit, str], str]] = {
    ChartKind.BARS: _bars,
    ChartKind.SCALE: _scale,
    ChartKind.DUMBBELL: _dumbbell,
    ChartKind.MATRIX: _matrix,
    ChartKind.TREND: _trend,
    ChartKind.FIGURES: _figures,
    ChartKind.MAP: _map,
    ChartKind.FLOWS: _flows,
}
