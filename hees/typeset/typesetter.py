"""Compiles documents and charts with Typst, from our own templates and fonts alone."""

import re
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

import typst

from hees.typeset.document import Document

FOLDER = Path(__file__).parent
CSS_DPI = 96
"""Pixels of an SVG in an inch."""


class MissingGlyph(ValueError):
    """A character that none of our fonts has: it would print as an empty box."""


def pdf(document: Document) -> bytes:
    """The document as tagged PDF/UA-1; equal documents give equal bytes."""
    made = datetime.combine(document.date, time(), UTC)
    return _pdf(_compiler(document.template, {"data": document.model_dump_json()}), made)


def png(svg: str, scale: float = 2, background: str = "#ffffff") -> bytes:
    """One chart as a picture, `scale` times as large as the SVG's own pixels."""
    compiler = _compiler("chart", {"svg": svg, "background": background})
    _pdf(compiler)  # only PDF/UA refuses a missing glyph
    picture = compiler.compile(format="png", ppi=CSS_DPI * scale)
    assert isinstance(picture, bytes)
    return picture


def _compiler(template: str, inputs: dict[str, str]) -> typst.Compiler:
    """A compiler for one call: it must not be shared between threads. The fonts may be."""
    return typst.Compiler(
        FOLDER / f"{template}.typ",
        root=FOLDER,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
    )


def _pdf(compiler: typst.Compiler, made: datetime | None = None) -> bytes:
    try:
        data = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=made)
    except typst.TypstError as error:
        if missing := re.search(r'the text `"(.+?)"` could not be displayed', error.message):
            raise MissingGlyph(_describe(missing[1])) from error
        raise
    assert isinstance(data, bytes)
    return data


def _describe(text: str) -> str:
    """Name what is missing; Typst writes what cannot be seen as `\\u{e000}`."""
    text = re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), text)
    return f"no font has {text} ({' '.join(f'U+{ord(character):04X}' for character in text)})"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER / "fonts"]
    )
