"""Rows of those who are invited, in plain SQL. Every function takes an open connection."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from sqlite3 import Connection


@dataclass(frozen=True)
class Guest:
    """Who is invited. `country` and `category`: codes of the study, or "". All else is text.

    `person` and `email` are personal data.
    """

    organisation: str
    person: str
    email: str
    language: str
    country: str = ""
    category: str = ""
    wave: str = ""


@dataclass(frozen=True)
class Invitation:
    """An invitation with what came of it. Times are ISO in UTC, or None for never.

    `issue`: how many links were made for it; `token_hash`: of the newest, which alone opens.
    `status`, `response_hash`: of its response; `started`: it holds an answer.
    `mailed_at`: the last mail, sent or handed over. `invited`: the newest link was mailed.
    `waits`: a mail is in the outbox, or somebody must decide about one.
    """

    id: str
    guest: Guest
    issue: int
    token_hash: str
    expires_at: str
    revoked_at: str | None
    response: str | None
    opened_at: str | None
    declined_at: str | None
    bounced_at: str | None
    created_at: str
    created_by: str
    status: str | None
    started: bool
    response_hash: str | None
    mailed_at: str | None
    invited: bool
    waits: bool


_GUEST = "organisation, person, email, language, country, category, wave"

_INVITATION = """SELECT i.organisation, i.person, i.email, i.language, i.country, i.category,
    i.wave, i.id, i.issue, i.token_hash, i.expires_at, i.revoked_at, i.response, i.opened_at,
    i.declined_at, i.bounced_at, i.created_at, i.created_by, r.status,
    coalesce(r.revision, 0) > 0 AS started, r.token_hash AS response_hash,
    (SELECT max(sent_at) FROM outbox WHERE invitation = i.id) AS mailed_at,
    EXISTS (SELECT 1 FROM outbox WHERE invitation = i.id AND issue = i.issue
            AND state IN ('sent', 'handed_over')) AS invited,
    EXISTS (SELECT 1 FROM outbox WHERE invitation = i.id
            AND state IN ('queued', 'sending', 'uncertain')) AS waits
    FROM invitation i LEFT JOIN response r ON r.id = i.response"""


def _read(connection: Connection, where: str, *values: object) -> list[Invitation]:
    rows = connection.execute(f"{_INVITATION} {where}", values)
    found = []
    for row in rows:
        fields = dict(row)
        guest = Guest(**{name: fields.pop(name) for name in _GUEST.split(", ")})
        flags = {name: bool(fields.pop(name)) for name in ("started", "invited", "waits")}
        found.append(Invitation(guest=guest, **fields, **flags))
    return found


def all_of(connection: Connection) -> list[Invitation]:
    """Every invitation, by organisation and then by person."""
    return _read(connection, "ORDER BY i.organisation COLLATE NOCASE, i.person, i.id")


def one(connection: Connection, id: str) -> Invitation | None:
    """The invitation of that id."""
    return next(iter(_read(connection, "WHERE i.id = ?", id)), None)


def by_token(connection: Connection, token_hash: str) -> Invitation | None:
    """The invitation whose newest link has this hash."""
    return next(iter(_read(connection, "WHERE i.token_hash = ?", token_hash)), None)


def of_response(connection: Connection, response: str) -> Invitation | None:
    """The invitation whose link led to a response."""
    return next(iter(_read(connection, "WHERE i.response = ?", response)), None)


def insert(
    connection: Connection,
    rows: Iterable[tuple[str, Guest, str]],
    expires_at: str,
    at: str,
    who: str,
) -> None:
    """Add invitations: id, guest and token hash of each."""
    connection.executemany(
        f"""INSERT INTO invitation ({_GUEST}, id, token_hash, expires_at, created_at, created_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        [(*astuple(guest), id, hashed, expires_at, at, who) for id, guest, hashed in rows],
    )


def change_guest(connection: Connection, id: str, guest: Guest) -> None:
    """Put another guest in place of the one that an invitation is for."""
    connection.execute(
        """UPDATE invitation SET organisation = ?, person = ?, email = ?, language = ?,
           country = ?, category = ?, wave = ? WHERE id = ?""",
        (*astuple(guest), id),
    )


def reissue(connection: Connection, id: str, issue: int, token_hash: str, expires_at: str) -> None:
    """Give an invitation another link, which works again if it was revoked."""
    connection.execute(
        """UPDATE invitation SET issue = ?, token_hash = ?, expires_at = ?, revoked_at = NULL
           WHERE id = ?""",
        (issue, token_hash, expires_at, id),
    )


def open_first(connection: Connection, id: str, response: str, at: str) -> None:
    """Note the response that the link was opened with, and when."""
    connection.execute(
        "UPDATE invitation SET response = ?, opened_at = ? WHERE id = ?", (response, at, id)
    )


MARKS = ("declined", "bounced", "revoked")


def mark(connection: Connection, id: str, what: str, at: str | None) -> None:
    """Set when an invitation was declined, bounced or revoked; None takes it back."""
    assert what in MARKS
    connection.execute(f"UPDATE invitation SET {what}_at = ? WHERE id = ?", (at, id))
