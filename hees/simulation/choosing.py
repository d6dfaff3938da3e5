"""Draws of choices: one, one on a scale, several, and a ranking."""

from collections.abc import Sequence
from math import exp
from statistics import NormalDist

from hees.simulation.model import Ask, Model, probability
from hees.study import Kind, Question

NOISE = 0.8
"""What moves a scale point beside the weights, in standard deviations."""

STEPS = 1.7
"""How far apart the points of a scale lie: 1 would make all equally frequent without weights."""

RARELY = -2.5
"""Log-odds of a code outside the order ("don't know") and of an exclusive choice."""

FULL_RANKING = 0.8
"""Share of rankings that are as long as the question allows."""


def choose(model: Model, ask: Ask) -> str:
    """One choice."""
    if ask.question.kind is Kind.SCALE or model.tendency(ask.question).score:
        return _on_scale(model, ask)
    return _one_of(model, ask, list(ask.question.by_code))


def _one_of(model: Model, ask: Ask, codes: Sequence[str]) -> str:
    return ask.rng.choices(codes, [exp(model.lean(ask, code)) for code in codes])[0]


def _likes(model: Model, ask: Ask, code: str, odds: float = 0.0) -> bool:
    return ask.rng.random() < probability(odds + model.lean(ask, code))


def _on_scale(model: Model, ask: Ask) -> str:
    order = model.ordered(ask.question)
    for code in ask.question.by_code:
        if code not in order and _likes(model, ask, code, RARELY):
            return code
    stand = model.lean(ask) + NOISE * ask.rng.gauss(0, 1)
    steps = [NormalDist().inv_cdf(step / len(order)) for step in range(1, len(order))]
    return order[sum(stand > STEPS * step for step in steps)]


def choose_several(model: Model, ask: Ask) -> list[str]:
    """Some choices, as many as the question allows."""
    ordinary = [choice.code for choice in ask.question.choices if not choice.exclusive]
    for choice in ask.question.choices:
        if choice.exclusive and _likes(model, ask, choice.code, RARELY):
            return [choice.code]
    chosen = [code for code in ordinary if _likes(model, ask, code)]
    least, most = _sizes(ask.question, len(ordinary))
    while len(chosen) < least:
        chosen.append(_one_of(model, ask, [code for code in ordinary if code not in chosen]))
    return chosen if len(chosen) <= most else ask.rng.sample(chosen, most)


def rank(model: Model, ask: Ask) -> list[str]:
    """A ranking, most often as long as the question allows."""
    rest = [choice.code for choice in ask.question.choices if not choice.exclusive]
    least, most = _sizes(ask.question, len(rest))
    length = most if ask.rng.random() < FULL_RANKING else ask.rng.randint(least, most)
    ranked: list[str] = []
    while len(ranked) < length:
        ranked.append(_one_of(model, ask, rest))
        rest.remove(ranked[-1])
    return ranked


def _sizes(question: Question, choices: int) -> tuple[int, int]:
    """The fewest and the most choices that may be chosen, at least one."""
    least = min(max(1, int(question.min or 1)), choices)
    return least, max(least, min(int(question.max or choices), choices))
