"""How wide text will be, and where its lines break: estimated, because an SVG cannot be asked."""

import re
from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

LEADING = 1.32
"""Height of a line in sizes."""

MIDDLE = 0.36
"""How far below the middle of a line its baseline stands, in sizes."""

# Hundredths of an em from space to tilde: the wider of IBM Plex Sans and BIZ UDPGothic, which stands
# in for it where it is not installed.
_ASCII = (
    33, 33, 47, 92, 80, 100, 89, 29, 49, 49, 50, 84, 31, 48, 31, 50, 76, 63, 76, 76, 76, 76, 76, 76,
    76, 76, 31, 31, 84, 84, 84, 77, 98, 76, 77, 80, 84, 70, 66, 84, 82, 42, 54, 75, 60, 98, 82, 86,
    74, 89, 76, 71, 70, 84, 74, 98, 80, 72, 75, 50, 50, 50, 60, 56, 60, 65, 71, 64, 71, 69, 50, 67,
    70, 32, 38, 63, 33, 94, 70, 68, 71, 71, 45, 59, 47, 70, 58, 88, 60, 61, 58, 52, 44, 52, 60,
)  # fmt: skip
_OTHER, _FULL, _NARROW = 0.7, 1.0, frozenset("–’‘“”·†")
_BOLD = 1.04

_OPENING = "（「『［〔【〈《([{“‘"
_CLOSING = "、。，．・：；？！）」』］〕】〉》ーゝ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…％)]}”’"
_KANJI = "一-龯々"
_COUNTER = rf"(?<=\d)(?:[{_KANJI}](?=(?:[{_KANJI}]{{2}})*(?![{_KANJI}]))|[{_KANJI}]{{2}})"
"""What is counted by the number before it: one sign, or two if else a single one were left over."""

_PIECES = re.compile(
    rf"[{re.escape(_OPENING)}]*"
    rf"(?:[^\s⺀-￯]+(?:{_COUNTER})?|[ァ-ヴー]+|[{_KANJI}]{{2}}(?:[{_KANJI}](?![{_KANJI}]))?|\S)"
    rf"[ぁ-ん]*[{re.escape(_CLOSING)}]*\s*"
)
_JOINTS = re.compile(r"(?<=[^\W\d][-/])(?=[^\W\d]{3})")
"""What should stay on one line: a word; without spaces, about a word and its endings."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The estimated width of a line in pixels, rather too large than too small."""
    ems = sum(_em(letter) for letter in text)
    return ems * size * (_BOLD if bold else 1)


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
    pieces = _pieces(text)
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


def longest_word(texts: Iterable[str], size: float, *, bold: bool = False) -> float:
    """The width of the widest word in some texts."""
    words = (piece.rstrip() for text in texts for piece in _pieces(text))
    return widest(words, size, bold=bold)


def _pieces(text: str) -> list[str]:
    whole = (piece.group() for piece in _PIECES.finditer(text))
    return [part for piece in whole for part in _JOINTS.split(piece)]


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
