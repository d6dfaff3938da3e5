"""Colours computed from colours: shades between two, and text that can be read on any."""

from hees.findings.palette import Tone

READABLE = 4.5
"""The least contrast of text with its ground (WCAG 2.2, AA)."""


def mix(low: str, high: str, share: float) -> str:
    """The colour a `share` of the way from one to another."""
    pairs = zip(_parts(low), _parts(high), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(fill: str, tone: Tone) -> str:
    """The first of ink, paper, black and white that can be read on a fill; one of them always can."""
    choices = (tone.ink, tone.paper, "#000000", "#ffffff")
    return next(one for one in choices if contrast(one, fill) >= READABLE)


def readable(colour: str, tone: Tone) -> str:
    """The colour, moved towards the ink until text in it can be read on paper."""
    steps = (mix(colour, tone.ink, step / 10) for step in range(11))
    return next((one for one in steps if contrast(one, tone.paper) >= READABLE), tone.ink)


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (one / 255 for one in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
