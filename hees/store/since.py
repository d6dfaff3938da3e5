"""What a restored backup must not bring back: who left since it was made, and mails that went out."""

from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Connection, Row

from hees.store import accounts, erasing, outbox, persons, quotations, responses, submissions
from hees.store.connection import StoreUnavailable, reading
from hees.store.home import Home


@dataclass(frozen=True)
class Since:
    """What a home knows before a backup takes its place.

    `erased`, `withdrawn`, `without_contact`, `revoked`: responses. `emptied`: invitations without
    personal data, and whether without the organisation's name too. `ended`: invitations that were
    revoked. `unquoted`: quotations that were taken down. `mails`: every row of the outbox, or None if it cannot be read.
    """

    erased: list[str]
    withdrawn: list[str]
    without_contact: list[str]
    revoked: list[str]
    emptied: list[tuple[str, bool]]
    ended: list[str]
    disabled: list[str]
    unquoted: list[str]
    mails: list[Row] | None


_QUERIES = {
    "erased": "SELECT id FROM response WHERE status = 'erased'",
    "withdrawn": "SELECT id FROM response WHERE status = 'withdrawn'",
    "without_contact": """SELECT response FROM contact GROUP BY response
        HAVING max(value <> 'null') = 0""",
    "revoked": "SELECT id FROM response WHERE revoked_at IS NOT NULL",
    "emptied": "SELECT id, organisation = '' FROM invitation WHERE person = '' AND email = ''",
    "ended": "SELECT id FROM invitation WHERE revoked_at IS NOT NULL",
    "disabled": "SELECT name FROM account WHERE disabled = 1",
    "unquoted": "SELECT id FROM quotation WHERE state IN ('taken_down', 'fallen')",
}


def read(home: Home) -> Since:
    """What the database can still tell, table by table: it may be damaged, or of an older HEES."""

    def ids(name: str) -> list[str]:
        return [row[0] for row in _rows(home, _QUERIES[name]) or ()]

    return Since(
        **{name: ids(name) for name in _QUERIES if name != "emptied"},
        emptied=[(row[0], bool(row[1])) for row in _rows(home, _QUERIES["emptied"]) or ()],
        mails=_rows(home, "SELECT * FROM outbox ORDER BY id"),
    )


def _rows(home: Home, query: str) -> list[Row] | None:
    try:
        with reading(home.responses) as connection:
            return connection.execute(query).fetchall()
    except StoreUnavailable:
        return None


def keep(connection: Connection, since: Since, moment: str) -> None:
    """Make a restored database agree, in the caller's write transaction. `moment`: ISO time.

    All sign in anew: a session that was ended since would live again.
    """
    _each(connection, since.erased, lambda id: _erase(connection, id, moment))
    _each(connection, since.withdrawn, lambda id: _withdraw(connection, id))
    _each(connection, since.without_contact, lambda id: _delete_contact(connection, id))
    _each(connection, since.revoked, lambda id: responses.revoke(connection, id, moment))
    for invitation, whole in since.emptied:
        persons.empty_invitation(connection, invitation, at=moment, whole=whole)
    connection.executemany(
        "UPDATE invitation SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?",
        [(moment, id) for id in since.ended],
    )
    quotations.drop(connection, since.unquoted)
    outbox.replace(connection, since.mails)
    for name in since.disabled:
        accounts.set_disabled(connection, name, disabled=True)
    connection.execute("DELETE FROM account_session")


def _each(connection: Connection, ids: list[str], work: Callable[[str], object]) -> None:
    """Do the work for those of the responses that the restored database knows and holds."""
    for id in ids:
        found = responses.get(connection, id)
        if found and found.status != "erased":
            work(id)


def _erase(connection: Connection, id: str, moment: str) -> None:
    erasing.erase(connection, id)
    responses.set_status(connection, id, "erased")
    for invitation in persons.invitations_of(connection, id):
        persons.empty_invitation(connection, invitation, at=moment, whole=True)


def _withdraw(connection: Connection, id: str) -> None:
    erasing.dissolve(connection, id)
    submissions.replace_data(connection, id, {})
    responses.set_status(connection, id, "withdrawn")


def _delete_contact(connection: Connection, id: str) -> None:
    revision = responses.next_revision(connection, id)
    erasing.delete_contact(connection, id, revision)
