"""Shares of respondents: bars, stacked scales, dots on a line, and one question across another."""

from collections.abc import Sequence

import plotly.graph_objects as go

from hees.findings.exhibits import Exhibit
from hees.findings.numbers import PER_CENT, show
from hees.findings.palette import Palette
from hees.findings.plot.canvas import Key, Plot, Row, layout, lines, rows
from hees.findings.table import Cell, Line, Mark

BAR, THIN, DOT, SEGMENT, SQUARE = 20, 16, 16, 26, 30
"""Heights of what is drawn in a row, in pixels."""

FEW = 2
"""Up to so many groups have thick bars."""

SIGN, CLEAR, ASIDE = 42, 48, 70
"""Room for the sign of a hidden number, and for a marker with its number, in pixels; and the share, in
per cent, from which there is no room to the right."""

LEAST = 12
"""The smallest letters of a number inside a segment, in pixels; where they do not fit, it is left out."""

AXIS = 48
"""Height of the axis below dots, in pixels."""

FILLER = "filler"
"""Marks what is drawn for hidden numbers: its length is no number of the table."""

FULL = 100
TICKS = (0, 25, 50, 75, FULL)
ROOM = 14
"""Space to the right of 100 %, in per cent, for the number at the end of a bar."""


def bars(exhibit: Exhibit, language: str, dark: bool, _diverging: bool) -> list[Plot]:
    """A bar for each answer and group."""
    table, palette = exhibit.table, Palette(exhibit.study, dark=dark)
    looks = palette.looks(table.columns)
    thick = BAR if len(looks) <= FEW else THIN
    placed, height = rows([row.label[language] for row in table.rows], thick * len(looks))
    traces, signs = [], []
    for place, (column, look) in enumerate(zip(table.columns, looks, strict=True)):
        offset = (place - (len(looks) - 1) / 2) * thick
        signs += _signs(exhibit, language, column, [row.middle + offset for row in placed])
        traces.append(
            go.Bar(
                name=column.label[language],
                orientation="h",
                x=_values(table.of_column(column)),
                y=[row.middle + offset for row in placed],
                width=thick - 3,
                marker={"color": look.colour, "cornerradius": 2},
                text=_texts(exhibit, language, table.of_column(column)),
                textposition="outside",
                textfont={"size": 13},
                constraintext="none",
                cliponaxis=False,
                **_hover(exhibit, language, column),
            )
        )
    axis = {"visible": False, "fixedrange": True, "range": [0, FULL + ROOM]}
    made = layout(palette.tone, height, placed, xaxis=axis)
    made["annotations"] += signs
    figure = go.Figure(traces, made)
    keys = _keys(table.columns, [look.colour for look in looks], language)
    return [Plot(figure, legend=keys if len(looks) > 1 else ())]


def dots(exhibit: Exhibit, language: str, dark: bool, _diverging: bool) -> list[Plot]:
    """The groups of each answer as markers on one line from 0 to 100 %."""
    table, palette = exhibit.table, Palette(exhibit.study, dark=dark)
    looks = palette.looks(table.columns)
    placed, height = rows([row.label[language] for row in table.rows], DOT)
    between = [go.Scatter(mode="lines", hoverinfo="skip", **_spans(exhibit, placed), line={
        "color": palette.tone.muted, "width": 2})]  # fmt: skip
    traces = [
        go.Scatter(
            name=column.label[language],
            mode="markers+text",
            x=_values(table.of_column(column)),
            y=[row.middle for row in placed],
            marker={"color": look.colour, "symbol": look.marker, "size": 12},
            text=_texts(exhibit, language, table.of_column(column)),
            textposition=_sides(exhibit, column),
            cliponaxis=False,
            **_hover(exhibit, language, column),
        )
        for column, look in zip(table.columns, looks, strict=True)
    ]
    axis = {
        "range": [-8, FULL + 8],
        "fixedrange": True,
        "visible": True,
        "tickvals": TICKS,
        "ticktext": [f"{tick}{PER_CENT}" for tick in TICKS],
        "gridcolor": palette.tone.grid,
        "zeroline": False,
    }
    made = layout(palette.tone, height, placed, xaxis=axis)
    made |= {"height": height + AXIS, "margin": {"l": 2, "r": 2, "t": 8, "b": AXIS - 16}}
    colours, markers = [look.colour for look in looks], [look.marker for look in looks]
    made["annotations"] += _asides(exhibit, language, placed, colours)
    figure = go.Figure(between + traces, made)
    return [Plot(figure, legend=_keys(table.columns, colours, language, markers))]


def scale(exhibit: Exhibit, language: str, dark: bool, diverging: bool) -> list[Plot]:
    """The points of a scale as segments of one bar an item, filling 0 to 100 %."""
    chart, table = exhibit.chart, exhibit.table
    palette = Palette(exhibit.study, dark=dark)
    codes = [column.code for column in table.columns]
    colours = palette.scale(codes, chart.positive, chart.neutral)
    placed, height = rows([row.label[language] for row in table.rows], SEGMENT)
    starts = [_start(exhibit, row, diverging) for row in table.rows]
    reach = _reach(exhibit, starts)
    traces = []
    for column, colour in zip(table.columns, colours, strict=True):
        sizes = [_size(table.of_row(row), table.cell(row, column)) for row in table.rows]
        traces.append(_filler(exhibit, language, palette, column, starts, sizes, placed))
        traces.append(
            go.Bar(
                name=column.label[language],
                orientation="h",
                base=list(starts),
                x=_values(table.of_column(column)),
                y=[row.middle for row in placed],
                width=SEGMENT,
                marker={"color": colour, "line": {"color": palette.tone.paper, "width": 1.5}},
                text=_texts(exhibit, language, table.of_column(column)),
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": ink_on(colour), "size": 13},
                constraintext="inside",
                **_hover(exhibit, language, column),
            )
        )
        starts = [start + size for start, size in zip(starts, sizes, strict=True)]
    axis = {"visible": False, "fixedrange": True, "range": reach}
    shapes = [_middle(palette, height)] if diverging else []
    fits = {"minsize": LEAST, "mode": "hide"}
    made = layout(palette.tone, height, placed, xaxis=axis, shapes=shapes, uniformtext=fits)
    figure = go.Figure(traces, made | {"barmode": "overlay"})
    return [Plot(figure, legend=_keys(table.columns, colours, language))]


def matrix(exhibit: Exhibit, language: str, dark: bool, _diverging: bool) -> list[Plot]:
    """One question across another: a square a pair, darker for a larger share."""
    table, palette = exhibit.table, Palette(exhibit.study, dark=dark)
    heads = [lines(column.label[language], 13) for column in table.columns]
    head = 16 * max(len(one) for one in heads) + 10
    placed, height = rows([row.label[language] for row in table.rows], SQUARE)
    placed = [Row(row.text, row.top + head, row.middle + head) for row in placed]
    traces = []
    for place, column in enumerate(table.columns):
        cells = table.of_column(column)
        colours = [_shade(palette, cell) for cell in cells]
        traces.append(
            go.Bar(
                name=column.label[language],
                orientation="h",
                base=place,
                x=[0.96] * len(cells),
                y=[row.middle for row in placed],
                width=SQUARE,
                marker={"color": colours},
                text=_texts(exhibit, language, cells),
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": [ink_on(colour) for colour in colours]},
                meta=_values(cells),
                **_hover(exhibit, language, column),
            )
        )
    made = layout(palette.tone, height + head, placed, barmode="overlay")
    made["xaxis"] = {"visible": False, "fixedrange": True, "range": [0, len(table.columns)]}
    made["annotations"] += [
        {"text": "<br>".join(one), "x": place + 0.48, "y": 0, "yanchor": "top", "showarrow": False,
         "font": {"size": 12, "color": palette.tone.muted}}
        for place, one in enumerate(heads)
    ]  # fmt: skip
    return [Plot(go.Figure(traces, made))]


def _values(cells: Sequence[Cell]) -> list[float | None]:
    return [cell.value for cell in cells]


def _texts(exhibit: Exhibit, language: str, cells: Sequence[Cell]) -> list[str]:
    """Each cell as every other face shows it."""
    k = exhibit.study.policy.k
    return [show(cell, language, k, PER_CENT).replace("<", "&lt;") for cell in cells]


def _signs(
    exhibit: Exhibit, language: str, column: Line, heights: Sequence[float]
) -> list[dict[str, object]]:
    """What stands where a bar would begin that has no number to show."""
    cells = exhibit.table.of_column(column)
    texts = _texts(exhibit, language, cells)
    return [
        {"text": text, "x": 0, "xanchor": "left", "y": y, "yanchor": "middle", "showarrow": False}
        for cell, text, y in zip(cells, texts, heights, strict=True)
        if cell.value is None
    ]


def _asides(
    exhibit: Exhibit, language: str, placed: Sequence[Row], colours: Sequence[str]
) -> list[dict[str, object]]:
    """The signs of hidden numbers beside what their row shows: none has a place of its own on the axis."""
    signs: list[dict[str, object]] = []
    for row, place in zip(exhibit.table.rows, placed, strict=True):
        cells = exhibit.table.of_row(row)
        texts = _texts(exhibit, language, cells)
        shown = [cell.value for cell in cells if cell.value is not None]
        right = max(shown, default=0) < ASIDE
        x = (max if right else min)(shown, default=0)
        away = CLEAR if shown else 0
        for cell, text, colour in zip(cells, texts, colours, strict=True):
            if cell.value is None:
                signs.append({"text": text, "x": x, "xanchor": "left" if right else "right", "y": place.middle,
                    "yanchor": "middle", "xshift": away if right else -away, "showarrow": False,
                    "font": {"color": colour}})  # fmt: skip
                away += SIGN
    return signs


def _reach(exhibit: Exhibit, starts: Sequence[float]) -> list[float]:
    """From the beginning of the first bar to the end of the last, so that the segments are as long as can be."""
    table = exhibit.table
    ends = [
        start + sum(_size(table.of_row(row), cell) for cell in table.of_row(row))
        for row, start in zip(table.rows, starts, strict=True)
    ]
    return [min(0, *starts), max(FULL if min(starts) == 0 else 0, *ends) + 2]


def _hover(exhibit: Exhibit, language: str, column: Line) -> dict[str, object]:
    """What is shown under the pointer: answer, group and number."""
    cells = exhibit.table.of_column(column)
    group = f"{'<br>'.join(lines(column.label[language]))}: " if column.code else ""
    return {
        "customdata": [
            f"{'<br>'.join(lines(row.label[language]))}<br><b>{group}{text}</b>"
            for row, text in zip(exhibit.table.rows, _texts(exhibit, language, cells), strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _keys(
    columns: Sequence[Line], colours: Sequence[str], language: str, markers: Sequence[str] = ()
) -> tuple[Key, ...]:
    names = [column.label[language] for column in columns]
    return tuple(
        Key(name, colour, markers[place] if markers else "block")
        for place, (name, colour) in enumerate(zip(names, colours, strict=True))
    )


def _spans(exhibit: Exhibit, placed: Sequence[Row]) -> dict[str, list[float | None]]:
    """Thin lines from the smallest to the largest value of each row."""
    x: list[float | None] = []
    y: list[float | None] = []
    for row, place in zip(exhibit.table.rows, placed, strict=True):
        found = [cell.value for cell in exhibit.table.of_row(row) if cell.value is not None]
        if len(found) > 1:
            x += [min(found), max(found), None]
            y += [place.middle, place.middle, None]
    return {"x": x, "y": y}


def _sides(exhibit: Exhibit, column: Line) -> list[str]:
    """The number stands on the outer side of its marker."""
    sides = []
    for row in exhibit.table.rows:
        own = exhibit.table.cell(row, column).value or 0
        others = [cell.value or 0 for cell in exhibit.table.of_row(row)]
        left = own < max(others) or (own == min(others) and column != exhibit.table.columns[-1])
        sides.append("middle left" if left else "middle right")
    return sides


def _size(cells: Sequence[Cell], cell: Cell) -> float:
    """How long a segment is: its share; the hidden ones divide what the others leave of 100 %."""
    if cell.mark is not Mark.HIDDEN:
        return cell.value or 0
    hidden = sum(one.mark is Mark.HIDDEN for one in cells)
    return max(0, FULL - sum(one.value or 0 for one in cells)) / hidden


def _filler(
    exhibit: Exhibit,
    language: str,
    palette: Palette,
    column: Line,
    starts: Sequence[float],
    sizes: Sequence[float],
    placed: Sequence[Row],
) -> go.Bar:
    """Hatched places of hidden segments: their length says nothing but that something is there."""
    hidden = [cell.mark is Mark.HIDDEN for cell in exhibit.table.of_column(column)]
    return go.Bar(
        name=column.label[language],
        orientation="h",
        meta=FILLER,
        base=list(starts),
        x=[size if is_hidden else None for size, is_hidden in zip(sizes, hidden, strict=True)],
        y=[row.middle for row in placed],
        width=SEGMENT,
        marker={
            "color": palette.tone.paper,
            "line": {"color": palette.tone.muted, "width": 0.5},
            "pattern": {"shape": "/", "fgcolor": palette.tone.muted, "size": 5},
        },
        **_hover(exhibit, language, column),
    )


def _start(exhibit: Exhibit, row: Line, diverging: bool) -> float:
    """Where a bar begins: at 0, or so that the middle of the scale stands on the centre line."""
    if not diverging:
        return 0
    chart, table = exhibit.chart, exhibit.table
    below, middle = 0.0, 0.0
    for column in table.columns:
        value = _size(table.of_row(row), table.cell(row, column))
        if column.code in chart.neutral:
            middle += value
        elif column.code in chart.positive:
            break
        else:
            below += value
    return -(below + middle / 2)


def _middle(palette: Palette, height: int) -> dict[str, object]:
    line = {"color": palette.tone.muted, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": height, "line": line}


def _shade(palette: Palette, cell: Cell) -> str:
    """From paper to accent with the share; hidden cells stay as paper."""
    tone = palette.tone
    share = (cell.value or 0) / FULL
    ends = [
        [int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (tone.grid, tone.accent)
    ]
    mixed = [round(low + (high - low) * share) for low, high in zip(*ends, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def ink_on(colour: str) -> str:
    """Black or white, whichever reads better on a colour: always 4.5 to 1 or more."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if luminance > 0.179 else "#ffffff"
