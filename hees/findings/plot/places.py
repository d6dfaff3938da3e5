"""Places: maps of regions drawn from outlines of our own, and flows between areas."""

from collections.abc import Sequence
from html import escape
from math import cos, radians

import plotly.graph_objects as go

from hees.findings import geography
from hees.findings.exhibits import Exhibit
from hees.findings.geography import Region
from hees.findings.numbers import show
from hees.findings.palette import Palette
from hees.findings.plot.canvas import Key, Plot, layout
from hees.language import say

MAP, LEAST, FLOW = 400, 230, 460
"""Heights in pixels: the most and the least of a map, and of flows."""

CLASSES = (1, 2, 4, 8, 16)
"""The smallest number of each class of a map."""


def maps(exhibit: Exhibit, language: str, dark: bool, _diverging: bool) -> list[Plot]:
    """One map a country: every region outlined, those with partnerships shaded by their number."""
    palette = Palette(exhibit.study, dark=dark)
    counts = {row.code: exhibit.table.of_row(row)[0].value or 0 for row in exhibit.table.rows}
    drawn = []
    for country in exhibit.study.countries:
        regions = geography.drawn(country.code)
        if regions:
            figure, keys = _map(exhibit, regions, counts, language, palette, country.code)
            drawn.append(Plot(figure, title=country.name[language], legend=keys))
    return drawn


def _map(
    exhibit: Exhibit,
    regions: Sequence[Region],
    counts: dict[str, float],
    language: str,
    palette: Palette,
    country: str,
) -> tuple[go.Figure, tuple[Key, ...]]:
    colour = palette.country(country).colour
    biggest = max((counts.get(region.code, 0) for region in regions), default=0)
    classes = [low for low in CLASSES if low <= biggest]
    shades = {
        low: _mix(palette.tone.grid, colour, (n + 1) / len(classes))
        for n, low in enumerate(classes)
    }
    traces = [
        _outlines([r for r in regions if _class(counts, r) == low], shade, palette)
        for low, shade in {0: palette.tone.grid, **shades}.items()
    ]
    centres = [(r, geography.centre(r)) for r in regions if counts.get(r.code)]
    traces.append(
        go.Scatter(
            mode="markers",
            x=[x for _, (x, _) in centres],
            y=[y for _, (_, y) in centres],
            marker={"color": palette.tone.ink, "size": 16, "opacity": 0},
            meta=[counts[region.code] for region, _ in centres],
            customdata=[_hover(region, counts, language) for region, _ in centres],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )
    points = [point for region in regions for ring in region.rings for point in ring]
    latitude = sum(y for _, y in points) / len(points)
    wide = (max(x for x, _ in points) - min(x for x, _ in points)) * cos(radians(latitude))
    tall = max(y for _, y in points) - min(y for _, y in points)
    made = layout(palette.tone, round(min(MAP, max(LEAST, MAP * tall / wide))))
    made["yaxis"] = {"visible": False, "fixedrange": True, "scaleanchor": "x",
                     "scaleratio": 1 / cos(radians(latitude))}  # fmt: skip
    keys = tuple(Key(_range(low, classes, biggest), shades[low]) for low in classes)
    return go.Figure(traces, made), keys


def _class(counts: dict[str, float], region: Region) -> int:
    return max((low for low in CLASSES if counts.get(region.code, 0) >= low), default=0)


def _range(low: int, classes: Sequence[int], biggest: float) -> str:
    above = [one for one in classes if one > low]
    high = above[0] - 1 if above else int(biggest)
    return f"{low}–{high}" if high > low else f"{low}"


def _outlines(regions: Sequence[Region], colour: str, palette: Palette) -> go.Scatter:
    x: list[float | None] = []
    y: list[float | None] = []
    for region in regions:
        for ring in region.rings:
            x += [*(point[0] for point in ring), None]
            y += [*(point[1] for point in ring), None]
    return go.Scatter(
        mode="lines",
        x=x,
        y=y,
        fill="toself",
        fillcolor=colour,
        line={"color": palette.tone.paper, "width": 0.8},
        hoverinfo="skip",
    )


def _hover(region: Region, counts: dict[str, float], language: str) -> str:
    number = say("chart.listed", language, number=f"{counts[region.code]:g}")
    return f"{escape(region.name[language])}<br><b>{escape(number)}</b>"


def _mix(low: str, high: str, share: float) -> str:
    parts = [
        round(int(low[at : at + 2], 16) * (1 - share) + int(high[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02x}" for part in parts)


def flows(exhibit: Exhibit, language: str, dark: bool, _diverging: bool) -> list[Plot]:
    """Bands between the areas of two countries, as wide as the number of partnerships."""
    table, palette = exhibit.table, Palette(exhibit.study, dark=dark)
    nodes = [*table.rows, *table.columns]
    place = {node.code: number for number, node in enumerate(nodes)}
    links = [(row, column, cell) for row, column, cell in table.numbers() if cell.value]
    colours = [palette.country(node.country or "").colour for node in nodes]
    k = exhibit.study.policy.k
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [escape(node.label[language]) for node in nodes],
                "color": colours,
                "pad": 14,
                "thickness": 14,
                "line": {"width": 0},
                "hovertemplate": "%{label}: %{value:d}<extra></extra>",
            },
            textfont={"color": palette.tone.ink, "shadow": _halo(palette.tone.paper)},
            link={
                "source": [place[row.code] for row, _, _ in links],
                "target": [place[column.code] for _, column, _ in links],
                "value": [cell.value for _, _, cell in links],
                "color": [_faint(colours[place[row.code]]) for row, _, _ in links],
                "customdata": [
                    f"{escape(row.label[language])} – {escape(column.label[language])}: "
                    f"<b>{show(cell, language, k)}</b>"
                    for row, column, cell in links
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        ),
        layout(palette.tone, FLOW),
    )
    return [Plot(figure)]


def _halo(paper: str) -> str:
    """A name that lies on bands keeps the colour of the page around it."""
    return ", ".join(f"0 0 {far}px {paper}" for far in (2, 3, 4))


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.32)"
