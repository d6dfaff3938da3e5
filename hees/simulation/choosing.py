"""Draws of choices: one, one on a scale, several, and a ranking."""

from collections.abc import Sequence
from math import exp
from random import Random
from statistics import NormalDist

from hees.simulation.model import Model, Situation, probability
from hees.study import Kind, Question

NOISE = 0.8
"""What moves a scale point beside the weights, in standard deviations."""

STEPS = 1.25
"""How far apart the points of a scale lie: 1 would make all equally frequent without weights."""

ASIDE = -2.5
"""Log-odds of a code outside the order ("don't know") and of an exclusive choice."""


def choose(model: Model, question: Question, item: str, situation: Situation, rng: Random) -> str:
    """One choice."""
    if question.kind is Kind.SCALE or model.tendency(question).score:
        return _on_scale(model, question, item, situation, rng)
    return _one_of(model, question, list(question.by_code), situation, rng)


def _one_of(
    model: Model, question: Question, codes: Sequence[str], situation: Situation, rng: Random
) -> str:
    weights = [exp(model.lean(question, "", code, situation)) for code in codes]
    return rng.choices(codes, weights)[0]


def _on_scale(
    model: Model, question: Question, item: str, situation: Situation, rng: Random
) -> str:
    order = model.ordered(question)
    for code in question.by_code:
        lean = ASIDE + model.lean(question, item, code, situation)
        if code not in order and rng.random() < probability(lean):
            return code
    stand = model.lean(question, item, "", situation) + NOISE * rng.gauss(0, 1)
    steps = [NormalDist().inv_cdf(step / len(order)) for step in range(1, len(order))]
    return order[sum(stand > STEPS * step for step in steps)]


def choose_several(
    model: Model, question: Question, situation: Situation, rng: Random
) -> list[str]:
    """Some choices, as many as the question allows."""
    ordinary = [choice.code for choice in question.choices if not choice.exclusive]

    def likes(code: str, less: float = 0.0) -> bool:
        return rng.random() < probability(less + model.lean(question, "", code, situation))

    for choice in question.choices:
        if choice.exclusive and likes(choice.code, ASIDE):
            return [choice.code]
    chosen = [code for code in ordinary if likes(code)]
    least, most = _sizes(question, len(ordinary))
    while len(chosen) < least:
        rest = [code for code in ordinary if code not in chosen]
        chosen.append(_one_of(model, question, rest, situation, rng))
    return chosen if len(chosen) <= most else rng.sample(chosen, most)


def rank(model: Model, question: Question, situation: Situation, rng: Random) -> list[str]:
    """A ranking, most often as long as the question allows."""
    rest = [choice.code for choice in question.choices if not choice.exclusive]
    least, most = _sizes(question, len(rest))
    length = most if rng.random() < 0.8 else rng.randint(least, most)
    ranked: list[str] = []
    while len(ranked) < length:
        ranked.append(_one_of(model, question, rest, situation, rng))
        rest.remove(ranked[-1])
    return ranked


def _sizes(question: Question, choices: int) -> tuple[int, int]:
    """The fewest and the most choices that may be chosen, at least one."""
    least = min(max(1, int(question.min or 1)), choices)
    return least, max(least, min(int(question.max or choices), choices))
