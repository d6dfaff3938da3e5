"""Draws of numbers and years."""

from math import exp, log10
from random import Random
from statistics import NormalDist

from hees.simulation.model import Model, Situation
from hees.study import Question

FIRST_YEAR, LAST_YEAR = 1950, 2025
"""Where years lie when neither question nor steering says; fixed, so that a seed stays a seed."""

ZERO = 0.04
"""Share of plain zeros among numbers that may be zero."""


def number(model: Model, question: Question, situation: Situation, rng: Random) -> int | float:
    """A skewed number, round as people give it, within the question's bounds."""
    tendency = model.tendency(question)
    low = question.min or 0
    if rng.random() < ZERO and low <= 0 <= (question.max or 0):
        return 0
    median = tendency.median or max(1.0, (question.max or 1000) - low) ** 0.4
    stand = model.lean(question, "", "", situation) + tendency.spread * rng.gauss(0, 1)
    drawn = _round(low + median * exp(stand), question.whole)
    return max(low, drawn) if question.max is None else min(question.max, max(low, drawn))


def _round(drawn: float, whole: bool) -> int | float:
    """Two significant digits."""
    if drawn <= 0:
        return 0
    digits = 1 - int(log10(drawn)) if drawn >= 1 else 1
    rounded = round(drawn, min(digits, 0) if whole else digits)
    return int(rounded) if whole else rounded


def year(model: Model, question: Question, situation: Situation, rng: Random) -> int:
    """A year, more often a late one."""
    first, last = model.tendency(question).years or _years(question)
    stand = model.lean(question, "", "", situation) + rng.gauss(0, 1)
    share = NormalDist().cdf(stand / 1.3) ** 0.6
    return first + int(share * (last - first) + 0.5)


def _years(question: Question) -> tuple[int, int]:
    first, last = int(question.min or FIRST_YEAR), int(question.max or LAST_YEAR)
    return min(max(first, FIRST_YEAR), last), max(first, min(last, LAST_YEAR))
