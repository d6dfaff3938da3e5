"""Exhibits as plotly figures, one or several to a chart, each with a title of its own."""

from collections.abc import Callable

from hees.findings.exhibits import Exhibit
from hees.findings.plot import places, shares, trends
from hees.findings.plot.canvas import Plot
from hees.study import ChartKind

__all__ = ["Plot", "plots"]

_KINDS: dict[ChartKind, Callable[[Exhibit, str, bool, bool], list[Plot]]] = {
    ChartKind.BARS: shares.bars,
    ChartKind.SCALE: shares.scale,
    ChartKind.DUMBBELL: shares.dots,
    ChartKind.MATRIX: shares.matrix,
    ChartKind.TREND: trends.trend,
    ChartKind.MAP: places.maps,
    ChartKind.FLOWS: places.flows,
    ChartKind.FIGURES: lambda *_: [],
}


def plots(
    exhibit: Exhibit, language: str, *, dark: bool = False, diverging: bool = False
) -> list[Plot]:
    """The figures of a chart; none for published figures, which are a table already.

    `diverging`: a scale is centred on its middle instead of filling 0 to 100 %.
    """
    if exhibit.lack:
        return []
    return _KINDS[exhibit.chart.kind](exhibit, language, dark, diverging)
