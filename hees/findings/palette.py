"""The colours of every chart: one accent a country everywhere, and quiet neutrals for the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings.table import Line
from hees.study import Study

FONT = "IBM Plex Sans, Hiragino Sans, BIZ UDPGothic, Noto Sans CJK JP, sans-serif"

MARKERS = ("square", "triangle-up", "cross", "x", "star", "circle-open")
"""Markers of lines that stand for no country, in plotly's names."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "solid")


@dataclass(frozen=True)
class Tone:
    """The colours on one background. `series`: lines without a country, told apart without hue too."""

    paper: str
    ink: str
    muted: str
    grid: str
    accent: str
    series: tuple[str, ...]
    diverging: tuple[str, ...]
    neutral: str


LIGHT = Tone(
    paper="#fdfcfa",
    ink="#1d2321",
    muted="#565f5b",
    grid="#e4dfd6",
    accent="#1f4b43",
    series=("#1f4b43", "#8a5a00", "#6b3fa0", "#00708a", "#9a3b6b", "#565f5b"),
    diverging=("#7a3b2e", "#c98a5e", "#b9b4a6", "#6fa396", "#1f4b43"),
    neutral="#dcd8ce",
)
DARK = Tone(
    paper="#151918",
    ink="#e9e7e2",
    muted="#a9b0ac",
    grid="#2f3633",
    accent="#8fc7b9",
    series=("#8fc7b9", "#e0b04c", "#bfa3e8", "#5cc3da", "#e59bc0", "#a9b0ac"),
    diverging=("#d98c7a", "#e3b795", "#6c716c", "#7fb8aa", "#b9e2d7"),
    neutral="#3a423f",
)


@dataclass(frozen=True)
class Look:
    """How one row or column is drawn."""

    colour: str
    marker: str
    dash: str


class Palette:
    """The looks of a study's lines on a light or dark page."""

    def __init__(self, study: Study, *, dark: bool = False) -> None:
        self.tone = DARK if dark else LIGHT
        self._countries = {
            one.code: Look(one.colour_dark if dark else one.colour, one.marker, "solid")
            for one in study.countries
        }

    def country(self, code: str) -> Look:
        """The look of a country of the study."""
        return self._countries[code]

    def looks(self, lines: Sequence[Line]) -> list[Look]:
        """One look a line: its country's, where it is the first of that country; else a neutral one."""
        found, seen = [], set()
        for position, line in enumerate(lines):
            if line.country in self._countries and line.country not in seen:
                seen.add(line.country)
                found.append(self._countries[line.country])
                continue
            place = position % len(self.tone.series)
            found.append(Look(self.tone.series[place], MARKERS[place], DASHES[place]))
        return found

    def scale(
        self, points: Sequence[str], positive: Sequence[str], neutral: Sequence[str]
    ) -> list[str]:
        """A colour a point of a scale: one side, the middle, the other side, and grey for no opinion."""
        return [self._point(points, positive, neutral, code) for code in points]

    def _point(
        self, points: Sequence[str], positive: Sequence[str], neutral: Sequence[str], code: str
    ) -> str:
        low, middle, high = self.tone.diverging[:2], self.tone.diverging[2], self.tone.diverging[3:]
        if code in neutral:
            return middle
        if code in positive:
            return high[min(positive.index(code), 1)] if len(positive) > 1 else high[1]
        first = min((points.index(one) for one in (*positive, *neutral)), default=len(points))
        negative = points[:first]
        if code in negative:
            return low[min(negative.index(code), 1)] if len(negative) > 1 else low[0]
        return self.tone.neutral
