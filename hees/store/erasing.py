"""Deleting what a response holds, wherever a copy of it stands, in the caller's transaction."""

from sqlite3 import Connection

from hees import clock
from hees.store import audit, merges, quotations, responses


def delete_contact(connection: Connection, response: str, at_revision: int) -> int:
    """Delete the personal data of a response; returns how many answers that were.

    The empty rows stay with a new revision, so that a page left open cannot bring the data back.
    """
    return connection.execute(
        "UPDATE contact SET value = 'null', revision = ? WHERE response = ? AND value <> 'null'",
        (at_revision, response),
    ).rowcount


def dissolve(connection: Connection, source: str, who: str = audit.AUTOMATIC) -> None:
    """Undo what was merged from a response: the copy is erased, and each source stands for itself.

    That is on the audit log, also when it follows from what a respondent does.
    """
    for merged in merges.of(connection, source):
        _undo_merge(connection, merged, who)
        erase(connection, merged)
        responses.set_status(connection, merged, "erased")


def _undo_merge(connection: Connection, merged: str, who: str) -> None:
    """Let the sources of a merged response count again; nothing happens for any other."""
    if sources := merges.sources(connection).get(merged):
        merges.undo(connection, merged, clock.now())
        audit.record(connection, who, "merge_undone", merged, sources=list(sources))


def erase(connection: Connection, response: str) -> None:
    """Delete every answer of a response, its history, its copies, and what the team wrote of it."""
    dissolve(connection, response)
    _undo_merge(connection, response, audit.AUTOMATIC)
    for table in (
        "answer",
        "contact",
        "repeat_item",
        "answer_event",
        "submitted_answer",
        "listing",
        "flag_settled",
        "review",
        "review_note",
        "coding",
        "coding_final",
        "section_visit",
    ):
        connection.execute(f"DELETE FROM {table} WHERE response = ?", (response,))
    quotations.empty(connection, response)
    merges.empty(connection, response)
    connection.execute(
        "UPDATE submission SET answers = NULL, salt = '' WHERE response = ?", (response,)
    )
