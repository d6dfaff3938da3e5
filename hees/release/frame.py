"""The frame: the organisations that the study knows and wants to ask, which its directory lists."""

from collections import Counter
from collections.abc import Callable

from hees.store import reference
from hees.store.home import Home
from hees.study import Breakdown, Study
from hees.study.catalogue import TOTAL
from hees.study.reference import Actor

KIND = "intermediaries"
"""What the reference material calls the rows of the directory."""


def frame(home: Home, study: Study) -> dict[str, dict[str, int]]:
    """How many organisations are listed, by group of each breakdown; [TOTAL][TOTAL] is all of them.

    Exact, because the directory is public. Only by what the directory says of an organisation: its
    category and its country. A group that no listed organisation belongs to is left out. Empty
    without a directory.
    """
    actors = [Actor.model_validate_json(body) for body in reference.bodies(home, KIND)]
    if not actors:
        return {}
    counted = {TOTAL: {TOTAL: len(actors)}}
    for breakdown in study.breakdowns:
        if group := _group(study, breakdown):
            codes = study.questionnaire.questions[breakdown.question].by_code
            listed = Counter(group(actor) for actor in actors)
            counted[breakdown.id] = {code: listed[code] for code in codes if listed[code]}
    return counted


def _group(study: Study, breakdown: Breakdown) -> Callable[[Actor], str] | None:
    """From an organisation of the directory to the answer that it would give."""
    if breakdown.question == study.monitor.category:
        return lambda actor: actor.category
    if breakdown.question == study.monitor.country:
        answers = {country: answer for answer, country in breakdown.countries.items()}
        return lambda actor: answers.get(actor.country, actor.country)
    return None
