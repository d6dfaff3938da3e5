"""Makes the fonts in hees/typeset/fonts from the fonts that their makers publish.

Needed beside fonttools, in any folders:
  BIZ UDGothic   the Debian package fonts-morisawa-bizud-gothic
  IBM Plex Sans   the npm package @ibm/plex-sans, its fonts/complete/woff
  Newsreader      the PyPI package fontpkg-newsreader, its files
Run: `python docs/fonts.py BIZ_FOLDER PLEX_FOLDER NEWSREADER_FOLDER`.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FONTS = Path(__file__).parents[1] / "hees" / "typeset" / "fonts"
NEWSREADER = {"Regular": 400, "Medium": 500, "SemiBold": 600}
OPTICAL_SIZE = 24
"""In points: Newsreader sets titles and large numbers only."""
LATIN_END = 0x250
"""Latin letters come from Plex. A text of an SVG that BIZ could set whole would be all BIZ."""


def main(biz: Path, plex: Path, newsreader: Path) -> None:
    """Write every font, smaller where its licence lets a changed font keep its name."""
    for style in ("Regular", "Bold"):
        font = TTFont(biz / f"BIZUDGothic-{style}.ttf", recalcTimestamp=False)
        subset(font, [code for code in characters(font) if code >= LATIN_END and not rare(code)])
        font.save(FONTS / f"BIZUDGothic-{style}.ttf")
        # "Plex" is a reserved name: the font is only taken out of its container, never changed.
        font = TTFont(plex / f"IBMPlexSans-{style}.woff", recalcTimestamp=False, lazy=True)
        font.flavor = None
        font.save(FONTS / f"IBMPlexSans-{style}.ttf", reorderTables=None)
    for style, weight in NEWSREADER.items():
        font = TTFont(newsreader / "Newsreader[opsz,wght].ttf", recalcTimestamp=False)
        font = instantiateVariableFont(font, {"opsz": OPTICAL_SIZE, "wght": weight})
        subset(font, characters(font))
        rename(font, "Newsreader", style)
        font.save(FONTS / f"Newsreader-{style}.ttf")


def characters(font: TTFont) -> list[int]:
    return list(font.getBestCmap() or [])


def rare(code: int) -> bool:
    """Whether this is an ideograph outside JIS X 0208 (levels 1 and 2) and its usual additions."""
    ideograph = 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000
    return ideograph and not chr(code).encode("cp932", "ignore")


def subset(font: TTFont, codes: list[int]) -> None:
    """Keep these characters and what sets horizontal lines; hints serve screens, not PDF."""
    options = Options(
        hinting=False,
        layout_features=["ccmp", "liga", "kern", "mark", "locl", "tnum"],
        name_IDs=["*"],
        drop_tables=["DSIG", "meta", "vhea", "vmtx", "STAT"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)


def rename(font: TTFont, family: str, style: str) -> None:
    """Name one weight of a variable font as a member of its family."""
    names = {
        1: family if style == "Regular" else f"{family} {style}",
        2: "Regular",
        4: f"{family} {style}",
        6: f"{family}-{style}",
        16: family,
        17: style,
    }
    table = font["name"]
    for identifier in (*names, 3, 21, 22, 25):
        table.removeNames(nameID=identifier)
    for identifier, name in names.items():
        table.setName(name, identifier, 3, 1, 0x409)


if __name__ == "__main__":
    main(*(Path(folder) for folder in sys.argv[1:]))
