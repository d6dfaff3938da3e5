"""How simulated organisations tend to answer: defaults, and what a study's simulation.toml adds.

A weight names a feature of the organisation and how strongly it pushes an answer:

    base            always
    caution         one of the traits, a standard normal number for each organisation
    country=…       1 in that country, else 0; likewise category=…
    question=code   1 once the organisation has given that answer (in the same repeat entry)
    question/item   where it stands on that scale, from -1 to 1

In a feature, "@" stands for the scale item or choice that the weight belongs to. Among items and
choices, "*" stands for all of them.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hees.study import Kind, Problem, Question, Study, StudyError

FILE = "simulation.toml"

Weights = dict[str, float]
Phrases = dict[str, tuple[str, ...]]
"""By language. In a phrase, {n} is the number of the organisation and {k} that of the entry."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Model):
    """A country that organisations come from, its share, and the share of each language there."""

    country: str
    share: float = Field(gt=0)
    languages: dict[str, float] = Field(min_length=1)


class Behaviour(_Model):
    """Weights of log-odds, save `entries` (log of the mean number of repeat entries)."""

    draft: Weights
    edit: Weights
    withdraw: Weights
    contact: Weights
    entries: Weights
    skip: Weights
    skip_late: float
    skip_kind: dict[Kind, float]


class Tendency(_Model):
    """What pushes the answers to one question.

    `score` moves ordered choices, numbers and years; a single choice with a score is ordered.
    `skip` adds to the log-odds of no answer.
    """

    skip: float = 0
    score: Weights = {}
    items: dict[str, Weights] = {}
    choices: dict[str, Weights] = {}
    median: float | None = Field(default=None, gt=0)
    spread: float = Field(default=1, ge=0)
    years: tuple[int, int] | None = None
    phrases: Phrases = {}


class Steering(_Model):
    """All that shapes the answers. `generic` is the strength of weights that nobody has named.

    `aside` lists codes that stand outside an order ("don't know"). `codes` has weights of a
    code wherever it is a choice. `names` are those of the organisations, by category.
    """

    study: str = ""
    generic: float = Field(ge=0)
    traits: tuple[str, ...]
    behaviour: Behaviour
    places: tuple[Place, ...] = ()
    aside: tuple[str, ...] = ()
    codes: dict[str, Weights] = {}
    questions: dict[str, Tendency] = {}
    names: dict[str, Phrases] = {}
    organisation: Phrases
    institution: Phrases
    person: Phrases
    phrases: Phrases
    nothing: Phrases


def defaults() -> Steering:
    """The steering of a study that has no file of its own."""
    return Steering.model_validate(_defaults())


def _defaults() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "defaults.toml").read_text("utf-8"))


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """`above` over `below`; tables that both have are put together."""
    return below | {
        name: {**below[name], **part} if isinstance(part, dict) and name in below else part
        for name, part in above.items()
    }


def read(folder: Path, study: Study) -> Steering:
    """The defaults and, over them, simulation.toml in `folder` if it is there for this study.

    Raises StudyError when that file is wrong.
    """
    try:
        own = tomllib.loads((folder / FILE).read_text("utf-8"))
        steering = Steering.model_validate(_over(_defaults(), own))
    except FileNotFoundError:
        return defaults()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError([Problem(FILE, "file", f"is not TOML in UTF-8: {error}")]) from error
    except ValidationError as error:
        raise StudyError(
            [
                Problem(FILE, ".".join(str(part) for part in detail["loc"]), detail["msg"])
                for detail in error.errors()
            ]
        ) from error
    if steering.study != study.id:
        return defaults()
    if wrong := list(problems(steering, study)):
        raise StudyError(wrong)
    return steering


def problems(steering: Steering, study: Study) -> Iterator[Problem]:
    """Everything that `steering` names and `study` does not have."""
    for place in steering.places:
        if place.country not in study.country:
            yield Problem(FILE, "places", f"'{place.country}' is not a country of the study")
        for language in place.languages:
            if language not in study.languages:
                yield Problem(FILE, "places", f"the study does not use '{language}'")
    for name, weights in steering.behaviour:
        if isinstance(weights, Mapping) and name != "skip_kind":
            yield from _unknown_features(f"behaviour.{name}", weights, steering, study)
    for id, tendency in steering.questions.items():
        question = study.questionnaire.questions.get(id)
        if question is None:
            yield Problem(FILE, f"questions.{id}", "there is no such question")
        else:
            yield from _tendency_problems(question, tendency, steering, study)


def _tendency_problems(
    question: Question, tendency: Tendency, steering: Steering, study: Study
) -> Iterator[Problem]:
    key = f"questions.{question.id}"
    yield from _unknown_features(f"{key}.score", tendency.score, steering, study)
    for part, known in (("items", question.item_by_code), ("choices", question.by_code)):
        for code, weights in getattr(tendency, part).items():
            if code not in known and code != "*":
                yield Problem(FILE, f"{key}.{part}.{code}", "there is no such code")
            yield from _unknown_features(f"{key}.{part}.{code}", weights, steering, study)


def _unknown_features(
    key: str, weights: Weights, steering: Steering, study: Study
) -> Iterator[Problem]:
    for feature in weights:
        if not _known(feature, steering, study):
            yield Problem(FILE, key, f"there is no feature '{feature}'")


def _known(feature: str, steering: Steering, study: Study) -> bool:
    questions = study.questionnaire.questions
    name, equals, code = feature.partition("=")
    if equals and name == "country":
        return code in study.country
    if equals:
        asked = questions.get(study.monitor.category if name == "category" else name)
        return asked is not None and (code == "@" or code in asked.by_code)
    name, slash, item = feature.partition("/")
    if slash:
        return name in questions and (item == "@" or item in questions[name].item_by_code)
    return feature == "base" or feature in steering.traits
