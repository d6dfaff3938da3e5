"""What all figures share: text that is safe and fits, rows measured in pixels, a bare layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from hees.findings.palette import FONT, Tone

LINE, GAP = 18, 14
"""Height of a line of a label, and the space below a row, in pixels."""


@dataclass(frozen=True)
class Key:
    """One entry of a legend. `marker` is a plotly marker name, or "block" for an area."""

    label: str
    colour: str
    marker: str = "block"
    dash: str = ""


@dataclass(frozen=True)
class Plot:
    """One figure with its title ("" where the chart's own will do) and legend."""

    figure: go.Figure
    title: str = ""
    legend: tuple[Key, ...] = ()


def lines(text: str, width: int = 42) -> list[str]:
    """A label escaped and broken to fit a phone: chart text is HTML. Full-width letters count twice."""
    if text.isascii():
        return [escape(line) for line in wrap(text, width)] or [""]
    parts, line, used = [], "", 0
    for letter in text:
        size = 1 if letter.isascii() else 2
        if used + size > width:
            parts.append(line)
            line, used = "", 0
        line, used = line + letter, used + size
    return [escape(part) for part in (*parts, line)]


@dataclass(frozen=True)
class Row:
    """A row of a figure: its label from `top`, what is drawn from `middle`, in pixels."""

    text: str
    top: int
    middle: float


def rows(labels: Sequence[str], height: int) -> tuple[list[Row], int]:
    """Rows one below the other, the label above what is drawn; and their height together."""
    placed, top = [], 0
    for label in labels:
        parts = lines(label)
        drawn = top + LINE * len(parts) + 3
        placed.append(Row("<br>".join(parts), top, drawn + height / 2))
        top = drawn + height + GAP
    return placed, top


def layout(tone: Tone, height: int, placed: Sequence[Row] = (), **changes: Any) -> dict[str, Any]:
    """A layout without frame, grid or background, whose y axis counts pixels from the top."""
    plain = {"visible": False, "fixedrange": True}
    return {
        "template": None,
        "font": {"family": FONT, "size": 14, "color": tone.ink},
        "height": height + 16,
        "margin": {"l": 2, "r": 2, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "uirevision": "keep",
        "hoverlabel": {"font": {"family": FONT, "size": 14}},
        "xaxis": plain,
        "yaxis": plain | {"range": [height, 0]},
        "annotations": [_label(row, tone) for row in placed],
    } | changes


def _label(row: Row, tone: Tone) -> dict[str, Any]:
    return {
        "bgcolor": tone.paper,  # lines of a grid pass behind it
        "text": row.text,
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": row.top,
        "yanchor": "top",
        "align": "left",
        "showarrow": False,
        "borderpad": 0,
    }
