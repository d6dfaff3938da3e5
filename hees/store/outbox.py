"""The mails to those who are invited, each with its state, and what keeps them from being sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from sqlite3 import Connection, Row

from hees import clock

LONGEST_WAIT = 3600
"""Seconds that a mail waits at most until it is tried again."""


@dataclass(frozen=True)
class Mail:
    """A mail. `due`: seconds since 1970 from which it may be sent; `message_id`: once claimed.

    `state`: queued, sending, sent, handed_over (to a mail-merge file), failed, uncertain (nobody
    knows whether it arrived) or cancelled. `error`: what the server said, or why it was cancelled.
    """

    id: int
    batch: str
    invitation: str
    issue: int
    kind: str
    wave: str
    state: str
    queued_at: str
    queued_by: str
    due: float
    claimed: float | None
    attempts: int
    message_id: str | None
    sent_at: str | None
    error: str


@dataclass(frozen=True)
class Batch:
    """What was queued or handed over in one go: how many mails there are in each state."""

    id: str
    kind: str
    queued_at: str
    queued_by: str
    states: dict[str, int]


def _mail(row: Row | None) -> Mail | None:
    return Mail(**dict(row)) if row else None


def add(
    connection: Connection,
    rows: Iterable[tuple[str, int, str]],
    *,
    batch: str,
    kind: str,
    state: str,
    at: str,
    who: str,
) -> None:
    """Put mails in: the invitation, its issue and its wave of each. Those handed over are away."""
    sent_at = at if state == "handed_over" else None
    connection.executemany(
        """INSERT INTO outbox
           (batch, invitation, issue, kind, wave, state, queued_at, queued_by, sent_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [
            (batch, invitation, issue, kind, wave, state, at, who, sent_at)
            for invitation, issue, wave in rows
        ],
    )


def one(connection: Connection, id: int) -> Mail | None:
    """The mail of that id."""
    return _mail(connection.execute("SELECT * FROM outbox WHERE id = ?", (id,)).fetchone())


def of_invitation(connection: Connection, invitation: str) -> list[Mail]:
    """The mails to a person, the newest first."""
    query = "SELECT * FROM outbox WHERE invitation = ? ORDER BY id DESC"
    return [Mail(**dict(row)) for row in connection.execute(query, (invitation,))]


def in_state(connection: Connection, state: str, limit: int = 100_000) -> list[Mail]:
    """The mails in a state, the newest first."""
    query = "SELECT * FROM outbox WHERE state = ? ORDER BY id DESC LIMIT ?"
    return [Mail(**dict(row)) for row in connection.execute(query, (state, limit))]


def batches(connection: Connection, limit: int) -> list[Batch]:
    """The last batches, the newest first."""
    rows = connection.execute(
        """SELECT batch, kind, queued_at, queued_by, state, count(*), max(id) FROM outbox
           GROUP BY batch, state ORDER BY max(id)"""
    )
    found: dict[str, Batch] = {}
    for id, kind, queued_at, queued_by, state, count, _ in rows:
        found.setdefault(id, Batch(id, kind, queued_at, queued_by, {})).states[state] = count
    return sorted(found.values(), key=lambda one: one.queued_at, reverse=True)[:limit]


def count(connection: Connection, state: str) -> int:
    """How many mails are in a state."""
    query = "SELECT count(*) FROM outbox WHERE state = ?"
    return connection.execute(query, (state,)).fetchone()[0]


def next_due(connection: Connection, now: float) -> Mail | None:
    """The mail that has waited longest of those that may be sent now.

    One that would wait longer than any is from before the clock was set back.
    """
    row = connection.execute(
        """SELECT * FROM outbox WHERE state = 'queued' AND (due <= ? OR due > ?)
           ORDER BY due, id LIMIT 1""",
        (now, now + LONGEST_WAIT + clock.SLACK),
    )
    return _mail(row.fetchone())


def last_claimed(connection: Connection) -> float:
    """When a mail was last handed to the server, in seconds since 1970; 0 for never."""
    return connection.execute("SELECT coalesce(max(claimed), 0) FROM outbox").fetchone()[0]


def claim(connection: Connection, id: int, message_id: str, now: float) -> None:
    """Note that a mail is handed to the server now, with the newest link.

    It keeps the first message id it had.
    """
    connection.execute(
        """UPDATE outbox SET state = 'sending', claimed = ?, attempts = attempts + 1, error = '',
           message_id = coalesce(message_id, ?),
           issue = (SELECT issue FROM invitation WHERE id = outbox.invitation) WHERE id = ?""",
        (now, message_id, id),
    )


def replace(connection: Connection, rows: Iterable[Row] | None) -> None:
    """Put the mails of a newer outbox in place of those of a restored one, so that none goes twice.

    None: nobody knows which of those that wait went out meanwhile.
    """
    if rows is None:
        connection.execute("UPDATE outbox SET state = 'uncertain' WHERE state = 'queued'")
        return
    connection.execute("DELETE FROM outbox")
    for row in rows:
        names = row.keys()
        connection.execute(
            f"""INSERT INTO outbox ({", ".join(names)}) SELECT {", ".join("?" * len(names))}
                WHERE EXISTS (SELECT 1 FROM invitation WHERE id = ?)""",
            (*row, row["invitation"]),
        )


def doubt(connection: Connection) -> int:
    """Mails whose sender is gone: nobody knows whether they arrived. Returns how many."""
    query = "UPDATE outbox SET state = 'uncertain' WHERE state = 'sending'"
    return connection.execute(query).rowcount


def settle(
    connection: Connection,
    id: int,
    state: str,
    *,
    error: str = "",
    sent_at: str | None = None,
    due: float = 0,
) -> None:
    """Note what became of a mail. What a server says may name whom it was for.

    Nothing of it is kept once that person's data was deleted.
    """
    connection.execute(
        """UPDATE outbox SET state = ?, sent_at = ?, due = ?, error = CASE WHEN ? <> 'cancelled'
               AND (SELECT email FROM invitation WHERE id = outbox.invitation) = '' THEN ''
               ELSE ? END WHERE id = ?""",
        (state, sent_at, due, state, error, id),
    )


def cancel(connection: Connection, where: str, value: str, states: tuple[str, ...]) -> int:
    """Cancel mails of an invitation or a batch that are in one of some states; how many."""
    assert where in {"invitation", "batch"}
    marks = ", ".join("?" * len(states))
    return connection.execute(
        f"UPDATE outbox SET state = 'cancelled', sent_at = NULL WHERE {where} = ? AND state IN ({marks})",
        (value, *states),
    ).rowcount


def set_trouble(connection: Connection, said: str) -> None:
    """Note what keeps everything from being sent; "" when nothing does."""
    connection.execute("UPDATE outbox_trouble SET said = ? WHERE said <> ?", (said, said))


def trouble(connection: Connection) -> str:
    """What keeps everything from being sent, or ""."""
    return connection.execute("SELECT said FROM outbox_trouble").fetchone()[0]
