"""Draws of words: names, phrases and institutions. All people and organisations are made up."""

from functools import cache
from random import Random
from typing import Any

from hees.simulation.model import Ask, Model
from hees.simulation.organisation import Organisation
from hees.simulation.steering import Phrases
from hees.store import register
from hees.store.home import Home
from hees.study import Kind
from hees.survey import finder

NOTHING = 0.12
"""Share of "nothing to add" among long texts."""

FREE_ENTRY = 0.06
"""Share of institutions that are typed in although a list is offered."""

POPULARITY = 2
"""How much the first institutions of the list are named before the others; 1 would be equally."""

LONGEST_LIST = 5
"""The most institutions that anyone names."""


class Writer:
    """Writes for the organisations of one study."""

    def __init__(self, home: Home, model: Model) -> None:
        self.home = home
        self.model = model
        self.offered = cache(self._offered)
        self.entries = {
            section.repeat.title_question: section.repeat.entry
            for section in model.study.questionnaire
            if section.repeat
        }

    def write(self, ask: Ask, who: Organisation) -> Any:
        """An answer to a question that takes words or organisations."""
        match ask.question.kind:
            case Kind.EMAIL:
                return f"simulated-{who.number}@example.org"
            case Kind.URL:
                return f"https://example.org/simulated/{who.number}"
            case Kind.INSTITUTION:
                return self._institutions(ask, who)
            case Kind.ORGANISATION:
                return self._organisation(ask, who)
            case _:
                return self._text(ask, who)

    def _text(self, ask: Ask, who: Organisation) -> str:
        """One line, or several in a long text."""
        question = ask.question
        own = self.model.tendency(question).phrases
        if question.contact:
            written = _one(own or self.model.steering.person, ask, who)
        elif question.kind is Kind.LONG_TEXT:
            written = self._in_own_words(own or self.model.steering.phrases, ask, who)
        elif question.id in self.entries and not own:
            written = (
                f"{self.entries[question.id][who.language]} {who.number}-{ask.situation.place}"
            )
        else:
            written = _one(own or self.model.steering.phrases, ask, who)
        return written[: question.longest]

    def _in_own_words(self, phrases: Phrases, ask: Ask, who: Organisation) -> str:
        if ask.rng.random() < NOTHING:
            return _one(self.model.steering.nothing, ask, who)
        known = _in(phrases, who.language)
        chosen = ask.rng.sample(known, min(len(known), ask.rng.choice((1, 1, 2, 3))))
        return _fill("\n".join(chosen), ask, who)

    def _organisation(self, ask: Ask, who: Organisation) -> dict[str, str]:
        """Its own name, made up; any other organisation is most often one of the register."""
        steering = self.model.steering
        if ask.question.id == self.model.study.monitor.name:
            names = steering.names.get(who.category, steering.organisation)
            return {"name": _one(names, ask, who)}
        return self._found(steering.organisation, ask, who)

    def _institutions(self, ask: Ask, who: Organisation) -> list[dict[str, str]]:
        """A few institutions, mostly from the register."""
        least, most = int(ask.question.min or 1), int(ask.question.max or LONGEST_LIST)
        wanted = min(most, LONGEST_LIST, 1 + int(ask.rng.expovariate(0.9)))
        found: list[dict[str, str]] = []
        for _ in range(3 * max(least, wanted)):
            one = self._found(self.model.steering.institution, ask, who)
            if one not in found and len(found) < max(least, wanted):
                found.append(one)
        return found

    def _found(self, made_up: Phrases, ask: Ask, who: Organisation) -> dict[str, str]:
        offered = self.offered(ask.question.kind, ask.question.country)
        if not offered or ask.rng.random() < FREE_ENTRY:
            return {"name": _one(made_up, ask, who)}
        return {"id": offered[int(len(offered) * ask.rng.random() ** POPULARITY)]}

    def _offered(self, kind: Kind, country: str | None) -> list[str]:
        """What the register offers, in an order of popularity that never changes."""
        ids = register.ids(self.home, kinds=finder.KINDS[kind], country=country)
        Random(0).shuffle(ids)  # noqa: S311
        return ids


def _one(phrases: Phrases, ask: Ask, who: Organisation) -> str:
    return _fill(ask.rng.choice(_in(phrases, who.language)), ask, who)


def _in(phrases: Phrases, language: str) -> tuple[str, ...]:
    """The phrases in `language`, or else in any."""
    return phrases.get(language) or next(iter(phrases.values()))


def _fill(phrase: str, ask: Ask, who: Organisation) -> str:
    return phrase.replace("{n}", who.number).replace("{k}", str(ask.situation.place))
