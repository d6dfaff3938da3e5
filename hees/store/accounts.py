"""Rows of the study team's accounts, their sessions and failed sign-ins."""

from dataclasses import dataclass
from sqlite3 import Connection, Row


@dataclass(frozen=True)
class Account:
    """`password_hash` is None for people who sign in through the organisation's own service."""

    name: str
    email: str | None
    password_hash: str | None
    role: str
    disabled: bool


def insert(connection: Connection, account: Account, created_at: str) -> None:
    connection.execute(
        """INSERT INTO account (name, email, password_hash, role, created_at, disabled)
           VALUES (?, ?, ?, ?, ?, ?)""",
        (
            account.name,
            account.email,
            account.password_hash,
            account.role,
            created_at,
            int(account.disabled),
        ),
    )


def by_name(connection: Connection, name: str) -> Account | None:
    row = connection.execute("SELECT * FROM account WHERE name = ?", (name,)).fetchone()
    return _account(row)


def by_email(connection: Connection, email: str) -> Account | None:
    row = connection.execute("SELECT * FROM account WHERE email = ?", (email,)).fetchone()
    return _account(row)


def by_session(connection: Connection, token_hash: str, now: str) -> Account | None:
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
        row["name"], row["email"], row["password_hash"], row["role"], bool(row["disabled"])
    )


def set_password(connection: Connection, name: str, password_hash: str) -> bool:
    """Change the password and end all sessions; False when there is no such account."""
    query = "UPDATE account SET password_hash = ? WHERE name = ?"
    changed = connection.execute(query, (password_hash, name)).rowcount
    connection.execute("DELETE FROM account_session WHERE account = ?", (name,))
    return changed == 1


def disable(connection: Connection, name: str) -> bool:
    """Disable the account and end all sessions; False when there is no such account."""
    changed = connection.execute("UPDATE account SET disabled = 1 WHERE name = ?", (name,)).rowcount
    connection.execute("DELETE FROM account_session WHERE account = ?", (name,))
    return changed == 1


def insert_session(
    connection: Connection, token_hash: str, account: str, now: str, expires_at: str
) -> None:
    connection.execute("DELETE FROM account_session WHERE expires_at <= ?", (now,))
    connection.execute(
        "INSERT INTO account_session VALUES (?, ?, ?, ?)", (token_hash, account, now, expires_at)
    )


def delete_session(connection: Connection, token_hash: str) -> None:
    connection.execute("DELETE FROM account_session WHERE token_hash = ?", (token_hash,))


def failures(connection: Connection, who: str, since: float) -> int:
    """Failed sign-ins of `who` (an account or an address) since a Unix time."""
    query = "SELECT count(*) FROM sign_in_failure WHERE who = ? AND at > ?"
    return connection.execute(query, (who, since)).fetchone()[0]


def insert_failure(connection: Connection, who: str, at: float, forget_before: float) -> None:
    connection.execute("DELETE FROM sign_in_failure WHERE at < ?", (forget_before,))
    connection.execute("INSERT INTO sign_in_failure VALUES (?, ?)", (who, at))


def clear_failures(connection: Connection, who: str) -> None:
    connection.execute("DELETE FROM sign_in_failure WHERE who = ?", (who,))


def take_back_failure(connection: Connection, who: str, at: float) -> None:
    """Remove the mark of one attempt that was right after all."""
    connection.execute("DELETE FROM sign_in_failure WHERE who = ? AND at = ?", (who, at))
