"""What the gate found of a release, in a line."""

from hees.findings.numbers import release_number
from hees.language import say, show_date, show_number
from hees.store.releases import Release


def line(release: Release, language: str) -> str:
    """Release 12, December 3, 2026 · 1,240 cells checked, narrowest interval 3"""
    day = show_date(release.made_on, language)
    number = release_number(release, language)
    named = say("faces.release", language, number=number, date=day)
    return say("verdict.line", language, release=named, verdict=verdict(release, language))


def verdict(release: Release, language: str) -> str:
    """How many cells were attacked, and how much an attacker is left to guess at least."""
    found = release.verdict
    if not release.digest:  # made before there was a gate
        return say("verdict.unchecked", language)
    if found.narrowest is None:
        return say("verdict.none_small", language)
    return say(
        "verdict.checked",
        language,
        checked=show_number(found.checked, language),
        narrowest=show_number(found.narrowest, language),
    )
