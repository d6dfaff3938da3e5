"""Entries of a repeating section: add, copy, move, delete, and undo a deletion."""

import secrets
from sqlite3 import Connection

from hees.store import repeats, responses
from hees.store.home import Home
from hees.store.responses import changing
from hees.study import Section
from hees.survey import drafts


class TooManyEntries(Exception):
    """The section already has as many entries as it may."""


def add(home: Home, response_id: str, section: Section) -> str:
    """Add an empty entry at the end; return its id."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id)
        return _new(connection, response_id, section)


def copy(
    home: Home,
    response_id: str,
    section: Section,
    entry: str,
    language: str,
    who: str = drafts.RESPONDENT,
) -> str | None:
    """Copy an entry with its answers to right behind it; return the copy's id.

    None when a colleague deleted the entry meanwhile: then there is nothing to copy.
    """
    with changing(home) as connection:
        drafts.require_open(connection, response_id)
        if entry not in _living(connection, response_id, section):
            return None
        copied = _new(connection, response_id, section)
        answers = responses.answers(connection, response_id)
        for question in section.questions:
            kept = answers.get((question.id, entry))
            if kept and kept.value is not None:
                drafts.write(
                    connection, response_id, question, copied, None, kept.value, language, who
                )
        order = [one for one in _living(connection, response_id, section) if one != copied]
        order.insert(order.index(entry) + 1, copied)
        repeats.order(connection, response_id, section.id, order)
    return copied


def move(home: Home, response_id: str, section: Section, entry: str, by: int) -> None:
    """Move an entry up (-1) or down (+1); at the end of the list it stays."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id)
        order = _living(connection, response_id, section)
        if entry not in order:  # a colleague deleted it meanwhile
            return
        position = order.index(entry)
        order.insert(max(0, position + by), order.pop(position))
        repeats.order(connection, response_id, section.id, order)


def delete(home: Home, response_id: str, section: Section, entry: str) -> None:
    """Take an entry out of the data. Its answers are kept, so that `restore` brings all back."""
    _mark(home, response_id, section, entry, deleted=True)


def restore(home: Home, response_id: str, section: Section, entry: str) -> None:
    """Undo a deletion: the entry returns to its place. Raises TooManyEntries when that is full."""
    _mark(home, response_id, section, entry, deleted=False)


def _mark(home: Home, response_id: str, section: Section, entry: str, *, deleted: bool) -> None:
    with changing(home) as connection:
        drafts.require_open(connection, response_id)
        if not deleted:
            _require_room(connection, response_id, section)
        repeats.mark(connection, response_id, section.id, entry, deleted=deleted)


def _living(connection: Connection, response_id: str, section: Section) -> list[str]:
    return list(repeats.of(connection, response_id).get(section.id, ()))


def _require_room(connection: Connection, response_id: str, section: Section) -> None:
    assert section.repeat
    if len(_living(connection, response_id, section)) >= section.repeat.max:
        raise TooManyEntries(section.id)


def _new(connection: Connection, response_id: str, section: Section) -> str:
    _require_room(connection, response_id, section)
    entry = f"e{secrets.token_hex(4)}"
    repeats.add(connection, response_id, section.id, entry)
    return entry
