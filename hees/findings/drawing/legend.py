"""Legends: signs with their names, in as many lines as they need."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings.drawing.lettering import LEADING, width, wrap
from hees.findings.drawing.marks import DASHES, mark
from hees.findings.drawing.sheet import Sheet
from hees.findings.palette import Tone

SIZE, GAP = 12, 12


@dataclass(frozen=True)
class Key:
    """One entry. `marker`: plotly's name, "block" for an area, "line-…" is a marker on a line.

    `letter` stands in the place of a marker.
    """

    label: str
    colour: str
    marker: str = "block"
    dash: str | None = None
    letter: str = ""


def legend(sheet: Sheet, tone: Tone, keys: Sequence[Key], top: float) -> float:
    """Draw the keys from left to right; returns where what follows may begin."""
    x, height = 0.0, 0.0
    for key in keys:
        sign = _room(key)
        lines = wrap(key.label, SIZE, sheet.width - sign)
        needs = sign + max(width(line, SIZE) for line in lines)
        if x and x + needs > sheet.width:
            x, top, height = 0, top + height + 4, 0
        _sign(sheet, tone, key, x, top + LEADING * SIZE / 2)
        height = max(height, sheet.block(x + sign, top, lines, size=SIZE) - top)
        x += needs + GAP
    return top + height


def _room(key: Key) -> float:
    return 34 if key.dash is not None else 18


def _sign(sheet: Sheet, tone: Tone, key: Key, x: float, middle: float) -> None:
    if key.letter:
        sheet.text(x, middle, key.letter, size=SIZE, bold=True, fill=key.colour)
    elif key.marker == "block":
        sheet.rect(x, middle - 6, 12, 12, key.colour)
    elif key.dash is None:
        mark(sheet, key.marker, (x + 6, middle), 5, key.colour, tone.paper)
    else:
        start, end = (x, middle), (x + 26, middle)
        sheet.line(start, end, key.colour, width=2, dash=DASHES.get(key.dash, ""))
        mark(sheet, key.marker, (x + 13, middle), 4.5, key.colour, tone.paper)
