"""Draws of words: names, phrases and institutions. All people and organisations are made up."""

from functools import cache
from random import Random

from hees.simulation.model import Model, Situation
from hees.simulation.organisation import Organisation
from hees.simulation.steering import Phrases
from hees.store import register
from hees.store.home import Home
from hees.study import Kind, Question
from hees.survey.finder import KINDS

NOTHING = 0.12
"""Share of "nothing to add" among longer texts."""

FREE_ENTRY = 0.06
"""Share of institutions that are typed in although a list is offered."""


class Writer:
    """Writes for organisations of one study."""

    def __init__(self, home: Home, model: Model) -> None:
        self.home = home
        self.model = model
        self.titles = {
            section.repeat.title_question: section.repeat.entry
            for section in model.study.questionnaire
            if section.repeat
        }
        self.offered = cache(self._offered)

    def text(
        self, question: Question, who: Organisation, situation: Situation, rng: Random
    ) -> str:
        """One line, or several in a long text."""
        own = self.model.tendency(question).phrases
        if question.contact:
            written = self._one(own or self.model.steering.person, who, situation, rng)
        elif own and question.kind is Kind.TEXT:
            written = self._one(own, who, situation, rng)
        elif question.id in self.titles:
            written = f"{self.titles[question.id][who.language]} {who.number}-{situation.place}"
        else:
            written = self._several(own, question, who, situation, rng)
        return written[: question.longest]

    def _several(
        self,
        own: Phrases,
        question: Question,
        who: Organisation,
        situation: Situation,
        rng: Random,
    ) -> str:
        if rng.random() < NOTHING:
            return self._one(self.model.steering.nothing, who, situation, rng)
        known = _in(own or self.model.steering.phrases, who.language)
        most = 1 if question.kind is Kind.TEXT else min(3, len(known))
        chosen = rng.sample(known, rng.randint(1, most))
        written = "\n".join(chosen) if question.kind is Kind.LONG_TEXT else chosen[0]
        return _fill(written, who, situation)

    def _one(
        self, phrases: Phrases, who: Organisation, situation: Situation, rng: Random
    ) -> str:
        return _fill(rng.choice(_in(phrases, who.language)), who, situation)

    def email(self, who: Organisation) -> str:
        return f"simulated-{who.number}@example.org"

    def url(self, who: Organisation) -> str:
        return f"https://example.org/simulated/{who.number}"

    def organisation(
        self, question: Question, who: Organisation, situation: Situation, rng: Random
    ) -> dict[str, str]:
        """Its own name, made up; any other organisation is most often one of the register."""
        if question.id == self.model.study.monitor.name:
            names = self.model.steering.names.get(who.category, self.model.steering.organisation)
            return {"name": self._one(names, who, situation, rng)}
        return self._found(question, self.model.steering.organisation, who, situation, rng)

    def institutions(
        self, question: Question, who: Organisation, situation: Situation, rng: Random
    ) -> list[dict[str, str]]:
        """A few institutions, mostly from the register."""
        least, most = max(1, int(question.min or 1)), int(question.max or 5)
        wanted = min(most, max(least, 1 + int(rng.expovariate(0.9))))
        found: list[dict[str, str]] = []
        for _ in range(wanted * 3):
            one = self._found(question, self.model.steering.institution, who, situation, rng)
            if one not in found and len(found) < wanted:
                found.append(one)
        return found

    def _found(
        self,
        question: Question,
        made_up: Phrases,
        who: Organisation,
        situation: Situation,
        rng: Random,
    ) -> dict[str, str]:
        offered = self.offered(question.kind, question.country)
        if not offered or rng.random() < FREE_ENTRY:
            return {"name": self._one(made_up, who, situation, rng)}
        return {"id": offered[int(len(offered) * rng.random() ** 4)]}

    def _offered(self, kind: Kind, country: str | None) -> list[str]:
        """What the register offers, in an order of popularity that never changes."""
        ids = register.ids(self.home, kinds=KINDS[kind], country=country)
        Random(0).shuffle(ids)  # noqa: S311
        return ids


def _in(phrases: Phrases, language: str) -> tuple[str, ...]:
    """The phrases in `language`, or else in any."""
    return phrases.get(language) or next(iter(phrases.values()))


def _fill(phrase: str, who: Organisation, situation: Situation) -> str:
    return phrase.replace("{n}", who.number).replace("{k}", str(situation.place))
