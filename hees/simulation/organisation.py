"""One simulated organisation: where it is, what it is like, and how far it gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from random import Random

from hees.simulation.choosing import choose
from hees.simulation.model import Ask, Model, Situation
from hees.simulation.steering import Place

MOST_ENTRIES = 5


@dataclass(frozen=True)
class Organisation:
    """`features` holds its traits, and 1 or 0 for each country and category.

    `stops_at` is the section at which it breaks off (2.5: half-way through the third), or None.
    """

    number: str
    country: str
    language: str
    category: str
    features: Mapping[str, float]
    stops_at: float | None
    gives_contact: bool
    edits: bool
    withdraws: bool


def draw(model: Model, number: int, rng: Random) -> Organisation:
    """Make up an organisation."""
    place = rng.choices(places(model), [one.share for one in places(model)])[0]
    language = rng.choices(list(place.languages), list(place.languages.values()))[0]
    features = {trait: rng.gauss(0, 1) for trait in model.steering.traits} | {
        f"country={code}": float(code == place.country) for code in model.study.country
    }
    ask = Ask(model.category, "", Situation(features, {}), rng)
    category = choose(model, ask) if model.category.choices else ""
    features |= {f"category={code}": float(code == category) for code in model.category.by_code}
    situation = Situation(features, {})

    def does(behaviour: str) -> bool:
        return rng.random() < model.chance(behaviour, situation)

    return Organisation(
        number=f"{number:03}",
        country=place.country,
        language=language,
        category=category,
        features=features,
        stops_at=rng.random() * len(model.study.questionnaire.sections) if does("draft") else None,
        gives_contact=does("contact"),
        edits=does("edit"),
        withdraws=does("withdraw"),
    )


def places(model: Model) -> tuple[Place, ...]:
    """Where organisations come from; by default each country, mostly with a language of its own."""
    if model.steering.places:
        return model.steering.places
    languages = model.study.languages
    return tuple(
        Place(
            country=country.code,
            share=1,
            languages={
                language: 9.0 if order == position % len(languages) else 1.0
                for order, language in enumerate(languages)
            },
        )
        for position, country in enumerate(model.study.countries)
    )


def number_of_entries(model: Model, situation: Situation, most: int, rng: Random) -> int:
    """A Poisson number, but no more than `most`."""
    mean = exp(model.weigh(model.steering.behaviour.entries, situation))
    count, product = 0, rng.random()
    while product > exp(-mean) and count < min(most, MOST_ENTRIES):
        count, product = count + 1, product * rng.random()
    return count
