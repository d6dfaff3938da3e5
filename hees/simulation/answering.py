"""Draws of answers of any kind, and of no answer."""

from typing import Any

from hees.simulation import choosing, counting
from hees.simulation.model import Ask, Model, probability
from hees.simulation.organisation import Organisation
from hees.simulation.writing import Writer
from hees.study import Kind, Question
from hees.survey.values import normalise, problem

FULL_WIDTH = 0.05
"""Share of numbers typed with a full-width keyboard, which the form reads as well."""

_WIDE = {ord("0") + digit: ord("０") + digit for digit in range(10)}

ROW = -1.2
"""Log-odds that a row of a scale is left open, beside those of a question."""


class Answers:
    """Answers of the organisations of one study."""

    def __init__(self, model: Model, writer: Writer) -> None:
        self.model = model
        self.writer = writer
        self.position = {
            section.id: position / len(model.study.questionnaire.sections)
            for position, section in enumerate(model.study.questionnaire)
        }

    def draw(self, ask: Ask, who: Organisation) -> Any:
        """An answer as it would be typed or chosen, or None when none fits the question."""
        if ask.question.id == self.model.category.id and who.category:
            return who.category
        raw = self._draw(ask, who)
        return None if problem(ask.question, normalise(ask.question, raw)) else raw

    def _draw(self, ask: Ask, who: Organisation) -> Any:
        match ask.question.kind:
            case Kind.SINGLE | Kind.SCALE:
                return choosing.choose(self.model, ask)
            case Kind.MULTI:
                return choosing.choose_several(self.model, ask)
            case Kind.RANK:
                return choosing.rank(self.model, ask)
            case Kind.NUMBER:
                return _typed(counting.number(self.model, ask), ask)
            case Kind.YEAR:
                return _typed(counting.year(self.model, ask), ask)
            case _:
                return self.writer.write(ask, who)

    def leaves_open(self, ask: Ask, who: Organisation) -> bool:
        """Whether the organisation passes the question over; a row of a scale less often."""
        question, behaviour = ask.question, self.model.steering.behaviour
        if question.required:
            return False
        if question.contact and not who.gives_contact:
            return True
        odds = self.model.weigh(behaviour.skip, ask.situation)
        odds += behaviour.skip_late * self._lateness(question)
        odds += behaviour.skip_kind.get(question.kind, 0) + self.model.tendency(question).skip
        return ask.rng.random() < probability(odds + (ROW if ask.item else 0))

    def _lateness(self, question: Question) -> float:
        return self.position[self.model.study.questionnaire.section_of[question.id].id]


def _typed(amount: float, ask: Ask) -> str:
    digits = str(amount)
    return digits.translate(_WIDE) if ask.rng.random() < FULL_WIDTH else digits
