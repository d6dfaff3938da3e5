"""Merging several responses of one organisation into one, which both sources stand behind.

The merged response is a copy that nobody can open by a link. As soon as a source is withdrawn,
erased or submitted anew it is undone (`erasing.dissolve`), and the other sources count again.
"""

from collections.abc import Collection, Mapping
from sqlite3 import Connection
from typing import Any

from hees import clock
from hees.store import audit, erasing, merges, repeats, responses
from hees.store.connection import forget
from hees.store.home import Home
from hees.store.responses import Key, Response, changing
from hees.study import Study
from hees.survey import drafts, links, submitting
from hees.survey.drafts import Draft
from hees.survey.path import path
from hees.team.merge_plan import Offered, Plan, Refusal, Refused, plan_in

WRITER = "merge"
"""Who wrote the answers of a merged response, in its history."""


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
        now = plan_in(connection, study, list(seen.seen))
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
            repeats.add(connection, merged, section, item)
    questions = plan.questionnaire.questions
    language = plan.sources[0].language
    for (question, item), value in given.items():
        drafts.write(connection, merged, questions[question], item, None, value, language, WRITER)


def _submit(connection: Connection, study: Study, merged: str, language: str) -> None:
    """Submit a merged response, if it is complete and may be published."""
    draft: Draft = drafts.read(connection, merged)
    if not study.policy.includes(submitting.data_of(draft)):
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
            erasing.dissolve(connection, source, who)
    forget(home.responses)
    return bool(sources)
