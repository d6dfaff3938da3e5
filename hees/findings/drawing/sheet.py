"""The sheet that a chart is drawn on: plain SVG shapes and text, which every renderer understands."""

import re
from collections.abc import Sequence
from html import escape

from hees.findings.drawing.lettering import LEADING, MIDDLE

FONT = "IBM Plex Sans, BIZ UDPGothic, Hiragino Sans, Noto Sans CJK JP, sans-serif"

BODY, SMALL, HEAD = 13, 11.5, 14
"""Sizes of text in pixels."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

Point = tuple[float, float]


class Sheet:
    """Shapes in the order in which they were drawn. A `hint` is shown under the pointer."""

    def __init__(self, width: float, ink: str) -> None:
        self.width, self.ink = width, ink
        self._parts: list[str] = []

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: str,
        *,
        stroke: str = "",
        hint: str = "",
    ) -> None:
        size = {"x": x, "y": y, "width": max(0.0, width), "height": height}
        self._add("rect", hint, size | {"fill": fill, "stroke": stroke})

    def line(
        self, start: Point, end: Point, stroke: str, *, width: float = 1, dash: str = ""
    ) -> None:
        ends = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
        self._add("line", "", ends | {"stroke": stroke, "stroke-width": width, **_dashed(dash)})

    def circle(
        self, x: float, y: float, r: float, fill: str, *, stroke: str = "", hint: str = ""
    ) -> None:
        self._add("circle", hint, {"cx": x, "cy": y, "r": r, "fill": fill, "stroke": stroke})

    def polygon(
        self, points: Sequence[Point], fill: str, *, stroke: str = "", hint: str = ""
    ) -> None:
        joined = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        self._add("polygon", hint, {"points": joined, "fill": fill, "stroke": stroke})

    def path(
        self,
        d: str,
        *,
        fill: str = "none",
        stroke: str = "",
        width: float = 1,
        dash: str = "",
        opacity: float = 1,
        hint: str = "",
    ) -> None:
        look = {"d": d, "fill": fill, "stroke": stroke, **_dashed(dash)}
        look |= {"stroke-width": width, "stroke-linejoin": "round"} if stroke else {}
        look |= {"fill-opacity": opacity} if opacity < 1 else {}
        self._add("path", hint, look)

    def text(
        self,
        x: float,
        middle: float,
        text: str,
        *,
        size: float = BODY,
        fill: str = "",
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """One line of text, its letters centred on `middle`."""
        look: dict[str, float | str] = {"x": x, "y": middle + MIDDLE * size, "font-size": size}
        look |= {"fill": fill or self.ink}
        look |= {"text-anchor": anchor} if anchor != "start" else {}
        look |= {"font-weight": 700} if bold else {}
        if shown := _safe(text):
            self._parts.append(f"<text{_attributes(look)}>{shown}</text>")

    def block(
        self,
        x: float,
        top: float,
        lines: Sequence[str],
        *,
        size: float = BODY,
        fill: str = "",
        anchor: str = "start",
        bold: bool = False,
    ) -> float:
        """Lines of text one below the other; returns where the next could begin."""
        for line in lines:
            middle = top + LEADING * size / 2
            self.text(x, middle, line, size=size, fill=fill, anchor=anchor, bold=bold)
            top += LEADING * size
        return top

    def document(self, height: float, language: str, title: str, desc: str) -> str:
        """The whole SVG."""
        size = f"{_number(self.width)} {_number(height)}"
        frame: dict[str, float | str] = {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": self.width,
            "height": height,
            "viewBox": f"0 0 {size}",
            "role": "img",
            "xml:lang": language,
            "font-family": FONT,
        }
        about = [f"<title>{_safe(title)}</title>"] if title else []
        about += [f"<desc>{_safe(desc)}</desc>"] if desc else []
        return "\n".join([f"<svg{_attributes(frame)}>", *about, *self._parts, "</svg>\n"])

    def _add(self, name: str, hint: str, attributes: dict[str, float | str]) -> None:
        inner = f"><title>{_safe(hint)}</title></{name}>" if hint else "/>"
        self._parts.append(f"<{name}{_attributes(attributes)}{inner}")


def _dashed(dash: str) -> dict[str, float | str]:
    return {"stroke-dasharray": dash} if dash else {}


def _attributes(values: dict[str, float | str]) -> str:
    shown = (
        (name, escape(value) if isinstance(value, str) else _number(value))
        for name, value in values.items()
        if value != ""
    )
    return "".join(f' {name}="{value}"' for name, value in shown)


def _number(value: float) -> str:
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")


def _safe(text: str) -> str:
    """Text for XML: escaped, on one line, without characters that XML forbids."""
    return escape(" ".join(_NOT_XML.sub("", text).split()))
