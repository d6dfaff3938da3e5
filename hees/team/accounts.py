"""Accounts of the study team: made, given a role or a password, shut out. Signing in is elsewhere.

Every change is on the audit log. One administrator always stays who can sign in.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from sqlite3 import Connection

from hees import clock
from hees.language import say
from hees.store import accounts, audit
from hees.store.accounts import Account, Known
from hees.store.audit import PROGRAM, VISITOR
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.survey.drafts import RESPONDENT
from hees.team import passwords
from hees.team.roles import Role

ROLES = tuple(role.value for role in Role)

RESERVED = {PROGRAM, VISITOR, RESPONDENT, audit.AUTOMATIC, "merge"}
"""Names that no account may have: the log and the history of answers say so of others."""

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class AccountError(ValueError):
    """The account stays as it is. `code` has a message `accounts.problem.<code>` with these values."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(say(f"accounts.problem.{code}", "en", **values))


def add(
    home: Home,
    name: str,
    role: str,
    *,
    password: str | None,
    email: str | None,
    temporary: bool = False,
    who: str = PROGRAM,
) -> Account:
    """Make an account. A password may be missing when the person signs in by `email` elsewhere.

    Raises AccountError, and then nothing was made.
    """
    if not NAME.fullmatch(name):
        raise AccountError("name")
    _check_role(role)
    if password is None and not email:
        raise AccountError("no_way_in")
    hashed = new_hash(password) if password is not None else None
    mail = email.strip().casefold() if email else None
    account = Account(name, mail, hashed, role, disabled=False, temporary=temporary)
    with writing(home.responses) as connection:
        if name in RESERVED or accounts.by_name(connection, name):
            raise AccountError("taken", name=name)
        if account.email and accounts.by_email(connection, account.email):
            raise AccountError("email_taken", email=account.email)
        accounts.insert(connection, account, clock.now())
        audit.record(connection, who, "account_added", name, role=role)
    return account


def everybody(home: Home) -> list[Known]:
    """Every account, by name."""
    with reading(home.responses) as connection:
        return accounts.all_of(connection, clock.now())


def change_password(
    home: Home, name: str, password: str, *, temporary: bool = False, who: str = PROGRAM
) -> None:
    """Set a new password and end all sessions of the account."""
    hashed = new_hash(password)
    with _changing(home, name) as connection:
        accounts.set_password(connection, name, hashed, temporary=temporary)
        audit.record(connection, who, "account_password_changed", name)


def change_role(home: Home, name: str, role: str, *, who: str = PROGRAM) -> None:
    """Give an account another role, at once."""
    _check_role(role)
    with _changing(home, name) as connection:
        before = accounts.by_name(connection, name)
        assert before
        if before.role == role:
            return
        _keep_an_administrator(connection, name, lost=role != Role.ADMINISTRATOR)
        accounts.set_role(connection, name, role)
        audit.record(connection, who, "account_role_changed", name, old=before.role, new=role)


def disable(home: Home, name: str, *, who: str = PROGRAM) -> None:
    """Shut an account out, and end all its sessions. It stays on record and can be enabled again."""
    with _changing(home, name) as connection:
        _keep_an_administrator(connection, name, lost=True)
        accounts.set_disabled(connection, name, disabled=True)
        audit.record(connection, who, "account_disabled", name)


def enable(home: Home, name: str, *, who: str = PROGRAM) -> None:
    """Let an account in again that was disabled."""
    with _changing(home, name) as connection:
        accounts.set_disabled(connection, name, disabled=False)
        audit.record(connection, who, "account_enabled", name)


def end_sessions(home: Home, name: str, *, who: str = PROGRAM) -> int:
    """Sign an account out everywhere; returns how many sessions that were."""
    with _changing(home, name) as connection:
        ended = accounts.end_sessions(connection, name)
        audit.record(connection, who, "account_sessions_ended", name, sessions=ended)
    return ended


@contextmanager
def _changing(home: Home, name: str) -> Generator[Connection]:
    """A write transaction about an account that exists; AccountError otherwise."""
    with writing(home.responses) as connection:
        if accounts.by_name(connection, name) is None:
            raise AccountError("unknown", name=name)
        yield connection


def _keep_an_administrator(connection: Connection, name: str, *, lost: bool) -> None:
    if lost and accounts.usable(connection, Role.ADMINISTRATOR) == {name}:
        raise AccountError("last", name=name)


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise AccountError("role", roles=", ".join(ROLES))


def new_hash(password: str) -> str:
    """The hash of a password that somebody chose. Raises AccountError when it is too short."""
    check_length(password)
    return passwords.hashed(password)


def check_length(password: str) -> None:
    """Raises AccountError for a password that is too short."""
    if len(password) < passwords.MINIMUM_LENGTH:
        raise AccountError("short", least=passwords.MINIMUM_LENGTH)
