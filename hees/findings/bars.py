"""Bar charts as plotly figures, drawn from counted rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

import plotly.graph_objects as go

INK, INK_ON_DARK = "#1f4b43", "#8fc7b9"
SEQUENCE = ("#7a3b2e", "#c98a5e", "#b9b4a6", "#6fa396", "#1f4b43")
"""A diverging sequence for scales, distinguishable without colour vision by its lightness."""

FONT = "IBM Plex Sans, Hiragino Sans, BIZ UDPGothic, Noto Sans CJK JP, sans-serif"
ROW = 34
"""Height of a bar with its gap, in pixels."""


@dataclass(frozen=True)
class Bar:
    """One bar: its label (text from people allowed) and its count."""

    label: str
    count: int


def bars(rows: Sequence[Bar], *, dark: bool = False) -> go.Figure:
    """Horizontal bars in the given order, each with its exact count; `dark`: for a dark page."""
    labels = [_label(row.label) for row in rows]
    return go.Figure(
        data=[
            go.Bar(
                x=[row.count for row in rows],
                y=list(range(len(rows))),
                orientation="h",
                marker={"color": INK_ON_DARK if dark else INK},
                text=[str(row.count) for row in rows],
                textposition="outside",
                cliponaxis=False,
                customdata=labels,
                hovertemplate="%{customdata}: %{x}<extra></extra>",
            )
        ],
        layout=_layout(labels),
    )


def stacked(items: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> go.Figure:
    """One stacked bar an item; `series` are (choice, count for each item), in scale order."""
    labels = [_label(item) for item in items]
    layout = _layout(labels)
    layout |= {"barmode": "stack", "showlegend": True}
    layout["legend"] = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"}
    return go.Figure(
        data=[
            go.Bar(
                name=_label(name),
                x=list(counts),
                y=list(range(len(items))),
                orientation="h",
                marker={"color": _colour(position, len(series))},
                text=[str(count) if count else "" for count in counts],
                textposition="inside",
                textangle=0,
                hovertemplate=f"{_label(name)}: %{{x}}<extra></extra>",
            )
            for position, (name, counts) in enumerate(series)
        ],
        layout=layout,
    )


def _colour(position: int, total: int) -> str:
    """Spread the sequence over a scale; what lies beyond five points (no opinion) is grey."""
    if total > len(SEQUENCE) and position >= len(SEQUENCE):
        return "#dcd8ce"
    steps = max(1, min(total, len(SEQUENCE)) - 1)
    return SEQUENCE[round(position * (len(SEQUENCE) - 1) / steps)]


def _label(text: str) -> str:
    """Escaped and broken into lines: chart text is HTML, and people typed some of it."""
    width = 34 if text.isascii() else 18
    lines = (
        wrap(text, width)
        if text.isascii()
        else [text[start : start + width] for start in range(0, len(text), width)]
    )
    return "<br>".join(escape(line) for line in lines[:3])


def _layout(labels: Sequence[str]) -> dict[str, object]:
    return {
        "template": None,
        "font": {"family": FONT, "size": 14},
        "height": 60 + sum(max(ROW, 22 * (1 + label.count("<br>"))) for label in labels),
        "margin": {"l": 8, "r": 44, "t": 16, "b": 16},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "bargap": 0.35,
        "showlegend": False,
        "uirevision": "keep",
        "xaxis": {"visible": False, "rangemode": "tozero", "fixedrange": True},
        "yaxis": {
            "tickvals": list(range(len(labels))),
            "ticktext": list(labels),
            "autorange": "reversed",
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "ticks": "",
            "tickfont": {"size": 13},
        },
    }
