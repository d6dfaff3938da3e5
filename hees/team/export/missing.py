"""Why a variable has no value, and answers that say that none can be given: the numbers they have."""

from enum import IntEnum

STATA_FIRST = {"not_asked": "a", "no_answer": "b", "other_version": "c"}


class Missing(IntEnum):
    """Why there is no value. The number stands for it in SPSS, and in ours until then."""

    NOT_ASKED = -9
    NO_ANSWER = -8
    OTHER_VERSION = -7

    @property
    def key(self) -> str:
        """Part of a message's key: not_asked, no_answer, other_version."""
        return self.name.lower()

    @property
    def letter(self) -> str:
        """Stata's extended missing value: a stands for .a"""
        return STATA_FIRST[self.key]


UNANSWERABLE = {
    **dict.fromkeys(("unknown", "dont_know", "do_not_know", "not_sure", "cannot_say"), "unknown"),
    **dict.fromkeys(("na", "not_applicable", "does_not_apply"), "not_applicable"),
    **dict.fromkeys(("prefer_not", "prefer_not_to_say", "refused", "declined"), "declined"),
}
"""Codes of choices that are answers and yet no value, by what they say. Elsewhere they are choices."""

_PLACES = {"unknown": (-1, "d"), "not_applicable": (-2, "n"), "declined": (-3, "r")}
_SPARE = [(-4, "e"), (-5, "f"), (-6, "g")]

FAR = -9_000_000_000_000_000
"""Below every number that can be typed, exact as a double: the same kinds where -9 may be an answer."""


def places(codes: list[str]) -> dict[str, tuple[int, str]]:
    """Which of the codes say that no value can be given, each with its number and Stata's letter.

    A list with more of them than there are numbers keeps the rest as choices.
    """
    found: dict[str, tuple[int, str]] = {}
    for code in codes:
        says = UNANSWERABLE.get(code)
        if says is None:
            continue
        free = [place for place in (_PLACES[says], *_SPARE) if place not in found.values()]
        if free:
            found[code] = free[0]
    return found
