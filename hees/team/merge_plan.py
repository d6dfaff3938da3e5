"""What merging several responses would bring together, where they differ, and why it may not be."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

from hees.folding import solid
from hees.store import questionnaires, review, submissions
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import Key
from hees.study import Questionnaire, Study
from hees.survey import canonical, drafts
from hees.survey.path import Field, path


class Refusal(StrEnum):
    """Why responses cannot be merged; nothing was changed."""

    FEW = "few"  # fewer than two
    NOT_COUNTED = "not_counted"  # one of them is not in the data
    CONSENT = "consent"  # one of them may not be published
    PERMISSION = "permission"  # what decides about publication would be lost
    ENTRIES = "entries"  # more entries than a section may have
    GAPS = "gaps"  # a required answer would be missing
    CHANGED = "changed"  # one of them was submitted anew meanwhile


class Refused(Exception):
    """The responses were not merged. `about`: the responses or questions that it is about."""

    def __init__(self, why: Refusal, about: Sequence[str] = ()) -> None:
        self.why, self.about = why, tuple(about)
        super().__init__(f"{why}: {', '.join(about)}")


@dataclass(frozen=True)
class Source:
    """A response as it was submitted last."""

    response: str
    number: int
    submitted_at: str
    language: str
    questionnaire: Questionnaire
    data: Mapping[Key, Any]
    entries: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Difference:
    """A field that sources answered differently: what each said, those that said something."""

    field: Field
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Offered:
    """An entry of a repeating section. `is_new`: no source before it has one of that title."""

    section: str
    source: str
    item: str
    title: str
    is_new: bool


@dataclass(frozen=True)
class Plan:
    """What merging would bring together. The first source is the one submitted last.

    `unmixed`: questions on what may be done with the answers, to which the sources do not all
    give the same answer: the merged response has none. `lost`: answers that have no place in the
    questionnaire of the first source.
    """

    sources: tuple[Source, ...]
    differences: tuple[Difference, ...]
    offered: tuple[Offered, ...]
    unmixed: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def questionnaire(self) -> Questionnaire:
        return self.sources[0].questionnaire

    @property
    def seen(self) -> dict[str, int]:
        """Which submission of each source this is about."""
        return {one.response: one.number for one in self.sources}


def plan(home: Home, study: Study, chosen: Collection[str]) -> Plan:
    """What merging these responses would bring together. Raises Refused."""
    with reading(home.responses) as connection:
        return plan_in(connection, study, chosen)


def plan_in(connection: Connection, study: Study, chosen: Collection[str]) -> Plan:
    """The same in the caller's transaction."""
    if len(set(chosen)) < 2:
        raise Refused(Refusal.FEW)
    if missing := [one for one in chosen if not review.is_counted(connection, one)]:
        raise Refused(Refusal.NOT_COUNTED, missing)
    sources = [_source(connection, one) for one in sorted(set(chosen))]
    sources.sort(key=lambda one: one.submitted_at, reverse=True)
    if unwilling := [one.response for one in sources if not study.policy.includes(one.data)]:
        raise Refused(Refusal.CONSENT, unwilling)
    questionnaire = sources[0].questionnaire
    unmixed = tuple(one for one in _permissions(study) if _differ(sources, one))
    known = questionnaire.questions
    given = dict.fromkeys(key[0] for one in sources for key in one.data)
    return Plan(
        sources=tuple(sources),
        differences=tuple(_differences(sources, {*unmixed})),
        offered=tuple(_offered(sources)),
        unmixed=unmixed,
        lost=tuple(question for question in given if question not in known),
    )


def _source(connection: Connection, response: str) -> Source:
    newest = submissions.of(connection, response)[-1]
    content = canonical.read(newest.answers)
    return Source(
        response=response,
        number=newest.number,
        submitted_at=newest.submitted_at,
        language=newest.language,
        questionnaire=drafts.parse(questionnaires.body(connection, content.questionnaire)),
        data=content.data,
        entries=content.entries,
    )


def _permissions(study: Study) -> list[str]:
    """The questions that ask what may be done with the answers of a response as a whole."""
    found = [question for question, _ in study.policy.decided_by]
    if study.quotations:
        found.append(study.quotations.question)
    return list(dict.fromkeys(found))


def _differ(sources: Sequence[Source], question: str) -> bool:
    """Whether sources that were asked a question gave different answers to it, or only some one.

    What one of them allows says nothing about what another wrote.
    """
    answers = [
        one.data.get((question, ""))
        for one in sources
        if any(field.question.id == question for field in _fields(one))
    ]
    return any(answer != answers[0] for answer in answers)


def _fields(source: Source) -> tuple[Field, ...]:
    return path(source.questionnaire, source.data, source.entries).fields


def _differences(sources: Sequence[Source], unmixed: Collection[str]) -> Iterator[Difference]:
    """The fields outside repeating sections to which sources gave different answers, in order."""
    seen: set[Key] = set()
    known = sources[0].questionnaire
    places = {
        field.key: field for one in reversed(sources) for field in _fields(one) if not field.entry
    }
    order = {question: place for place, question in enumerate(known.questions)}
    for key in sorted(places, key=lambda key: order.get(key[0], len(order))):
        if key[0] in unmixed or key[0] not in known.questions or key in seen:
            continue
        values = {one.response: one.data[key] for one in sources if key in one.data}
        if any(value != next(iter(values.values())) for value in values.values()):
            yield Difference(places[key], values)


def _offered(sources: Sequence[Source]) -> Iterator[Offered]:
    for section in sources[0].questionnaire:
        titles: set[str] = set()
        for source in sources if section.repeat else ():
            assert section.repeat
            own: set[str] = set()
            for item in source.entries.get(section.id, ()):
                title = str(source.data.get((section.repeat.title_question, item), ""))
                folded = solid(title)
                yield Offered(section.id, source.response, item, title, folded not in titles)
                own.add(folded)
            titles |= own
