"""Bars of exact counts, for the study team alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from hees.findings.palette import DARK, LIGHT
from hees.findings.plot.canvas import Key, Plot, layout, lines, rows
from hees.findings.plot.shares import BAR, SEGMENT, ink_on


@dataclass(frozen=True)
class Bar:
    """One bar: its label (text from people allowed) and its count."""

    label: str
    count: int


def bars(counted: Sequence[Bar], *, dark: bool = False) -> Plot:
    """Horizontal bars in the given order, each with its exact count."""
    tone = DARK if dark else LIGHT
    placed, height = rows([bar.label for bar in counted], BAR)
    most = max((bar.count for bar in counted), default=0) or 1
    trace = go.Bar(
        orientation="h",
        x=[bar.count for bar in counted],
        y=[row.middle for row in placed],
        width=BAR - 3,
        marker={"color": tone.accent, "cornerradius": 2},
        text=[str(bar.count) for bar in counted],
        textposition="outside",
        cliponaxis=False,
        customdata=[row.text for row in placed],
        hovertemplate="%{customdata}: %{x}<extra></extra>",
    )
    axis = {"visible": False, "fixedrange": True, "range": [0, most * 1.12]}
    return Plot(go.Figure(trace, layout(tone, height, placed, xaxis=axis)))


def stacked(
    items: Sequence[str], series: Sequence[tuple[str, Sequence[int]]], *, dark: bool = False
) -> Plot:
    """One stacked bar an item; `series` are (choice, count for each item), in scale order."""
    tone = DARK if dark else LIGHT
    placed, height = rows(items, SEGMENT)
    colours = [
        _colour(tone.diverging, tone.neutral, place, len(series)) for place in range(len(series))
    ]
    traces = [
        go.Bar(
            name=name,
            orientation="h",
            x=list(counts),
            y=[row.middle for row in placed],
            width=SEGMENT,
            marker={"color": colour, "line": {"color": tone.paper, "width": 1.5}},
            text=[str(count) if count else "" for count in counts],
            textposition="inside",
            textangle=0,
            textfont={"color": ink_on(colour)},
            hovertemplate=f"{'<br>'.join(lines(name))}: %{{x}}<extra></extra>",
        )
        for (name, counts), colour in zip(series, colours, strict=True)
    ]
    made = layout(tone, height, placed, barmode="stack")
    keys = tuple(Key(name, colour) for (name, _), colour in zip(series, colours, strict=True))
    return Plot(go.Figure(traces, made), legend=keys)


def _colour(diverging: Sequence[str], neutral: str, place: int, total: int) -> str:
    """Spread five colours over a scale; what lies beyond five points (no opinion) is grey."""
    if total > len(diverging) and place >= len(diverging):
        return neutral
    steps = max(1, min(total, len(diverging)) - 1)
    return diverging[round(place * (len(diverging) - 1) / steps)]
