"""Draws of numbers and years."""

from math import exp, floor, log10
from statistics import NormalDist

from hees.simulation.model import Ask, Model
from hees.study import Question

FIRST_YEAR, LAST_YEAR = 1950, 2025
"""Where years lie when neither question nor steering says; fixed, so that a seed stays a seed."""

ZERO = 0.04
"""Share of plain zeros among numbers that may be zero."""


def number(model: Model, ask: Ask) -> int | float:
    """A skewed number, round as people give it, within the question's bounds."""
    question, tendency = ask.question, model.tendency(ask.question)
    low, high = question.min or 0, question.max or float("inf")
    if low <= 0 and ask.rng.random() < ZERO:
        return 0
    median = tendency.median or min(high - low + 1, 1000) ** 0.5
    stand = model.lean(ask) + tendency.spread * ask.rng.gauss(0, 1)
    drawn = min(high, max(low, _round(low + median * exp(stand))))
    return round(drawn) if question.whole else drawn


def _round(drawn: float) -> float:
    """Two significant digits."""
    return round(drawn, 1 - floor(log10(abs(drawn)))) if drawn else drawn


def year(model: Model, ask: Ask) -> int:
    """A year, more often a late one."""
    first, last = model.tendency(ask.question).years or _years(ask.question)
    stand = model.lean(ask) + ask.rng.gauss(0, 1)
    share = NormalDist().cdf(stand / 1.3) ** 0.6
    return first + round(share * (last - first))


def _years(question: Question) -> tuple[int, int]:
    low, high = int(question.min or FIRST_YEAR), int(question.max or LAST_YEAR)
    return min(max(low, FIRST_YEAR), high), max(low, min(high, LAST_YEAR))
