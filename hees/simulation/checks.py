"""Checks that a steering names only what its study has."""

from collections.abc import Iterator

from hees.simulation.steering import Steering, Tendency, Weights
from hees.study import Problem, Question, Study

FILE = "simulation.toml"


def problems(steering: Steering, study: Study) -> Iterator[Problem]:
    """Everything that `steering` names and `study` does not have."""
    yield from _place_problems(steering, study)
    questions = study.questionnaire.questions
    for category in steering.names:
        if category not in questions[study.monitor.category].by_code:
            yield Problem(FILE, f"names.{category}", "there is no such category")
    for code, weights in steering.codes.items():
        yield from _unknown_features(f"codes.{code}", weights, steering, study)
    for name in ("draft", "edit", "withdraw", "contact", "entries", "skip"):
        weights = getattr(steering.behaviour, name)
        yield from _unknown_features(f"behaviour.{name}", weights, steering, study)
    for id, tendency in steering.questions.items():
        if id in questions:
            yield from _tendency_problems(questions[id], tendency, steering, study)
        else:
            yield Problem(FILE, f"questions.{id}", "there is no such question")


def _place_problems(steering: Steering, study: Study) -> Iterator[Problem]:
    for place in steering.places:
        if place.country not in study.country:
            yield Problem(FILE, "places", f"'{place.country}' is not a country of the study")
        for language in place.languages:
            if language not in study.languages:
                yield Problem(FILE, "places", f"the study does not use '{language}'")


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
