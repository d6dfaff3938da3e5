"""Rows of the study team's accounts, their sessions and failed sign-ins."""

from dataclasses import dataclass
from sqlite3 import Connection, Row

from hees import clock

WINDOW_SECONDS = 15 * 60
"""How long an attempt that may be too many is remembered."""


@dataclass(frozen=True)
class Account:
    """`password_hash` is None for people who sign in through the organisation's own service.

    `temporary`: the password opens nothing until the person has replaced it.
    """

    name: str
    email: str | None
    password_hash: str | None
    role: str
    disabled: bool
    temporary: bool = False


@dataclass(frozen=True)
class Known:
    """An account as administrators see it. `sessions`: how many are open now."""

    account: Account
    created_at: str
    sessions: int


def insert(connection: Connection, account: Account, created_at: str) -> None:
    """Add an account; name and e-mail address are nobody else's."""
    connection.execute(
        """INSERT INTO account
           (name, email, password_hash, role, created_at, disabled, temporary)
           VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (
            account.name,
            account.email,
            account.password_hash,
            account.role,
            created_at,
            int(account.disabled),
            int(account.temporary),
        ),
    )


def all_of(connection: Connection, now: str) -> list[Known]:
    """Every account by name."""
    rows = connection.execute(
        """SELECT account.*, (SELECT count(*) FROM account_session
               WHERE account_session.account = account.name AND expires_at > ?) AS sessions
           FROM account ORDER BY name""",
        (now,),
    )
    found = []
    for row in rows:
        account = _account(row)
        assert account
        found.append(Known(account, row["created_at"], row["sessions"]))
    return found


def by_name(connection: Connection, name: str) -> Account | None:
    """The account of that name, disabled or not."""
    row = connection.execute("SELECT * FROM account WHERE name = ?", (name,)).fetchone()
    return _account(row)


def by_email(connection: Connection, email: str) -> Account | None:
    """The account with that e-mail address in small letters, disabled or not."""
    row = connection.execute("SELECT * FROM account WHERE email = ?", (email,)).fetchone()
    return _account(row)


def by_session(connection: Connection, token_hash: str, now: str) -> Account | None:
    """The account that a session is of, unless it ended or the account was disabled."""
    row = connection.execute(
        """SELECT account.* FROM account_session JOIN account ON account.name = account
           WHERE token_hash = ? AND expires_at > ? AND disabled = 0""",
        (token_hash, now),
    ).fetchone()
    return _account(row)


def _account(row: Row | None) -> Account | None:
    if row is None:
        return None
    return Account(
        row["name"],
        row["email"],
        row["password_hash"],
        row["role"],
        bool(row["disabled"]),
        bool(row["temporary"]),
    )


def set_password(
    connection: Connection, name: str, password_hash: str, *, temporary: bool = False
) -> None:
    """Change the password and end all sessions."""
    connection.execute(
        "UPDATE account SET password_hash = ?, temporary = ? WHERE name = ?",
        (password_hash, int(temporary), name),
    )
    end_sessions(connection, name)


def set_disabled(connection: Connection, name: str, *, disabled: bool) -> None:
    """Disable or enable the account, and end all its sessions."""
    query = "UPDATE account SET disabled = ? WHERE name = ?"
    connection.execute(query, (int(disabled), name))
    end_sessions(connection, name)


def set_role(connection: Connection, name: str, role: str) -> None:
    """Give an account another role."""
    connection.execute("UPDATE account SET role = ? WHERE name = ?", (role, name))


def end_sessions(connection: Connection, name: str) -> int:
    """Close every session of an account; returns how many there were."""
    query = "DELETE FROM account_session WHERE account = ?"
    return connection.execute(query, (name,)).rowcount


def usable(connection: Connection, role: str) -> set[str]:
    """The names of all accounts of a role that somebody can sign in to."""
    rows = connection.execute("SELECT name FROM account WHERE role = ? AND disabled = 0", (role,))
    return {row[0] for row in rows}


def insert_session(
    connection: Connection, token_hash: str, account: str, now: str, expires_at: str
) -> None:
    """Open a session until an ISO time; those that have ended are deleted."""
    connection.execute("DELETE FROM account_session WHERE expires_at <= ?", (now,))
    connection.execute(
        "INSERT INTO account_session VALUES (?, ?, ?, ?)", (token_hash, account, now, expires_at)
    )


def delete_session(connection: Connection, token_hash: str) -> str | None:
    """End a session; returns whose it was, or None when there is no such session."""
    query = "DELETE FROM account_session WHERE token_hash = ? RETURNING account"
    row = connection.execute(query, (token_hash,)).fetchone()
    return row[0] if row else None


def attempt(connection: Connection, who: str, most: int, at: float) -> bool:
    """Count an attempt of `who` (an account, or a deed of an address) at a Unix time.

    False, and nothing is counted, when there were `most` within the last WINDOW_SECONDS. What was
    counted before the clock was set back would count for too long, and is forgotten.
    """
    since, until = at - WINDOW_SECONDS, at + clock.SLACK
    query = "SELECT count(*) FROM sign_in_failure WHERE who = ? AND at > ? AND at <= ?"
    if connection.execute(query, (who, since, until)).fetchone()[0] >= most:
        return False
    connection.execute("DELETE FROM sign_in_failure WHERE at < ? OR at > ?", (since, until))
    connection.execute("INSERT INTO sign_in_failure VALUES (?, ?)", (who, at))
    return True


def forget_expired(connection: Connection, before: float, now: str) -> int:
    """Delete the marks of failed sign-ins before a Unix time, and sessions that have expired."""
    old = connection.execute("DELETE FROM sign_in_failure WHERE at < ?", (before,)).rowcount
    query = "DELETE FROM account_session WHERE expires_at <= ?"
    return old + connection.execute(query, (now,)).rowcount


def clear_failures(connection: Connection, who: str) -> None:
    """Forget the failed sign-ins to an account."""
    connection.execute("DELETE FROM sign_in_failure WHERE who = ?", (who,))


def take_back_failure(connection: Connection, who: str, at: float) -> None:
    """Remove the mark of one attempt that was right after all."""
    connection.execute("DELETE FROM sign_in_failure WHERE who = ? AND at = ?", (who, at))
