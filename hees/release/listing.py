"""Programmes of the survey in the public inventory: listed by their respondents, checked by the team.

Only name, institutions, activity, fields, start and status are published, and who reported them.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

from hees import clock
from hees.store import audit, reference
from hees.store import listing as store
from hees.store.connection import forget_soon, reading, writing
from hees.store.home import Home
from hees.store.listing import Decision
from hees.store.reference import Item
from hees.store.register import Entry
from hees.store.responses import changing
from hees.study import Study, Text
from hees.study.reference import Partnership
from hees.study.study import Inventory
from hees.survey import finder

KIND, ORIGIN = "partnerships", "survey"
AGREES = "yes"
"""The answer by which a respondent allows a programme to be listed."""

Values = Mapping[tuple[str, str], Any]


class Verdict(StrEnum):
    """What the team may decide about a programme."""

    LISTED = "listed"
    DECLINED = "declined"


@dataclass(frozen=True)
class Programme:
    """A programme that its respondent allows to be listed, as it would be published.

    `digest` names exactly this content; `decision` is None while it waits for one.
    """

    response: str
    item: str
    entry: Partnership
    digest: str
    decision: Decision | None

    @property
    def is_listed(self) -> bool:
        return self.decision is not None and self.decision.decision == Verdict.LISTED


def programmes(home: Home, study: Study) -> list[Programme]:
    """Every programme that may be listed or was declined, by name."""
    with reading(home.responses) as connection:
        return _programmes(connection, home, study)


def pending(home: Home, study: Study) -> list[Programme]:
    """The programmes that wait for a decision: new ones, and those changed since the last."""
    return [one for one in programmes(home, study) if one.decision is None]


def decide(
    home: Home, study: Study, response: str, item: str, decision: Verdict, who: str, *, digest: str
) -> bool:
    """Decide about a programme as it was seen, which `digest` says, and bring the list up to date.

    False, and nothing is decided, when it was changed or taken back meanwhile.
    """
    with changing(home) as connection:
        found = {(one.response, one.item): one for one in _programmes(connection, home, study)}
        seen = found.get((response, item))
        if seen is None or seen.digest != digest:
            return False
        public_id = f"s{secrets.token_hex(5)}"
        made = Decision(public_id, decision, who, clock.today(), digest)
        store.decide(connection, response, item, made)
        audit.record(connection, who, f"program_{decision}", response, item=item)
    sync(home, study)
    return True


def sync(home: Home, study: Study) -> None:
    """Make the public inventory hold exactly what is decided, unchanged and still agreed to."""
    with reading(home.responses) as connection:
        digest, _ = _published(connection, home, study)
    if reference.holds(home, KIND, digest, origin=ORIGIN):
        return
    # While it is written nobody answers, so that of two at once the later writes what is newer.
    with writing(home.responses) as connection:
        digest, items = _published(connection, home, study)
        reference.load(home, KIND, digest, items, origin=ORIGIN)
    forget_soon(home.public)  # what was taken out is in no byte of the files


def _published(connection: Connection, home: Home, study: Study) -> tuple[str, list[Item]]:
    listed = [one.entry for one in _programmes(connection, home, study) if one.is_listed]
    items = [Item(entry.id, entry.model_dump_json(), _words(entry)) for entry in listed]
    return _digest("\n".join(item.body for item in items)), items


def _words(entry: Partnership) -> str:
    """What a reader may type to find it."""
    return " ".join([*dict.fromkeys(entry.name.root.values()), *entry.named, entry.organisation])


def _programmes(connection: Connection, home: Home, study: Study) -> list[Programme]:
    if study.inventory is None:
        return []
    agreed = store.agreed(connection, study.inventory.consent, AGREES)
    responses = sorted({response for response, _ in agreed})
    values = store.answers(connection, responses, list(_questions(study, study.inventory)))
    entries = finder.names(home, [one for of in values.values() for one in of.values()])
    decisions = store.decisions(connection)
    found = []
    for response, item in agreed:
        if study.policy.includes(values[response]):
            entry = _entry(study, study.inventory, values[response], item, entries)
            found.append(_programme(response, item, entry, decisions.get((response, item))))
    return sorted(found, key=lambda one: (*one.entry.name.root.values(), one.digest))


def _programme(response: str, item: str, entry: Partnership, made: Decision | None) -> Programme:
    digest = _digest(entry.model_dump_json(exclude={"id", "end"}))
    if made:
        entry = entry.model_copy(update={"id": made.public_id})
    return Programme(
        response, item, entry, digest, made if made and made.digest == digest else None
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _questions(study: Study, asked: Inventory) -> Iterator[str]:
    """The questions whose answers are published, or decide whether they may be."""
    yield study.monitor.name
    yield from (asked.name, asked.activity, *asked.institutions)
    yield from (asked.fields, asked.status, asked.start)
    yield from (question for question, _ in study.policy.decided_by)


def _entry(
    study: Study, asked: Inventory, values: Values, item: str, entries: Mapping[str, Entry]
) -> Partnership:
    """What would be published of a programme; nothing else leaves its answers."""
    given = [one for question in asked.institutions for one in values.get((question, item)) or []]
    return Partnership(
        id="undecided",
        name=_text(study, str(values.get((asked.name, item)) or "")),
        activity=values.get((asked.activity, item)) or "",
        institutions=tuple(one["id"] for one in given if one.get("id")),
        named=tuple(one["name"] for one in given if not one.get("id")),
        fields=tuple(values.get((asked.fields, item)) or ()),
        status=values.get((asked.status, item)) or "",
        start=values.get((asked.start, item)),
        note=_text(study, ""),
        source="",
        origin=ORIGIN,
        organisation=_organisation(values.get((study.monitor.name, "")), entries),
    )


def _text(study: Study, text: str) -> Text:
    """A text that is the same in every language."""
    return Text(dict.fromkeys(study.languages, text))


def _organisation(answer: Any, entries: Mapping[str, Entry]) -> str:
    """The respondent by its names in all languages, or as it wrote its name."""
    if not isinstance(answer, dict):
        return ""
    entry = entries.get(answer.get("id", ""))
    return " / ".join(dict.fromkeys(entry.names.values())) if entry else answer.get("name", "")
