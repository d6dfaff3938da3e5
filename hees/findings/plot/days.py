"""Bars of exact counts by day, for the study team alone."""

from collections.abc import Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from hees.findings.palette import DARK, LIGHT, Tone
from hees.findings.plot.canvas import Key, Plot, layout

HEIGHT = 220
"""In pixels."""

FEWEST = 14
"""So many days has the axis at least, so that a single day is no wall."""

DAY_MS = 24 * 3600 * 1000
"""A day on a plotly axis of dates."""


def days(
    counted: Sequence[tuple[str, int, int]],
    names: tuple[str, str],
    ticks: Sequence[tuple[str, str]],
    *,
    dark: bool = False,
) -> Plot:
    """Two counts a day, the second drawn inside the first. `counted`: (ISO day, first, second).

    `names`: of the two counts. `ticks`: (ISO day, label) of the days that the axis names.
    """
    tone = DARK if dark else LIGHT
    looks = ((names[0], tone.neutral, 0.86), (names[1], tone.accent, 0.5))
    traces = [
        go.Bar(
            name=name,
            x=[row[0] for row in counted],
            y=[row[place] for row in counted],
            width=DAY_MS * width,
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate=f"%{{x|%Y-%m-%d}} {name}: %{{y}}<extra></extra>",
        )
        for place, (name, colour, width) in enumerate(looks, start=1)
    ]
    made = layout(tone, HEIGHT, barmode="overlay")
    made["margin"] = {"l": 8, "r": 30, "t": 10, "b": 30}
    made |= {"xaxis": _days(counted, ticks, tone), "yaxis": _counts(tone)}
    keys = tuple(Key(name, colour) for name, colour, _ in looks)
    return Plot(go.Figure(traces, made), legend=keys)


def _days(
    counted: Sequence[tuple[str, int, int]], ticks: Sequence[tuple[str, str]], tone: Tone
) -> dict[str, object]:
    return {
        "type": "date",
        "range": _range(counted),
        "fixedrange": True,
        "showgrid": False,
        "tickvals": [day for day, _ in ticks],
        "ticktext": [label for _, label in ticks],
        "tickangle": 0,
        "linecolor": tone.muted,
        "ticks": "outside",
        "tickcolor": tone.muted,
    }


def _counts(tone: Tone) -> dict[str, object]:
    return {
        "fixedrange": True,
        "rangemode": "tozero",
        "automargin": True,
        "nticks": 4,
        "tickformat": ",d",
        "gridcolor": tone.grid,
        "zerolinecolor": tone.muted,
    }


def _range(counted: Sequence[tuple[str, int, int]]) -> list[str]:
    """The axis from the first day to the last, half a day more at each end."""
    first, last = (date.fromisoformat(counted[end][0]) for end in (0, -1))
    first = min(first, last - timedelta(days=FEWEST - 1))
    return [f"{first - timedelta(days=1)} 12:00", f"{last} 12:00"]
