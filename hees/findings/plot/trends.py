"""Series over years: one figure a panel, so that what is counted differently never shares an axis."""

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from hees.findings.exhibits import Exhibit
from hees.findings.numbers import PER_CENT, runs, unit, with_unit
from hees.findings.palette import Look, Palette
from hees.findings.plot.canvas import Key, Plot, layout, lines
from hees.findings.table import Cell, Line
from hees.language import say

ALONE, TOGETHER = 380, 270
"""Height of a panel that stands alone, and of one among several, in pixels."""


def trend(exhibit: Exhibit, language: str, dark: bool, _diverging: bool) -> list[Plot]:
    """A figure for each panel of the chart."""
    palette = Palette(exhibit.study, dark=dark)
    return [
        _panel(exhibit, language, palette, number) for number in range(len(exhibit.chart.panels))
    ]


def _panel(exhibit: Exhibit, language: str, palette: Palette, number: int) -> Plot:
    columns = [column for column in exhibit.table.columns if column.panel == number]
    looks = palette.looks(columns)
    unit_text = unit(exhibit.chart.kind, columns[0], columns[0], language)
    traces = [
        _line(exhibit, language, column, look) for column, look in zip(columns, looks, strict=True)
    ]
    height = ALONE if len(exhibit.chart.panels) == 1 else TOGETHER
    made = layout(palette.tone, height)
    made["margin"] = {"l": 8, "r": 16, "t": 26, "b": 34}
    made["hovermode"] = "closest"
    made["xaxis"] = {
        "fixedrange": True,
        "showgrid": False,
        "tickformat": "d",
        "nticks": 6,
        "tickangle": 0,
        "range": _range(exhibit, columns),
        "linecolor": palette.tone.muted,
        "ticks": "outside",
        "tickcolor": palette.tone.muted,
    }
    made["yaxis"] = {
        "fixedrange": True,
        "rangemode": "tozero",
        "automargin": True,
        "nticks": 5,
        "tickformat": ",",
        "ticksuffix": PER_CENT if unit_text == PER_CENT else "",
        "gridcolor": palette.tone.grid,
        "zerolinecolor": palette.tone.muted,
    }
    made["shapes"], made["annotations"] = _breaks(exhibit, language, columns, palette)
    names = [column.label[language] for column in columns]
    keys = tuple(
        Key(name, look.colour, look.marker, look.dash)
        for name, look in zip(names, looks, strict=True)
    )
    title = exhibit.chart.panels[number].title[language]
    return Plot(go.Figure(traces, made), title=title, legend=keys)


def _range(exhibit: Exhibit, columns: Sequence[Line]) -> list[float]:
    """The years of a panel; those of the whole chart where the panel has half of them or more."""
    table = exhibit.table
    years = [int(row.code) for row in table.rows]
    own = [
        int(row.code)
        for row in table.rows
        if any(table.cell(row, column).value is not None for column in columns)
    ]
    shown = years if 2 * (own[-1] - own[0]) >= years[-1] - years[0] else own
    return [shown[0] - 0.8, shown[-1] + 0.8]


def _line(exhibit: Exhibit, language: str, column: Line, look: Look) -> go.Scatter:
    """A line that stops where years are missing."""
    years: list[int | None] = []
    cells: list[Cell | None] = []
    for run in runs(exhibit.table, column):
        years += [*(year for year, _ in run), None]
        cells += [*(cell for _, cell in run), None]
    return go.Scatter(
        name=column.label[language],
        mode="lines+markers",
        x=years,
        y=[cell.value if cell else None for cell in cells],
        line={"color": look.colour, "width": 2.5, "dash": look.dash},
        marker={"color": look.colour, "symbol": look.marker, "size": 7},
        customdata=[_hover(exhibit, language, column, cell) for cell in cells],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )


def _hover(exhibit: Exhibit, language: str, column: Line, cell: Cell | None) -> str:
    if cell is None:
        return ""
    unit_text = unit(exhibit.chart.kind, column, column, language)
    number = with_unit(cell, language, exhibit.study.policy.k, unit_text)
    name = "<br>".join(lines(column.label[language]))
    return f"{name}<br>{escape(cell.period)}: <b>{escape(number)}</b>"


def _breaks(
    exhibit: Exhibit, language: str, columns: Sequence[Line], palette: Palette
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """A dotted line before the first year that was counted in a new way."""
    years = sorted(
        {
            run[0][0]
            for column in columns
            for run in runs(exhibit.table, column)[1:]
            if run[0][1].flag == "break"
        }
    )
    shapes: list[dict[str, object]] = [
        {"type": "line", "x0": year - 0.5, "x1": year - 0.5, "y0": 0, "y1": 1, "yref": "paper",
         "line": {"color": palette.tone.muted, "width": 1, "dash": "dot"}}
        for year in years
    ]  # fmt: skip
    notes: list[dict[str, object]] = [
        {"text": say("chart.break", language), "x": year - 0.5, "y": 1, "yref": "paper",
         "xanchor": "center", "yanchor": "bottom", "showarrow": False,
         "font": {"size": 12, "color": palette.tone.muted}}
        for year in years[:1]  # one word for all of them: several would meet on a phone
    ]  # fmt: skip
    return shapes, notes
