"""A chart as a table of text, for readers who cannot see it or want its numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from hees.findings import base
from hees.findings.exhibits import Exhibit
from hees.findings.numbers import PER_CENT, show, unit, with_unit
from hees.findings.periods import show_period
from hees.findings.table import Cell, Line
from hees.language import say
from hees.study.chart import ChartKind


@dataclass(frozen=True)
class Grid:
    """The first cell of each row names it; every row is as long as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grid(exhibit: Exhibit, language: str) -> Grid:
    """The table of an exhibit as text; published figures with their period and source.

    It has no rows where there are no numbers.
    """
    table = exhibit.table
    if exhibit.lack:
        return Grid((_corner(exhibit, language),), ())
    header = [_corner(exhibit, language)]
    header += [head(exhibit, column, language) for column in table.columns]
    rows = [
        [
            side(exhibit, row, language),
            *(shown(exhibit, row, column, language) for column in table.columns),
        ]
        for row in table.rows
    ]
    if exhibit.chart.kind is ChartKind.FIGURES:
        header += [say("faces.heads.period", language), say("faces.heads.source", language)]
        for row, texts in zip(table.rows, rows, strict=True):
            source = exhibit.study.sources[row.source]
            texts += [show_period(table.of_row(row)[0].period, language), source.name[language]]
    return Grid(tuple(header), tuple(tuple(texts) for texts in rows))


def _corner(exhibit: Exhibit, language: str) -> str:
    first, second = (*exhibit.study.countries, exhibit.study.countries[0])[:2]
    return say(
        f"faces.rows.{exhibit.chart.kind}",
        language,
        rows=first.name[language],
        columns=second.name[language],
    )


def head(exhibit: Exhibit, column: Line, language: str) -> str:
    """A column by name, with its base or its unit: Foundations (n = 50)."""
    label = column.label[language]
    if column.base:
        return _noted(label, base.count(column, language), language)
    if column.unit and column.unit[language] != PER_CENT:
        return _noted(label, column.unit[language], language)
    return label


def side(exhibit: Exhibit, row: Line, language: str) -> str:
    """A row by name, with its base, or the country that a region lies in."""
    label = row.label[language]
    if exhibit.chart.kind is ChartKind.TREND:
        return show_period(label, language)
    if row.base:
        return _noted(label, base.count(row, language), language)
    if exhibit.chart.kind is ChartKind.MAP and row.country in exhibit.study.country:
        return _noted(label, exhibit.study.country[row.country].name[language], language)
    return label


def when(row: Line, cell: Cell, language: str) -> str:
    """The period of a value of a series."""
    return show_period(cell.period or row.label[language], language)


def shown(exhibit: Exhibit, row: Line, column: Line, language: str) -> str:
    """A number as the table shows it, with its unit where the column has none.

    A value of a series has its flag beside it, and its period where that is not the row's.
    """
    cell = exhibit.table.cell(row, column)
    text = _said(exhibit, row, column, language, with_unit if column.unit is None else show)
    period = when(row, cell, language) if exhibit.chart.kind is ChartKind.TREND else ""
    notes = [period] if period != side(exhibit, row, language) else []
    notes += [say(f"faces.flag.{cell.flag}", language)] if cell.flag else []
    return _noted(text, say("faces.comma", language).join(notes), language) if any(notes) else text


def spoken(exhibit: Exhibit, row: Line, column: Line, language: str) -> str:
    """A number as a sentence says it, with its unit."""
    return _said(exhibit, row, column, language, with_unit)


def _said(
    exhibit: Exhibit,
    row: Line,
    column: Line,
    language: str,
    how: Callable[[Cell, str, int, str], str],
) -> str:
    """A number by one of the ways of `numbers`; "more than" and "about" go round its unit too."""
    cell = exhibit.table.cell(row, column)
    unit_text = unit(exhibit.chart.kind, row, column, language)
    text = how(cell, language, base.smallest_count(exhibit), unit_text)
    qualifier = row.qualifier or column.qualifier
    if cell.value is None or not qualifier:
        return text
    return say(f"chart.{qualifier}", language, number=text)


def _noted(text: str, note: str, language: str) -> str:
    return say("faces.noted", language, text=text, note=note)


def html(exhibit: Exhibit, language: str) -> str:
    """The same table in HTML, with scopes and a caption; all its text is escaped."""
    found = grid(exhibit, language)
    caption = escape(titled(exhibit, language))
    rows = "".join(_row(row, "row") for row in found.rows)
    return (
        f'<table class="hees-grid" lang="{escape(language)}"><caption>{caption}</caption>'
        f"<thead>{_row(found.header, 'col')}</thead><tbody>{rows}</tbody></table>"
    )


def _row(texts: Sequence[str], scope: str) -> str:
    """A row of the body has one header cell, the row of the head has no other."""
    cells = [
        f'<th scope="{scope}">{escape(text)}</th>'
        if scope == "col" or not position
        else f"<td>{escape(text)}</td>"
        for position, text in enumerate(texts)
    ]
    return f"<tr>{''.join(cells)}</tr>"


def titled(exhibit: Exhibit, language: str) -> str:
    """The chart's title with the breakdown shown."""
    title = exhibit.chart.title[language]
    if not exhibit.by:
        return title
    return _noted(title, exhibit.study.breakdown[exhibit.by].title[language], language)
