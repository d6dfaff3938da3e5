"""How names are indexed: by pairs of characters, and by their beginnings.

So a query of two characters is as fast as a long one: "kyoto" is the phrase "ky yo ot to", and a
phrase match is a substring match.
"""

LENGTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24)
"""How many characters the beginnings have under which a name is found at once."""


def pairs(folded: str) -> list[str]:
    """The overlapping pairs of characters of a folded text, by which it is indexed."""
    return [folded[start : start + 2] for start in range(max(1, len(folded) - 1))]


def starts(folded: str) -> list[str]:
    """Beginnings of a folded text of some lengths, by which names that begin so are soon found.

    Marked, so that no pair of characters is the same word of the index.
    """
    return [f"0s{folded[:length]}" for length in LENGTHS if length <= len(folded)]
