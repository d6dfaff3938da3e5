"""Documents to print: from plain data and charts as SVG to accessible PDF, and charts to PNG."""

from hees.typeset.breadth import letters
from hees.typeset.document import (
    PAPERS,
    Chart,
    Document,
    FactSheet,
    FooterLine,
    KeyFigure,
    Paper,
    Paragraph,
    Recommendation,
    RecommendationList,
    Run,
    Table,
    plain,
)
from hees.typeset.typesetter import MissingGlyph, pdf, png

__all__ = [
    "PAPERS",
    "Chart",
    "Document",
    "FactSheet",
    "FooterLine",
    "KeyFigure",
    "MissingGlyph",
    "Paper",
    "Paragraph",
    "Recommendation",
    "RecommendationList",
    "Run",
    "Table",
    "letters",
    "pdf",
    "plain",
    "png",
]
