"""What all figures share: text that is safe and fits, rows measured in pixels, a bare layout."""

import re
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
    """A label escaped and broken to fit a phone: chart text is HTML. Full-width letters count twice.

    The lines are about as long as each other, so that no single word stands alone in the last one.
    """
    fewest = max(1, len(_broken(text, width)))
    longest = max(map(_size, _UNITS.findall(text)), default=1)
    narrower = range(max(longest, _size(text) // fewest), width)
    even = next((less for less in narrower if _fits(text, less, width, fewest)), width)
    return [escape(line) for line in _broken(text, even)] or [""]


def _fits(text: str, less: int, width: int, fewest: int) -> bool:
    """Whether narrower lines are as few, and none of them longer than it may be."""
    broken = _broken(text, less)
    return len(broken) <= fewest and all(_size(line) <= width for line in broken)


def _broken(text: str, width: int) -> list[str]:
    """Lines up to a width, broken between words, or inside unspaced text where a phrase ends."""
    if text.isascii():
        return wrap(text, width)
    parts, line = [], ""
    for unit in _UNITS.findall(text):
        for piece in [unit] if _size(unit) <= width else unit:
            if line and _size((line + piece).rstrip()) > width:
                parts.append(line.rstrip())
                line = ""
            line += piece if line else piece.lstrip()
    return [*parts, line]


_UNITS = re.compile(
    r"[（「『〔]*"
    r"(?:[!-~]+|[ァ-ヶー・]+|\s|[^\u3000-\u9fff\uff00-\uffef!-~\s]+|.)"
    r"[ぁ-ん]{0,6}[）」』〕、。！？ー]*"
)
"""What stays together in a line: a word, or a letter with the ending and the mark that follow it."""


def _size(text: str) -> int:
    return sum(1 if letter.isascii() else 2 for letter in text)


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
        "dragmode": False,  # else a finger on a chart cannot scroll the page
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
