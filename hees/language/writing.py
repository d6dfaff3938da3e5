"""In which language somebody wrote, as far as the letters tell."""

from collections.abc import Sequence

SHARE = 0.15
"""The share of kana and kanji among the letters from which on a text is read as written in `ja`."""


def written_in(text: str, languages: Sequence[str]) -> str:
    """The most likely of `languages`: `ja` by its kana and kanji, else the first other one."""
    letters = [letter for letter in text if letter.isalpha()]
    eastern = sum("\u3040" <= letter <= "\u9fff" or letter == "々" for letter in letters)
    if "ja" in languages and letters and eastern / len(letters) >= SHARE:
        return "ja"
    return next((one for one in languages if one != "ja"), languages[0])
