"""Documents to print: from plain data and charts as SVG to accessible PDF, and charts to PNG."""

from hees.typeset.document import (
    Chart,
    Document,
    FactSheet,
    FooterLine,
    Key,
    KeyFigure,
    Paragraph,
    Recommendation,
    RecommendationList,
    Run,
    Table,
    plain,
)
from hees.typeset.typesetter import MissingGlyph, pdf, png

__all__ = [
    "Chart",
    "Document",
    "FactSheet",
    "FooterLine",
    "Key",
    "KeyFigure",
    "MissingGlyph",
    "Paragraph",
    "Recommendation",
    "RecommendationList",
    "Run",
    "Table",
    "pdf",
    "plain",
    "png",
]
