"""Tables of reference material: time series, published figures, and the partnership inventory."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from hees.findings import geography
from hees.findings.numbers import both
from hees.findings.table import Cell, Line, Table
from hees.study import Chart, Study, Text
from hees.study.reference import Figure, Observation

Places = Mapping[str, str]
"""The region of each institution of the register, by the institution's id."""


def trend(study: Study, chart: Chart, values: Mapping[str, Sequence[Observation]]) -> Table:
    """Years as rows and series as columns; the panel of a column is its axis."""
    columns, cells, periods = [], {}, {}
    for panel, part in enumerate(chart.panels):
        for name in part.series:
            series = study.series[name]
            columns.append(
                Line(
                    name,
                    series.label,
                    series.country,
                    unit=series.unit,
                    panel=panel,
                    source=series.source,
                    note=series.definition,
                )
            )
            for one in values.get(name, ()):
                cells[str(one.year), name] = Cell(one.value, period=one.period, flag=one.flag)
                periods.setdefault(one.year, set()).add(one.period)
    rows = tuple(
        Line(str(year), _same(found.pop() if len(found) == 1 else str(year), study))
        for year, found in sorted(periods.items())
    )
    return Table(rows, tuple(columns), cells)


def figures(study: Study, chart: Chart, found: Mapping[str, Figure]) -> Table:
    """Published figures as rows, each with a unit, a period and a source of its own."""
    column = Line("value", both(study, "chart.value"))
    chosen = [found[name] for name in chart.figures if name in found]
    rows = tuple(
        Line(
            one.id,
            one.label,
            unit=one.unit,
            source=one.source,
            note=one.note,
            qualifier=one.qualifier,
            address=one.address,
        )
        for one in chosen
    )
    cells = {(one.id, column.code): Cell(one.value, period=one.period) for one in chosen}
    return Table(rows, (column,), cells)


def by_region(study: Study, partnerships: Iterable[Sequence[str]], places: Places) -> Table:
    """Listed partnerships by region; one with institutions in two regions counts in both."""
    column = Line("partnerships", both(study, "chart.partnerships"))
    counted = Counter(
        region
        for institutions in partnerships
        for region in {places[one] for one in institutions if one in places}
    )
    known = geography.regions()
    order = [country.code for country in study.countries]
    found = sorted(
        (region for code, region in known.items() if counted[code]),
        key=lambda region: (order.index(region.country), -counted[region.code], region.code),
    )
    rows = tuple(Line(one.code, one.name, one.country) for one in found)
    return Table(
        rows, (column,), {(row.code, column.code): Cell(counted[row.code]) for row in rows}
    )


def flows(study: Study, partnerships: Iterable[Sequence[str]], places: Places) -> Table:
    """Listed partnerships between the areas of the first country (rows) and of the second."""
    first, second = (country.code for country in study.countries[:2])
    area_of = {region: area for area in geography.areas() for region in area.regions}
    counted: Counter[tuple[str, str]] = Counter()
    for institutions in partnerships:
        areas = {area_of[places[one]] for one in institutions if places.get(one) in area_of}
        here = [area.code for area in areas if area.country == first]
        there = [area.code for area in areas if area.country == second]
        counted.update(product(here, there))
    lines = [Line(area.code, area.name, area.country) for area in geography.areas()]
    rows = tuple(one for one in lines if one.country == first and _counts(counted, 0, one))
    columns = tuple(one for one in lines if one.country == second and _counts(counted, 1, one))
    cells = {
        (row.code, column.code): Cell(counted[row.code, column.code])
        for row, column in product(rows, columns)
    }
    return Table(rows, columns, cells)


def _counts(counted: Counter[tuple[str, str]], side: int, line: Line) -> bool:
    return any(pair[side] == line.code for pair in counted)


def _same(text: str, study: Study) -> Text:
    """A text that is the same in every language."""
    return Text(dict.fromkeys(study.languages, text))
