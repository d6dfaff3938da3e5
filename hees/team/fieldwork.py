"""How the survey goes in the field: response rates, where drafts stop, time, languages."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from hees.store import fieldwork as rows
from hees.store.connection import reading
from hees.store.fieldwork import Outcome
from hees.store.home import Home
from hees.study import Study

STALE_DAYS = (14, 30)
"""After so many days without an answer a draft is stale, and very stale."""


@dataclass(frozen=True)
class Funnel:
    """How many of the invited came how far. `sought`: those whom the invitation reached.

    Bounced invitations reached nobody, so they are no part of the base; who declined is.
    """

    invited: int
    bounced: int
    opened: int
    started: int
    submitted: int
    declined: int

    @property
    def sought(self) -> int:
        return self.invited - self.bounced

    @property
    def rate(self) -> float | None:
        """The share of those sought who submitted; None when nobody was."""
        return self.submitted / self.sought if self.sought else None


@dataclass(frozen=True)
class Rates:
    """All who were invited, and those of each group, "" for those of none.

    Left out: `revoked` invitations, and those `waiting` on the list that were not sent yet.

    `alone`: responses without an invitation: opened, started, submitted.
    """

    everybody: Funnel
    by_country: dict[str, Funnel]
    by_category: dict[str, Funnel]
    by_wave: dict[str, Funnel]
    revoked: int
    waiting: int
    alone: tuple[int, int, int]


@dataclass(frozen=True)
class Stale:
    """A draft without an answer for `days`. `section`: the furthest reached, "" before any.

    `name`: what the respondent gave as its organisation, or None.
    """

    response: str
    last: str
    days: int
    section: str
    name: Any


@dataclass(frozen=True)
class Work:
    """`stops`: drafts by the furthest section with an answer, "" before any; sections in order.

    `minutes`: of each section the median of active minutes, and of how many responses.
    `languages`: (languages, submitted, in progress or left), the most frequent first.
    """

    stops: list[tuple[str, int]]
    drafts: int
    stale: list[Stale]
    minutes: list[tuple[str, float, int]]
    languages: list[tuple[tuple[str, ...], int, int]]


def rates(home: Home, study: Study) -> Rates:
    """How many of the invited answered, exactly, in the order of the study's choices."""
    with reading(home.responses) as connection:
        found = rows.outcomes(connection)
        revoked, waiting = rows.left_out(connection)
        alone = rows.uninvited(connection)
    questions = study.questionnaire.questions
    country = list(questions[study.monitor.country].by_code)
    category = list(questions[study.monitor.category].by_code)
    return Rates(
        everybody=_funnel(found),
        by_country=_groups(found, lambda one: one.country, country),
        by_category=_groups(found, lambda one: one.category, category),
        by_wave=_groups(found, lambda one: one.wave, ()),
        revoked=revoked,
        waiting=waiting,
        alone=alone,
    )


def _groups(
    found: Iterable[Outcome], group: Callable[[Outcome], str], order: Sequence[str]
) -> dict[str, Funnel]:
    parts: dict[str, list[Outcome]] = {}
    for one in found:
        parts.setdefault(group(one), []).append(one)
    others = sorted(parts.keys() - set(order), key=lambda name: (name == "", name))
    return {name: _funnel(parts[name]) for name in (*order, *others) if name in parts}


def _funnel(found: Sequence[Outcome]) -> Funnel:
    return Funnel(
        invited=len(found),
        bounced=sum(one.bounced for one in found),
        opened=sum(one.opened and not one.bounced for one in found),
        started=sum(one.started and not one.bounced for one in found),
        submitted=sum(one.submitted and not one.bounced for one in found),
        declined=sum(one.declined and not one.bounced for one in found),
    )


def work(home: Home, study: Study, today: str) -> Work:
    """All about drafts, time and languages; reads every draft, so callers keep it a while."""
    sections = list(study.questionnaire.sections)
    place = {section.id: number for number, section in enumerate(sections)}
    places = {
        question: place[section.id] for question, section in study.questionnaire.section_of.items()
    }
    with reading(home.responses) as connection:
        drafts = rows.drafts(connection, places, study.monitor.name)
        seconds, languages = rows.seconds(connection), rows.languages(connection)
    stops = Counter(one.place for one in drafts)
    stale = [
        Stale(
            one.response,
            one.last,
            days,
            "" if one.place is None else sections[one.place].id,
            json.loads(one.name) if one.name else None,
        )
        for one in drafts
        if (days := _days(one.last, today)) >= min(STALE_DAYS)
    ]
    return Work(
        stops=[("", stops[None]), *((one.id, stops[place[one.id]]) for one in sections)],
        drafts=len(drafts),
        stale=sorted(stale, key=lambda one: (-one.days, one.response)),
        minutes=[
            (one.id, median(seconds[one.id]) / 60, len(seconds[one.id]))
            for one in sections
            if one.id in seconds
        ],
        languages=_languages(languages),
    )


def _languages(
    counted: dict[tuple[tuple[str, ...], bool], int],
) -> list[tuple[tuple[str, ...], int, int]]:
    used = {languages for languages, _ in counted}
    found = [(one, counted.get((one, True), 0), counted.get((one, False), 0)) for one in used]
    return sorted(found, key=lambda one: (-one[1] - one[2], one[0]))


def _days(earlier: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days
