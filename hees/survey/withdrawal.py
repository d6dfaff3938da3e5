"""Leaving: withdraw and return, delete the contact data alone, or delete everything."""

from sqlite3 import Connection

from hees import clock
from hees.store import erasing, persons, responses, submissions
from hees.store.connection import forget
from hees.store.home import Home
from hees.store.responses import changing
from hees.survey import drafts


def withdraw(home: Home, response_id: str) -> None:
    """Take the response out of the data. The answers stay with the link, in case of a return."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id)
        erasing.dissolve(connection, response_id)
        submissions.replace_data(connection, response_id, {})
        responses.set_status(connection, response_id, "withdrawn")


def reopen(home: Home, response_id: str) -> None:
    """Return from withdrawal to a draft that can be submitted again. Raises LinkEnded."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id, "withdrawn")
        responses.set_status(connection, response_id, "draft")


def erase(home: Home, response_id: str) -> None:
    """Delete all answers, contact data and history for good. Raises LinkEnded.

    Receipts then say 'erased'.
    """
    with changing(home) as connection:
        drafts.require_open(connection, response_id, "draft", "submitted", "withdrawn")
        erase_all(connection, response_id)
    forget(home.responses)


def erase_all(connection: Connection, response_id: str) -> None:
    """The same in a transaction of the caller's, who empties the write-ahead log afterwards.

    Who was invited to give the response is deleted with it.
    """
    erasing.erase(connection, response_id)
    for invitation in persons.invitations_of(connection, response_id):
        persons.empty_invitation(connection, invitation, at=clock.now(), whole=True)
    responses.set_status(connection, response_id, "erased")


def delete_contact(home: Home, response_id: str) -> int:
    """Delete the contact data alone; returns how many answers that were."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id, "draft", "submitted", "withdrawn")
        deleted = erase_contact(connection, response_id)
    forget(home.responses)
    return deleted


def erase_contact(connection: Connection, response_id: str) -> int:
    """The same in a transaction of the caller's, who empties the write-ahead log afterwards."""
    for invitation in persons.invitations_of(connection, response_id):
        persons.empty_invitation(connection, invitation, at=clock.now(), whole=False)
    revision = responses.next_revision(connection, response_id)
    return erasing.delete_contact(connection, response_id, revision)
