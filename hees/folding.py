"""Texts brought to one form, so that what differs only in how it is typed counts as the same."""

import unicodedata

_FOLDS: dict[int, int | None] = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_FOLDS |= dict.fromkeys([*range(0x300, 0x370), 0x2BB, 0x2BC])
"""Katakana to hiragana; accents of Latin letters and okina dropped (voicing marks are not here)."""


def fold(text: str) -> list[str]:
    """The words of a text, without case, width, accents, kana type or punctuation."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_FOLDS)
    plain = unicodedata.normalize("NFKC", plain)
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()


def spaced(text: str) -> str:
    """The folded words of a text, a space between them."""
    return " ".join(fold(text))


def solid(text: str) -> str:
    """The folded words of a text without any space, as names are compared."""
    return "".join(fold(text))


def same_case(text: str) -> str:
    """A text without differences of case and width alone."""
    return unicodedata.normalize("NFKC", text).casefold()
