"""Merging several responses of one organisation into one, which both sources stand behind.

The merged response is a copy that nobody can open by a link. As soon as a source is withdrawn,
erased or submitted anew it is undone (`responses.dissolve`), and the other sources count again.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

from hees import clock
from hees.folding import solid
from hees.store import audit, merges, responses, review
from hees.store.connection import forget, reading
from hees.store.home import Home
from hees.store.responses import Key, Response, changing
from hees.study import Questionnaire, Study
from hees.survey import drafts, links, submitting
from hees.survey.drafts import Draft
from hees.survey.path import Field, path

WRITER = "merge"
"""Who wrote the answers of a merged response, in its history."""


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
        return _plan(connection, study, chosen)


def _plan(connection: Connection, study: Study, chosen: Collection[str]) -> Plan:
    if len(set(chosen)) < 2:
        raise Refused(Refusal.FEW)
    if missing := [one for one in chosen if not review.is_counted(connection, one)]:
        raise Refused(Refusal.NOT_COUNTED, missing)
    sources = [_source(connection, one) for one in sorted(set(chosen))]
    sources.sort(key=lambda one: one.submitted_at, reverse=True)
    if unwilling := [one.response for one in sources if not _may_be_published(study, one.data)]:
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
    newest = responses.submissions(connection, response)[-1]
    body = json.loads(newest.answers or "{}")
    return Source(
        response=response,
        number=newest.number,
        submitted_at=newest.submitted_at,
        language=newest.language,
        questionnaire=drafts.parse(responses.version_body(connection, body["questionnaire"])),
        data={(one[0], one[1]): one[2] for one in body["answers"]},
        entries={section: tuple(items) for section, items in body["entries"].items()},
    )


def _may_be_published(study: Study, data: Mapping[Key, Any]) -> bool:
    condition = study.policy.include
    return condition is None or condition.holds(lambda *key: data.get(key))


def _permissions(study: Study) -> list[str]:
    """The questions that ask what may be done with the answers of a response as a whole."""
    found = [test.question for test in study.policy.include.tests()] if study.policy.include else []
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


def answers(
    plan: Plan, chosen: Mapping[Key, str], taken: Collection[Offered]
) -> tuple[dict[Key, Any], dict[str, tuple[str, ...]]]:
    """The answers and entries of the merged response.

    `chosen`: whose answer stands where sources differ, by default that of the source submitted
    last that gave one; `taken`: the entries that it has.
    """
    data: dict[Key, Any] = {}
    known = plan.questionnaire
    repeated = {q.id for section in known if section.repeat for q in section.questions}
    for source in reversed(plan.sources):
        data |= {
            key: value
            for key, value in source.data.items()
            if key[0] in known.questions and key[0] not in {*repeated, *plan.unmixed}
        }
    by_id = {source.response: source for source in plan.sources}
    for key, response in chosen.items():
        data[key] = by_id[response].data[key]
    entries: dict[str, tuple[str, ...]] = {}
    for one in plan.offered:
        if one in taken:
            entries[one.section] = (*entries.get(one.section, ()), one.item)
            questions = known.section(one.section).questions
            found = by_id[one.source].data
            data |= {
                (question.id, one.item): found[question.id, one.item]
                for question in questions
                if (question.id, one.item) in found
            }
    return data, entries


def data(plan: Plan, chosen: Mapping[Key, str], taken: Collection[Offered]) -> Mapping[Key, Any]:
    """What of it would be in the data: valid answers on the path."""
    return path(plan.questionnaire, *answers(plan, chosen, taken)).data


def merge(
    home: Home,
    study: Study,
    seen: Plan,
    chosen: Mapping[Key, str],
    taken: Collection[Offered],
    who: str,
) -> str:
    """Merge as was planned; the id of the new response. Raises Refused, and nothing was changed."""
    with changing(home) as connection:
        now = _plan(connection, study, list(seen.seen))
        if now.seen != seen.seen:
            raise Refused(Refusal.CHANGED)
        merged = _insert(connection, now)
        given, entries = answers(now, chosen, taken)
        _fill(connection, now, merged, given, entries)
        _submit(connection, study, merged, now.sources[0].language)
        merges.keep(connection, merged, now.seen, who, clock.now())
        audit.record(connection, who, "responses_merged", merged, sources=sorted(now.seen))
    return merged


def _insert(connection: Connection, plan: Plan) -> str:
    """An empty response behind a link that nobody knows and that never worked."""
    merged = links.new_id()
    now = clock.now()
    response = Response(
        id=merged,
        questionnaire=plan.questionnaire.version,
        status="draft",
        language=plan.sources[0].language,
        revision=0,
        created_at=now,
        expires_at=now,
        revoked_at=None,
        submitted_at=None,
    )
    responses.insert(connection, response, links.token_hash(links.new_token()))
    responses.revoke(connection, merged, now)
    return merged


def _fill(
    connection: Connection,
    plan: Plan,
    merged: str,
    given: Mapping[Key, Any],
    entries: Mapping[str, tuple[str, ...]],
) -> None:
    for section, items in entries.items():
        repeat = plan.questionnaire.section(section).repeat
        if repeat and len(items) > repeat.max:
            raise Refused(Refusal.ENTRIES, [section])
        for item in items:
            responses.add_entry(connection, merged, section, item)
    questions = plan.questionnaire.questions
    language = plan.sources[0].language
    for (question, item), value in given.items():
        drafts.write(connection, merged, questions[question], item, None, value, language, WRITER)


def _submit(connection: Connection, study: Study, merged: str, language: str) -> None:
    """Submit a merged response, if it is complete and may be published."""
    draft: Draft = drafts.read(connection, merged)
    if not _may_be_published(study, submitting.data_of(draft)):
        raise Refused(Refusal.PERMISSION)
    done = submitting.submit_in(connection, merged, language)
    if isinstance(done, list):
        raise Refused(Refusal.GAPS, [gap.field.question.id for gap in done])


def undo(home: Home, merged: str, who: str) -> bool:
    """Let the sources of a merged response stand for themselves again; its copy is erased.

    False when it was undone already.
    """
    with changing(home) as connection:
        sources = merges.sources(connection).get(merged, ())
        for source in sources[:1]:
            responses.dissolve(connection, source)
            audit.record(connection, who, "merge_undone", merged, sources=list(sources))
    forget(home.responses)
    return bool(sources)
