"""Quotations: a passage of an answer in its respondent's own words, public once it is approved.

Published only where the respondent allows it, is in the data and agrees to publication; after one
of the team marked the passage and another approved it; with the respondent's name only where that
is allowed too. When an answer that it rests on changes, the store takes it down in the same
transaction (`hees.store.quotations.follow`).
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

from hees import clock
from hees.release import naming, quotable
from hees.release.quotable import Permission, Source
from hees.store import audit, quoted, register_names, responses
from hees.store import quotations as store
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.quotations import Quotation
from hees.store.quoted import Published
from hees.store.responses import changing
from hees.study import Study


class Refused(Exception):
    """Nothing was changed; `reason` says why."""

    def __init__(self, reason: "Reason") -> None:
        self.reason = reason
        super().__init__(reason)


class Reason(StrEnum):
    """Why a deed was refused; each has a message."""

    GONE = "gone"  # the answer is no longer in the data, or may not be quoted
    PASSAGE = "passage"  # not a part of the answer, word for word
    LANGUAGE = "language"  # not a language of the study
    CHANGED = "changed"  # not what was seen any more
    OWN = "own"  # whoever marked it may not approve it
    NAMED = "named"  # names its organisation, which is not allowed
    PERSON = "person"  # holds contact data of whoever answered


def sources(home: Home, study: Study, question: str) -> list[Source]:
    """Every answer to a question that may be quoted, in an order of chance that stays."""
    with reading(home.responses) as connection:
        found = [
            quotable.source(connection, study, response, question, item)
            for response, item in store.texts(connection, question)
        ]
    return [one for one in found if one]


def all_of(home: Home) -> list[Quotation]:
    """Every quotation whatever became of it, the newest mark first."""
    with reading(home.responses) as connection:
        return store.all_of(connection)


def mark(
    home: Home,
    study: Study,
    *,
    response: str,
    question: str,
    item: str,
    passage: str,
    language: str,
    translation: Mapping[str, str],
    topic: str,
    who: str,
    instead_of: str = "",
) -> str:
    """Propose a passage, or change the candidate `instead_of`, for another to approve; its id.

    Raises Refused.
    """
    passage = passage.strip()
    with changing(home) as connection:
        source = _holding(connection, study, response, question, item, passage)
        if language not in study.languages:
            raise Refused(Reason.LANGUAGE)
        before = _in_state(connection, instead_of, "candidate") if instead_of else None
        made = Quotation(
            id=before.id if before else f"q{secrets.token_hex(6)}",
            response=response,
            question=question,
            item=item,
            passage=passage,
            language=language,
            translation=_translations(study, translation, language),
            topic=topic if topic in study.topic else "",
            basis=quotable.basis(connection, study, source),
            named=quotable.names(connection, home, study, source),
            category=quotable.category(connection, home, study, source),
            state="candidate",
            marked_by=who,
            marked_on=clock.today(),
        )
        store.keep(connection, made)
        action = "quotation_changed" if before else "quotation_marked"
        audit.record(connection, who, action, made.id, question=question)
    return made.id


def _holding(
    connection: Connection, study: Study, response: str, question: str, item: str, passage: str
) -> Source:
    """The answer that a passage is a part of, if it may be quoted. Raises Refused."""
    source = quotable.source(connection, study, response, question, item)
    if source is None:
        raise Refused(Reason.GONE)
    if not passage or passage not in source.text:
        raise Refused(Reason.PASSAGE)
    return source


def _translations(study: Study, given: Mapping[str, str], language: str) -> dict[str, str]:
    """Those that say something, into the other languages of the study."""
    others = {code: given.get(code, "").strip() for code in study.languages if code != language}
    return {code: text for code, text in others.items() if text}


def digest(quotation: Quotation) -> str:
    """Names exactly what would be published, and what it rests on."""
    shown = {key: value for key, value in asdict(quotation).items() if key != "state"}
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def stands(home: Home, study: Study, quotation: Quotation) -> bool:
    """Whether the answers that a quotation rests on are still what they were."""
    with reading(home.responses) as connection:
        return _stands(connection, study, quotation)


def approve(home: Home, study: Study, id: str, who: str, *, seen: str) -> None:
    """Publish a candidate as it was seen, which `seen` says (see `digest`). Raises Refused."""
    with changing(home) as connection:
        quotation = _in_state(connection, id, "candidate")
        if digest(quotation) != seen:
            raise Refused(Reason.CHANGED)
        if quotation.marked_by == who:
            raise Refused(Reason.OWN)
        if not _stands(connection, study, quotation):
            raise Refused(Reason.GONE)
        if problem := _told(connection, home, study, quotation):
            raise Refused(problem)
        _decide(connection, quotation, "approved", who, "quotation_approved")
    sync(home, study)


def decline(home: Home, id: str, who: str) -> None:
    """Drop a candidate. Raises Refused."""
    with changing(home) as connection:
        quotation = _in_state(connection, id, "candidate")
        _decide(connection, quotation, "declined", who, "quotation_declined")


def take_down(home: Home, id: str, who: str) -> None:
    """Take an approved quotation off the site at once. Raises Refused."""
    with changing(home) as connection:
        quotation = _in_state(connection, id, "approved")
        _decide(connection, quotation, "taken_down", who, "quotation_taken_down")
        quoted.remove(home, [id])


def _in_state(connection: Connection, id: str, state: str) -> Quotation:
    """The quotation, if it is still in this state. Raises Refused."""
    quotation = store.one(connection, id)
    if quotation is None or quotation.state != state:
        raise Refused(Reason.CHANGED)
    return quotation


def sync(home: Home, study: Study) -> None:
    """Make public exactly what is approved and still allowed, by the study as it is now."""
    with reading(home.responses) as connection:
        wanted, fallen = _standing(connection, study)
    if not fallen and quoted.published(home) == wanted:
        return
    with changing(home) as connection:
        wanted, fallen = _standing(connection, study)
        store.fell(connection, fallen)
        quoted.publish(home, wanted)


def _standing(connection: Connection, study: Study) -> tuple[list[Published], list[str]]:
    """What is to be public, by id, and the ids of approved ones that no longer stand."""
    approved = [one for one in store.all_of(connection) if one.state == "approved"]
    standing = [one for one in approved if _stands(connection, study, one)]
    public = [
        Published(
            id=one.id,
            question=one.question,
            topic=one.topic,
            passage=one.passage,
            language=one.language,
            translation=one.translation,
            named=one.named,
            category=one.category,
            approved_on=one.decided_on,
        )
        for one in standing
    ]
    kept = {one.id for one in standing}
    return sorted(public, key=lambda one: one.id), [o.id for o in approved if o.id not in kept]


def _decide(
    connection: Connection, quotation: Quotation, state: str, who: str, action: str
) -> None:
    store.keep(
        connection, replace(quotation, state=state, decided_by=who, decided_on=clock.today())
    )
    audit.record(connection, who, action, quotation.id, question=quotation.question)


def _stands(connection: Connection, study: Study, quotation: Quotation) -> bool:
    """Whether it would be the same if it were marked now, name and permission included."""
    place = quotation.response, quotation.question, quotation.item
    source = quotable.source(connection, study, *place)
    if source is None or quotation.passage not in source.text:
        return False
    if quotation.named and source.permission is not Permission.WITH_NAME:
        return False
    return quotable.basis(connection, study, source) == quotation.basis


def _told(connection: Connection, home: Home, study: Study, quotation: Quotation) -> Reason | None:
    """What a quotation would tell that it must not: contact data, or a name without permission."""
    texts = [quotation.passage, *quotation.translation.values()]
    personal = responses.answers(connection, quotation.response, personal=True)
    for stored in personal.values():
        value = stored.value if isinstance(stored.value, str) else ""
        if _is_telling(value) and any(naming.names(text, value) for text in texts):
            return Reason.PERSON
    if quotation.named:
        return None
    values = quotable.answers_behind(connection, study, quotation.response)
    own = _own_names(home, values.get((study.monitor.name, "")))
    if any(naming.names(text, name) for text in texts for name in own):
        return Reason.NAMED
    return None


def _is_telling(value: str) -> bool:
    """Whether a text is long enough to be a name and not a part of any other word."""
    return len(value.strip()) >= (4 if value.isascii() else 2)


def _own_names(home: Home, answer: Any) -> list[str]:
    """What an organisation is called, without the article that people leave out."""
    if not isinstance(answer, dict):
        return []
    found = register_names.names_of(home, answer["id"]) if answer.get("id") else []
    return [name.removeprefix("The ") for name in (*found, answer.get("name", "")) if name]
