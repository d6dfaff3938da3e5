"""A chart's numbers to take along: CSV with a row a number, a workbook, and JSON."""

from collections.abc import Iterator
from dataclasses import asdict, astuple, dataclass, fields
from typing import Any

from hees.findings import amounts_text, base, wording, workbook
from hees.findings.exhibits import Exhibit
from hees.findings.grid import grid
from hees.findings.numbers import unit
from hees.findings.table import Cell, Line, Mark
from hees.findings.workbook import Number, Sheet
from hees.language import say, show_number
from hees.spreadsheet import csv_bytes
from hees.store.releases import Release


@dataclass(frozen=True)
class Record:
    """One number with all that belongs to it; the fields are the columns of the CSV file.

    `status`: shown, hidden (under the smallest count) or absent; for a chart without numbers why
    it has none. `flag`: that of a value of a series, or the qualifier of a published figure.
    `count` and `base` are rounded. Totals and means of numbers come after the cells of the table;
    their `row_code` is "total" or "mean".
    """

    chart: str
    row_code: str = ""
    row: str = ""
    column_code: str = ""
    column: str = ""
    period: str = ""
    value: float | None = None
    unit: str = ""
    count: int | None = None
    base: int | None = None
    status: str = ""
    flag: str = ""
    source: str = ""
    release: int | None = None
    as_of: str = ""


COLUMNS = tuple(field.name for field in fields(Record))


def records(exhibit: Exhibit, language: str) -> Iterator[Record]:
    """Every cell of the table, row by row; one record that says why, where there are no numbers."""
    chart, table, release = exhibit.chart, exhibit.table, exhibit.release
    number = release.number if release else None
    as_of = release.made_on if release else table.as_of
    if exhibit.lack:
        yield Record(chart.id, status=str(exhibit.lack), release=number, as_of=as_of)
        return
    for row in table.rows:
        for column in table.columns:
            cell = table.cell(row, column)
            yield Record(
                chart=chart.id,
                row_code=row.code,
                row=row.label[language],
                column_code=column.code,
                column=column.label[language],
                period=cell.period,
                value=plain(cell.value),
                unit=unit(chart.kind, row, column, language),
                count=cell.count,
                base=cell.base,
                status=str(cell.mark),
                flag=cell.flag or row.qualifier or column.qualifier,
                source=_source(exhibit, row, column, language),
                release=number,
                as_of=as_of,
            )


def amounts(exhibit: Exhibit, language: str) -> Iterator[Record]:
    """The total and the mean of each column that has them."""
    release = exhibit.release
    for column in () if exhibit.lack else exhibit.table.columns:
        for name, value in (("total", column.total), ("mean", column.mean)):
            if value is not None:
                yield Record(
                    chart=exhibit.chart.id,
                    row_code=name,
                    row=say(f"faces.amounts.{name}", language),
                    column_code=column.code,
                    column=column.label[language],
                    value=plain(value),
                    unit=amounts_text.unit_of(exhibit, language),
                    base=column.base,
                    status=str(Mark.SHOWN),
                    flag="about",
                    source=base.own(exhibit, language),
                    release=release.number if release else None,
                    as_of=release.made_on if release else "",
                )


def _all(exhibit: Exhibit, language: str) -> Iterator[Record]:
    yield from records(exhibit, language)
    yield from amounts(exhibit, language)


def plain(value: float | None) -> float | None:
    """A number without ".0"."""
    return int(value) if value is not None and float(value).is_integer() else value


def _source(exhibit: Exhibit, row: Line, column: Line, language: str) -> str:
    """Who published a number, and where; the study itself for its own."""
    key = row.source or column.source
    if not key:
        return base.own(exhibit, language)
    return wording.publication(exhibit.study.sources[key], language)


def csv(exhibit: Exhibit, language: str) -> bytes:
    """The records as CSV; labels and sources are in the language, codes are not."""
    return csv_bytes(COLUMNS, (astuple(one) for one in _all(exhibit, language)))


def xlsx(exhibit: Exhibit, language: str, address: str = "") -> bytes:
    """A workbook: the table as on the page, the records, and what to know about them."""
    long = [astuple(one) for one in _all(exhibit, language)]
    notes = list(_notes(exhibit, language, address))
    sheets = [
        _grid(exhibit, language),
        Sheet(say("faces.sheet.records", language), COLUMNS, long),
        Sheet(say("faces.sheet.notes", language), notes[0], notes[1:]),
    ]
    return workbook.xlsx(sheets, wording.titled(exhibit, language))


def _grid(exhibit: Exhibit, language: str) -> Sheet:
    """The table as on the page, with its numbers as numbers that look the same."""
    found = grid(exhibit, language)
    rows: list[list[workbook.Value]] = [list(texts) for texts in found.rows]
    for values, row in zip(rows, () if exhibit.lack else exhibit.table.rows, strict=True):
        for place, cell in enumerate(exhibit.table.of_row(row), start=1):
            values[place] = _number(cell, str(values[place]), language)
    return Sheet(say("faces.sheet.table", language), found.header, rows)


def _number(cell: Cell, text: str, language: str) -> workbook.Value:
    """A number whose format adds what its text has before and after the digits."""
    if cell.value is None:
        return text
    digits = show_number(cell.value, language)
    before, _, after = text.partition(digits)
    decimals = digits.partition(".")[2]
    form = "#,##0" + (f".{'0' * len(decimals)}" if decimals else "")
    return Number(plain(cell.value) or 0, f"{_literal(before)}{form}{_literal(after)}")


def _literal(text: str) -> str:
    """Text as part of a number format, in which quotes end it."""
    return f'"{text.replace(chr(34), chr(39))}"' if text else ""


def _notes(exhibit: Exhibit, language: str, address: str) -> Iterator[tuple[str, str]]:
    """Pairs of a heading and a text, the first of them the title."""
    yield say("faces.sheet.title", language), wording.titled(exhibit, language)
    yield say("faces.sheet.shown", language), wording.alt(exhibit, language)
    for line in wording.caption(exhibit, language):
        yield say("faces.sheet.note", language), line
    yield from wording.making(exhibit, language)
    yield say("faces.sheet.citation", language), wording.citation(exhibit, language, address)


def as_json(exhibit: Exhibit, language: str, address: str = "") -> dict[str, Any]:
    """Everything about the chart as plain data; `cells` are the same records as in the CSV file."""
    lines = ((), ()) if exhibit.lack else (exhibit.table.columns, exhibit.table.rows)
    columns, rows = ([_line(one, language) for one in part] for part in lines)
    study, chart, release = exhibit.study, exhibit.chart, exhibit.release
    topic = study.topic_of.get(chart.id)
    return {
        "study": {"id": study.id, "title": study.title[language]},
        "id": chart.id,
        "topic": topic.id if topic else None,
        "kind": str(chart.kind),
        "language": language,
        "title": chart.title[language],
        "by": exhibit.by,
        "release": as_release(release) if release else None,
        "lack": str(exhibit.lack) if exhibit.lack else None,
        "lack_reason": wording.lacking(exhibit, language) or None,
        "columns": columns,
        "rows": rows,
        "withheld": [_line(line, language) for line in exhibit.table.withheld],
        "cells": [_cell(one) for one in records(exhibit, language)] if not exhibit.lack else [],
        "alt": wording.alt(exhibit, language),
        "caption": list(wording.caption(exhibit, language)),
        "making": [
            {"heading": heading, "text": text}
            for heading, text in wording.making(exhibit, language)
        ],
        "citation": wording.citation(exhibit, language, address),
        "address": address,
    }


def as_release(release: Release) -> dict[str, Any]:
    """A release as plain data."""
    return asdict(release)


def _line(line: Line, language: str) -> dict[str, Any]:
    return {
        "code": line.code,
        "label": line.label[language],
        "country": line.country,
        "unit": line.unit[language] if line.unit else None,
        "base": line.base,
        "total": plain(line.total),
        "mean": plain(line.mean),
        "source": line.source or None,
        "note": line.note[language] if line.note else None,
        "qualifier": line.qualifier or None,
        "address": line.address or None,
    }


def _cell(record: Record) -> dict[str, Any]:
    """A record without what the whole chart says once."""
    once = {"chart", "release", "as_of", "row", "column"}
    return {key: value for key, value in asdict(record).items() if key not in once}
