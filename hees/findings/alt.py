"""What a chart shows, in a few sentences: kind, base, highest and lowest, and the pattern."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hees.findings import amounts_text, base
from hees.findings.exhibits import Exhibit
from hees.findings.grid import spoken, titled, when
from hees.findings.numbers import PER_CENT, show
from hees.findings.periods import show_period
from hees.findings.table import Cell, Line, Mark, per_cent
from hees.language import say, show_number
from hees.study.chart import ChartKind

NAMED = 3
"""So many are named where several share the highest or lowest number."""


def alt(exhibit: Exhibit, language: str) -> str:
    """The text alternative of a chart; why there are no numbers, where there are none."""
    opening = say(f"faces.opening.{exhibit.chart.kind}", language, title=titled(exhibit, language))
    lack = base.lacking(exhibit, language)
    told = [lack] if lack else _TOLD[exhibit.chart.kind](exhibit, language)
    return base.text([opening, *told], language)


@dataclass(frozen=True)
class _Point:
    """A number to compare, as it is said, and of what."""

    name: str
    value: float
    text: str


def _bars(exhibit: Exhibit, language: str) -> list[str]:
    sentences = [base.respondents(exhibit, language)]
    for column in exhibit.table.columns:
        found = _extremes(_points(exhibit, [column], language), language)
        sentences.append(_about(column, found, language))
    sentences.append(amounts_text.amounts(exhibit, language))
    return [*sentences, _hidden(exhibit, language)]


def _about(column: Line, text: str, language: str) -> str:
    """A sentence headed by its group, where there are groups."""
    if not column.code or not text:
        return text
    return say("faces.told.group", language, group=column.label[language], text=text)


def _scale(exhibit: Exhibit, language: str) -> list[str]:
    table, chart = exhibit.table, exhibit.chart
    affirmative = [column for column in table.columns if column.code in chart.positive]
    points = [
        point for row in table.rows if (point := _together(exhibit, row, affirmative, language))
    ]
    found = say(
        "faces.told.scale",
        language,
        rows=show_number(len(table.rows), language),
        first=table.columns[0].label[language],
        last=table.columns[-1].label[language],
    )
    names = say("faces.or", language).join(
        _quoted(column.label[language], language) for column in affirmative
    )
    text = _extremes(points, language)
    affirmed = say("faces.told.affirmed", language, points=names, text=text) if text else ""
    return [base.respondents(exhibit, language), found, affirmed, _hidden(exhibit, language)]


def _together(exhibit: Exhibit, row: Line, columns: Sequence[Line], language: str) -> _Point | None:
    """The share of several answers together, of the published counts; None if one is hidden."""
    counts = [exhibit.table.cell(row, column).count for column in columns]
    if not row.base or None in counts:
        return None
    value = per_cent(sum(count or 0 for count in counts), row.base)
    text = show(Cell(value), language, base.smallest_count(exhibit), PER_CENT)
    return _Point(_quoted(row.label[language], language), value, text)


def _dumbbell(exhibit: Exhibit, language: str) -> list[str]:
    return [*_bars(exhibit, language)[:-1], _difference(exhibit, language), _hidden(exhibit, language)]  # fmt: skip


def _difference(exhibit: Exhibit, language: str) -> str:
    """The answer on which the two countries differ most."""
    table = exhibit.table
    if len(table.columns) != 2:
        return ""
    rows = [(row, table.of_row(row)) for row in table.rows]
    gaps = [
        (abs(one.value - other.value), row)
        for row, (one, other) in rows
        if one.value is not None and other.value is not None
    ]
    gap, row = max(gaps, key=lambda pair: pair[0], default=(0, None))
    if not gap or row is None:
        return ""
    first, second = table.columns
    return say(
        "faces.told.difference",
        language,
        name=row.label[language],
        gap=show_number(gap, language),
        first=first.label[language],
        one=spoken(exhibit, row, first, language),
        second=second.label[language],
        other=spoken(exhibit, row, second, language),
    )


def _pairs(exhibit: Exhibit, key: str, language: str) -> list[_Point]:
    """Every cell with a number; the message `key` names its row and column."""
    return [
        _Point(
            say(key, language, row=row.label[language], column=column.label[language]),
            cell.value or 0,
            spoken(exhibit, row, column, language),
        )
        for row, column, cell in exhibit.table.numbers()
    ]


def _matrix(exhibit: Exhibit, language: str) -> list[str]:
    points = _pairs(exhibit, "faces.among", language)
    return [
        base.respondents(exhibit, language),
        _extremes(points, language),
        _hidden(exhibit, language),
    ]


def _trend(exhibit: Exhibit, language: str) -> list[str]:
    return [_course(exhibit, column, language) for column in exhibit.table.columns]


def _course(exhibit: Exhibit, column: Line, language: str) -> str:
    """From the first value of a series to its last, with its peak, its low and its breaks."""
    table = exhibit.table
    found = [(row, cell) for row in table.rows if (cell := table.cell(row, column)).value is not None]  # fmt: skip
    if not found:
        return say("faces.told.no_values", language, series=column.label[language])

    def at(row: Line, cell: Cell) -> str:
        number = spoken(exhibit, row, column, language)
        return say("faces.noted", language, text=number, note=when(row, cell, language))

    if len(found) == 1:
        return say(
            "faces.told.one_value", language, series=column.label[language], value=at(*found[0])
        )
    text = say(
        "faces.told.course",
        language,
        series=column.label[language],
        first=at(*found[0]),
        last=at(*found[-1]),
        high=at(*max(found, key=lambda pair: pair[1].value or 0)),
        low=at(*min(found, key=lambda pair: pair[1].value or 0)),
    )
    breaks = [when(row, cell, language) for row, cell in found if cell.flag == "break"]
    if not breaks:
        return text
    periods = say("list_separator", language).join(breaks)
    counted = say("faces.told.broken", language, periods=periods)
    return base.text([text, counted], language)


def _figures(exhibit: Exhibit, language: str) -> list[str]:
    return [
        say(
            "faces.told.figure",
            language,
            label=row.label[language],
            number=spoken(exhibit, row, column, language),
            period=show_period(cell.period, language),
        )
        for row, column, cell in exhibit.table.numbers()
    ]


def _map(exhibit: Exhibit, language: str) -> list[str]:
    sentences = []
    for country in exhibit.study.countries:
        rows = [row for row in exhibit.table.rows if row.country == country.code]
        points = [
            _Point(row.label[language], cell.value, spoken(exhibit, row, column, language))
            for row, column, cell in exhibit.table.numbers()
            if row in rows and cell.value is not None
        ]
        if points:
            sentences.append(_regions(country.name[language], points, language))
    return sentences


def _regions(country: str, points: Sequence[_Point], language: str) -> str:
    """How listed partnerships spread over the regions of a country."""
    order = sorted(points, key=lambda point: -point.value)
    names = [say("faces.noted", language, text=one.name, note=one.text) for one in order[:NAMED]]
    return say(
        "faces.told.regions",
        language,
        country=country,
        count=show_number(len(points), language),
        low=order[-1].text,
        high=order[0].text,
        names=say("list_separator", language).join(names),
    )


def _flows(exhibit: Exhibit, language: str) -> list[str]:
    points = _pairs(exhibit, "faces.between", language)
    linked = [point for point in points if point.value]
    none = say(
        "faces.told.unlinked",
        language,
        count=show_number(len(points) - len(linked), language),
        all=show_number(len(points), language),
    )
    return [_extremes(linked, language, of="links"), none if len(linked) < len(points) else ""]


_TOLD: dict[ChartKind, Callable[[Exhibit, str], list[str]]] = {
    ChartKind.BARS: _bars,
    ChartKind.SCALE: _scale,
    ChartKind.DUMBBELL: _dumbbell,
    ChartKind.MATRIX: _matrix,
    ChartKind.TREND: _trend,
    ChartKind.FIGURES: _figures,
    ChartKind.MAP: _map,
    ChartKind.FLOWS: _flows,
}


def _points(exhibit: Exhibit, columns: Iterable[Line], language: str) -> list[_Point]:
    """The numbers of some columns, named by their rows."""
    return [
        _Point(
            _quoted(row.label[language], language),
            cell.value,
            spoken(exhibit, row, column, language),
        )
        for column in columns
        for row in exhibit.table.rows
        if (cell := exhibit.table.cell(row, column)).value is not None
    ]


def _extremes(points: Sequence[_Point], language: str, *, of: str = "shares") -> str:
    """The highest and the lowest number, with all that share them."""
    if not points:
        return ""
    high = max(points, key=lambda point: point.value)
    low = min(points, key=lambda point: point.value)
    if high.value == low.value:
        names = _names(points, high.value, language)
        return say(f"faces.told.{of}_same", language, number=high.text, names=names)
    return say(
        f"faces.told.{of}",
        language,
        high=high.text,
        high_names=_names(points, high.value, language),
        low=low.text,
        low_names=_names(points, low.value, language),
    )


def _names(points: Sequence[_Point], value: float, language: str) -> str:
    names = [point.name for point in points if point.value == value]
    text = say("list_separator", language).join(names[:NAMED])
    if len(names) <= NAMED:
        return text
    more = show_number(len(names) - NAMED, language)
    return say("faces.and_more", language, names=text, count=more)


def _hidden(exhibit: Exhibit, language: str) -> str:
    cells = [cell for row in exhibit.table.rows for cell in exhibit.table.of_row(row)]
    hidden = sum(cell.mark is Mark.HIDDEN for cell in cells)
    if not hidden:
        return ""
    return say(
        "faces.told.hidden",
        language,
        k=base.smallest_count(exhibit),
        count=show_number(hidden, language),
        all=show_number(len(cells), language),
    )


def _quoted(name: str, language: str) -> str:
    return say("faces.quoted", language, name=name)
