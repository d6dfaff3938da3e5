"""The rights of those whose data is held: to find it, to hand it over, and to delete it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees import clock
from hees.spreadsheet import csv_bytes
from hees.store import audit, persons, register, responses
from hees.store.connection import forget, reading, writing
from hees.store.home import Home
from hees.store.persons import Records
from hees.store.responses import changing
from hees.study import Study
from hees.survey import drafts, readable, withdrawal

SHORTEST = 2
"""So many letters must somebody give who looks for a person."""

MOST = 50
"""So many responses and invitations are shown; more means that the words were too general."""

ORGANISATIONS = 8


@dataclass(frozen=True)
class Held:
    """What is held about one response or invitation, and where it was found: rows by table.

    `kind`: "response" or "invitation"; `name`: the answer or text that names the organisation.
    """

    kind: str
    id: str
    status: str
    since: str
    name: Any
    where: dict[str, int]
    has_contact: bool


@dataclass(frozen=True)
class Found:
    """`elsewhere`: rows by table that are about no response and no invitation."""

    held: list[Held]
    elsewhere: dict[str, int]
    more: int


def find(home: Home, study: Study, text: str, who: str) -> Found:
    """Look for a name, address, organisation or response id everywhere. That it was done is logged."""
    text = text.strip()
    with writing(home.responses) as connection:
        audit.record(connection, who, "person_looked_up")
    named = register.search(home, text, kinds=("intermediary", "institution"), limit=ORGANISATIONS)
    with reading(home.responses) as connection:
        where, elsewhere = _hits(connection, text)
        for response in persons.answering(
            connection, study.monitor.name, {one.id for one in named}
        ):
            where.setdefault(("response", response), {}).setdefault("answer", 1)
        if responses.get(connection, text):
            where.setdefault(("response", text), {"response": 1})
        held = [_held(connection, study, *subject, of) for subject, of in where.items()]
    with reading(home.public) as connection:
        for hit in persons.holding(connection, text):
            name = f"public.{hit.table}"
            elsewhere[name] = elsewhere.get(name, 0) + hit.rows
    held.sort(key=lambda one: (one.kind, one.since, one.id))
    return Found(held[:MOST], elsewhere, max(0, len(held) - MOST))


Where = dict[tuple[str, str], dict[str, int]]


def _hits(connection: Connection, text: str) -> tuple[Where, dict[str, int]]:
    """Rows by table: of each response, or of an invitation that has none; and of neither."""
    where: Where = {}
    elsewhere: dict[str, int] = {}
    for hit in persons.holding(connection, text):
        subject = ("response", hit.response) if hit.response else ("invitation", hit.invitation)
        place = where.setdefault(subject, {}) if subject[1] else elsewhere
        place[hit.table] = place.get(hit.table, 0) + hit.rows
    return where, elsewhere


def _held(connection: Connection, study: Study, kind: str, id: str, where: dict[str, int]) -> Held:
    if kind == "invitation":
        [row] = persons.records(connection, invitation=id)["invitation"]
        return Held(kind, id, "", row["created_at"], row["organisation"], where, bool(row["email"]))
    response = responses.get(connection, id)
    if response is None:
        return Held(kind, id, "erased", "", None, where, has_contact=False)
    key = (study.monitor.name, "")
    name = responses.answers(connection, id).get(key)
    contact = responses.answers(connection, id, personal=True)
    return Held(
        kind,
        id,
        response.status,
        response.created_at,
        name.value if name else None,
        where,
        any(one.value is not None for one in contact.values()),
    )


# Handing over


def export(home: Home, study: Study, held: Held, who: str) -> dict[str, Any]:
    """All that is stored about a response or an invitation, for the person it is about."""
    with writing(home.responses) as connection:
        audit.record(connection, who, "person_exported", held.id)
    with reading(home.responses) as connection:
        if held.kind == "invitation":
            found = persons.records(connection, invitation=held.id)
            return _package(study, held, [], found)
        found = persons.records(connection, response=held.id)
        for invitation in persons.invitations_of(connection, held.id):
            for table, rows in persons.records(connection, invitation=invitation).items():
                kept = found.setdefault(table, [])
                kept += [row for row in rows if row not in kept]
    draft = drafts.load(home, held.id)
    answers = [
        {
            "section": line.section,
            "entry": line.entry,
            "question": line.asked,
            "answer": line.answer,
        }
        for line in readable.lines(home, draft, draft.response.language)
        if line.answer
    ]
    return _package(study, held, answers, found)


def _package(study: Study, held: Held, answers: list[dict[str, str]], records: Records) -> Any:
    return {
        "study": study.title.root,
        "about": {"kind": held.kind, "id": held.id},
        "made_at": clock.now(),
        "answers": answers,
        "records": {table: [_opened(row) for row in rows] for table, rows in records.items()},
    }


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose JSON texts are read, so that nobody has to read JSON within JSON."""
    return {name: _parsed(value) for name, value in row.items()}


def _parsed(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("{", "[", '"')):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def as_json(package: dict[str, Any]) -> bytes:
    """A package as a JSON file."""
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def as_csv(package: dict[str, Any]) -> bytes:
    """A line for every value: table, number of the row, column, value."""
    return csv_bytes(("table", "row", "column", "value"), _lines(package))


def _lines(package: dict[str, Any]) -> Iterator[tuple[str, int, str, object]]:
    tables = {"answers": package["answers"], **package["records"]}
    for table, rows in tables.items():
        for number, row in enumerate(rows, start=1):
            for column, value in row.items():
                is_plain = isinstance(value, str | int | float) or value is None
                text = value if is_plain else json.dumps(value, ensure_ascii=False)
                yield table, number, column, "" if text is None else text


# Deleting


def delete_contact(home: Home, held: Held, who: str) -> None:
    """Delete the contact data alone: of a response with its invitation, or of an invitation."""
    with changing(home) as connection:
        if held.kind == "response":
            forget_contact(connection, held.id, who)
        else:
            forget_invitation(connection, held.id, who, whole=False)
    forget(home.responses)


def delete_all(home: Home, held: Held, who: str) -> None:
    """Delete everything about a response with its invitation, or all of an invitation that names.

    The receipts of a response then say 'erased'; whether its link works makes no difference.
    """
    with changing(home) as connection:
        if held.kind == "response":
            forget_response(connection, held.id, who)
        else:
            forget_invitation(connection, held.id, who, whole=True)
    forget(home.responses)


def forget_contact(connection: Connection, response: str, who: str, **detail: Any) -> None:
    """Delete the contact data of a response and of its invitation, in the caller's transaction."""
    answers = withdrawal.erase_contact(connection, response)
    audit.record(connection, who, "contact_deleted", response, answers=answers, **detail)


def forget_response(connection: Connection, response: str, who: str, **detail: Any) -> None:
    """Delete all answers, contact data and history of a response, in the caller's transaction."""
    withdrawal.erase_all(connection, response)
    audit.record(connection, who, "response_erased", response, **detail)


def forget_invitation(
    connection: Connection, invitation: str, who: str, *, whole: bool, **detail: Any
) -> None:
    """Delete the personal data of an invitation, in the caller's transaction."""
    if persons.empty_invitation(connection, invitation, at=clock.now(), whole=whole):
        audit.record(connection, who, "invitation_emptied", invitation, **detail)


def counts(home: Home) -> dict[str, int]:
    """How many records of each sort there are, for the record of processing."""
    with reading(home.responses) as connection:
        return persons.counts(connection)
