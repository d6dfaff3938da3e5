"""Charts as standalone SVG with real text, for downloads, pictures and print.

Each kind of chart is one module with one function that draws a scene on a sheet and returns the
height it took.
"""

from collections.abc import Callable

from hees.findings.drawing import (
    bars,
    dumbbell,
    figures,
    flows,
    maps,
    matrix,
    scale,
    trend,
)
from hees.findings.drawing.scene import Scene
from hees.findings.drawing.sheet import Sheet
from hees.findings.exhibits import Exhibit
from hees.study import ChartKind

__all__ = ["svg"]

_KINDS: dict[ChartKind, Callable[[Scene, Sheet], float]] = {
    ChartKind.BARS: bars.draw,
    ChartKind.SCALE: scale.draw,
    ChartKind.DUMBBELL: dumbbell.draw,
    ChartKind.MATRIX: matrix.draw,
    ChartKind.TREND: trend.draw,
    ChartKind.FIGURES: figures.draw,
    ChartKind.MAP: maps.draw,
    ChartKind.FLOWS: flows.draw,
}


def svg(
    exhibit: Exhibit,
    language: str,
    *,
    width: int = 720,
    diverging: bool = False,
    title: str = "",
    desc: str = "",
) -> str:
    """The chart as an SVG of this width in pixels, as high as it needs to be.

    `diverging`: a scale is centred on its middle. `title` and `desc` are read out, not drawn.
    Raises ValueError for an exhibit without numbers.
    """
    if exhibit.lack or exhibit.table.empty:
        raise ValueError(f"chart '{exhibit.chart.id}' has no numbers to draw")
    scene = Scene(exhibit, language, width, diverging)
    sheet = Sheet(width, scene.tone.ink)
    height = _KINDS[exhibit.chart.kind](scene, sheet)
    return sheet.document(height, language, title, desc)
