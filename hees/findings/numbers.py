"""Numbers in words: the same text for a number on every face of a chart."""

from itertools import pairwise

from hees.findings.table import Cell, Line, Mark, Table
from hees.language import LANGUAGES, say, show_number
from hees.store.releases import Release
from hees.study import Study, Text
from hees.study.chart import SURVEY_KINDS, ChartKind

PER_CENT = "%"


def both(study: Study, key: str) -> Text:
    """A message of the interface as a text of the study."""
    return Text({one: say(key, one) for one in study.languages if one in LANGUAGES})


def unit(kind: ChartKind, row: Line, column: Line, language: str) -> str:
    """The unit of a cell: per cent for survey tables, else that of its column or row."""
    if kind in SURVEY_KINDS:
        return PER_CENT
    text = column.unit or row.unit
    return text[language] if text else ""


def show(cell: Cell, language: str, k: int, unit_text: str = "", qualifier: str = "") -> str:
    """A cell as readers see it: 1,234; 45%; <5; or a dash where the source has no number."""
    if cell.mark is Mark.HIDDEN:
        return say("chart.hidden", language, k=k)
    if cell.value is None:
        return say("chart.absent", language)
    number = show_number(cell.value, language)
    number = f"{number}%" if unit_text == PER_CENT else number
    return say(f"chart.{qualifier}", language, number=number) if qualifier else number


def with_unit(cell: Cell, language: str, k: int, unit_text: str, qualifier: str = "") -> str:
    """A cell with its unit in words where the unit is not a sign: 1,234 students."""
    if cell.value is None or unit_text in {"", PER_CENT}:
        return show(cell, language, k, unit_text, qualifier)
    number = show(cell, language, k)
    counted = say("chart.number_unit", language, number=number, unit=unit_text)
    return say(f"chart.{qualifier}", language, number=counted) if qualifier else counted


def release_number(release: Release, language: str) -> str:
    """How a release is named; one of simulated answers says so wherever its number stands."""
    if release.kind == "real":
        return str(release.number)
    return say("chart.simulated", language, number=release.number)


def latest(table: Table, column: Line) -> tuple[Line, Cell] | None:
    """The last row with a number in a column."""
    found = [(row, table.cell(row, column)) for row in table.rows]
    return next(((row, cell) for row, cell in reversed(found) if cell.value is not None), None)


Point = tuple[int, Cell]
"""A year and its value."""


def runs(table: Table, column: Line) -> list[list[Point]]:
    """The values of a series as lines: a new one begins where years are missing or counting changed.

    A source that publishes every other year has no gap; its usual step is what counts.
    """
    found = [
        (int(row.code), table.cell(row, column))
        for row in table.rows
        if table.cell(row, column).value is not None
    ]
    steps = [after[0] - before[0] for before, after in pairwise(found)]
    usual = max(set(steps), key=lambda step: (steps.count(step), -step), default=1)
    parts: list[list[Point]] = []
    for point in found:
        if not parts or point[0] - parts[-1][-1][0] > usual or point[1].flag == "break":
            parts.append([])
        parts[-1].append(point)
    return parts
