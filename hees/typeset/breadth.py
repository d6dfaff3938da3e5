"""How broad a text is when it is set, reckoned in Latin letters."""

from unicodedata import east_asian_width


def letters(text: str) -> int:
    """The breadth of a text in Latin letters; ideographs are twice as broad."""
    return sum(2 if east_asian_width(letter) in {"W", "F"} else 1 for letter in text)
