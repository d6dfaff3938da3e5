"""How wide text will be, and where its lines break: estimated, because an SVG cannot be asked."""

import re
from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

LEADING = 1.32
"""Height of a line in sizes."""

MIDDLE = 0.36
"""How far below the middle of a line its baseline stands, in sizes."""

# Hundredths of an em from space to tilde, in IBM Plex Sans; other common faces are narrower.
_ASCII = (
    24, 28, 42, 71, 60, 93, 69, 24, 34, 34, 45, 60, 27, 40, 27, 38, 60, 60, 60, 60, 60, 60, 60, 60,
    60, 60, 29, 29, 60, 60, 60, 48, 89, 64, 65, 62, 67, 58, 56, 70, 71, 40, 51, 63, 50, 81, 71, 71,
    61, 71, 64, 58, 57, 68, 61, 89, 61, 59, 58, 32, 38, 32, 60, 56, 60, 53, 58, 50, 58, 55, 32, 53,
    57, 25, 25, 53, 27, 87, 57, 56, 58, 58, 37, 49, 35, 57, 49, 77, 51, 50, 46, 34, 31, 34, 60,
)  # fmt: skip
_OTHER, _FULL, _NARROW = 0.64, 1.0, frozenset("–’‘“”·†")
_BOLD, _SAFETY = 1.06, 1.03

_OPENING = "（「『［〔【〈《([{“‘"
_CLOSING = "、。，．・：；？！）」』］〕】〉》ーゝ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…％)]}”’"
_KANJI = "一-龯々"
_PIECES = re.compile(
    rf"[{re.escape(_OPENING)}]*"
    rf"(?:[^\s⺀-￯]+|[ァ-ヴー]+|[{_KANJI}]{{2}}(?:[{_KANJI}](?![{_KANJI}]))?|\S)"
    rf"[ぁ-ん]*[{re.escape(_CLOSING)}]*\s*"
)
"""What should stay on one line: a word; or in Japanese about a word with what is joined to it."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The estimated width of a line in pixels, rather too large than too small."""
    ems = sum(_em(letter) for letter in text)
    return ems * size * _SAFETY * (_BOLD if bold else 1)


def widest(texts: Iterable[str], size: float, *, bold: bool = False) -> float:
    """The width of the widest of some lines; 0 without any."""
    return max((width(text, size, bold=bold) for text in texts), default=0)


def _em(letter: str) -> float:
    code = ord(letter) - 32
    if 0 <= code < len(_ASCII):
        return _ASCII[code] / 100
    if combining(letter):
        return 0
    return _FULL if east_asian_width(letter) in "WFA" and letter not in _NARROW else _OTHER


def wrap(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """The lines of a text that may be `room` wide, of about equal length; at least one line."""
    pieces = [piece.group() for piece in _PIECES.finditer(text)]
    lines = _fill(pieces, size, room, bold)
    if len(lines) < 2:
        return lines or [""]
    sizes = [width(piece.rstrip(), size, bold=bold) for piece in pieces]
    low, high = max((one for one in sizes if one <= room), default=room), room
    for _ in range(7):  # the narrowest room that needs no more lines
        middle = (low + high) / 2
        if len(_fill(pieces, size, middle, bold)) > len(lines):
            low = middle
        else:
            high = middle
    return _fill(pieces, size, high, bold)


def breaks_words(text: str, size: float, room: float) -> bool:
    """Whether some word is too wide for the room."""
    words = [piece.group().rstrip() for piece in _PIECES.finditer(text)]
    return widest(words, size) > room


def _fill(pieces: Sequence[str], size: float, room: float, bold: bool) -> list[str]:
    """As much on each line as it holds; a piece wider than a line is broken between letters."""
    lines, line = [], ""
    for piece in pieces:
        if line and width((line + piece).rstrip(), size, bold=bold) > room:
            lines.append(line.rstrip())
            line = ""
        for letter in piece:
            if line and letter.strip() and width(line + letter, size, bold=bold) > room:
                lines.append(line.rstrip())
                line = ""
            line += letter
    return [*lines, line.rstrip()] if line.strip() else lines
