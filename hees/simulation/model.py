"""From features to numbers: how strongly an organisation leans to an answer.

What the steering does not name leans by weights of its own, drawn once for each choice from the
choice's name, so that answers hang together in any study.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp
from random import Random
from typing import Any

from hees.simulation.steering import Steering, Tendency, Weights
from hees.store.responses import Key
from hees.study import Question, Study

BASE_SPREAD = 0.7
"""Standard deviation of the base of weights that nobody has named."""


@dataclass(frozen=True)
class Situation:
    """What an organisation is and has answered; `entry` and its `place` in a repeating section."""

    features: Mapping[str, float]
    values: Mapping[Key, Any]
    entry: str = ""
    place: int = 0

    def answer(self, question: str, item: str = "") -> Any:
        return self.values.get((question, item or self.entry), self.values.get((question, item)))


@dataclass(frozen=True)
class Ask:
    """A question (of a scale: one item) put to an organisation in a situation."""

    question: Question
    item: str
    situation: Situation
    rng: Random


class Model:
    """A study with its steering."""

    def __init__(self, study: Study, steering: Steering) -> None:
        self.study = study
        self.steering = steering
        self._weights: dict[tuple[str, str, str], Weights] = {}

    @cached_property
    def category(self) -> Question:
        return self.study.questionnaire.questions[self.study.monitor.category]

    @cached_property
    def routing(self) -> frozenset[str]:
        """The questions that the condition of another question looks at."""
        asked = self.study.questionnaire.questions.values()
        return frozenset(test.question for one in asked if one.when for test in one.when.tests())

    def tendency(self, question: Question) -> Tendency:
        return self.steering.questions.get(question.id, _NO_TENDENCY)

    def ordered(self, question: Question) -> list[str]:
        """The codes of an ordered choice, lowest first."""
        return [code for code in question.by_code if code not in self.steering.aside]

    def lean(self, ask: Ask, code: str = "") -> float:
        """How far the situation pushes towards a choice, or (without a code) up the scale."""
        return self.weigh(self._weights_of(ask.question, ask.item, code), ask.situation)

    def chance(self, behaviour: str, situation: Situation) -> float:
        return probability(self.weigh(getattr(self.steering.behaviour, behaviour), situation))

    def weigh(self, weights: Weights, situation: Situation) -> float:
        return sum(weight * self._feature(name, situation) for name, weight in weights.items())

    def _feature(self, name: str, situation: Situation) -> float:
        if name == "base":
            return 1.0
        if (known := situation.features.get(name)) is not None:
            return known
        question, equals, code = name.partition("=")
        if equals:
            given = situation.answer(question)
            return float(code in given if isinstance(given, list) else code == given)
        question, _, item = name.partition("/")
        return self._standing(question, situation.answer(question, item))

    def _standing(self, question: str, code: Any) -> float:
        """From -1 (lowest) to 1 (highest on the scale); 0 without an answer."""
        asked = self.study.questionnaire.questions.get(question)
        order = self.ordered(asked) if asked else []
        if code not in order or len(order) < 2:
            return 0.0
        return 2 * order.index(code) / (len(order) - 1) - 1

    def _weights_of(self, question: Question, item: str, code: str) -> Weights:
        key = (question.id, item, code)
        if key not in self._weights:
            self._weights[key] = self._named_over_generic(question, item, code)
        return self._weights[key]

    def _named_over_generic(self, question: Question, item: str, code: str) -> Weights:
        tendency, wanted = self.tendency(question), item or code
        weights = self._generic("/".join((question.id, item, code)))
        if code:
            weights |= tendency.choices.get("*", {}) | self.steering.codes.get(code, {})
            weights |= tendency.choices.get(code, {})
        else:
            weights |= tendency.score
            weights |= tendency.items.get("*", {}) | tendency.items.get(item, {})
        return {name.replace("@", wanted): weight for name, weight in weights.items()}

    def _generic(self, name: str) -> Weights:
        rng, strength = Random(name), self.steering.generic  # noqa: S311
        features = list(self.steering.traits)
        features += [f"country={code}" for code in self.study.country]
        features += [f"category={code}" for code in self.category.by_code]
        weights = {"base": rng.gauss(0, BASE_SPREAD)}
        return weights | {feature: rng.gauss(0, strength) for feature in features}


_NO_TENDENCY = Tendency()


def probability(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))
