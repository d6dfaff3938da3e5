"""Sign-in of the study team: argon2id passwords, throttled, in constant time.

Sessions are random tokens of which only a hash is stored.
"""

import re
import secrets
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from sqlite3 import Connection

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hees import clock
from hees.language import say
from hees.store import accounts, audit
from hees.store.accounts import Account, Known
from hees.store.audit import PROGRAM, VISITOR
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.survey import links
from hees.survey.drafts import RESPONDENT
from hees.team.roles import Role

ROLES = tuple(role.value for role in Role)
SESSION_DAYS = 7
MINIMUM_PASSWORD = 12
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30

RESERVED = {PROGRAM, VISITOR, RESPONDENT, audit.AUTOMATIC, "merge"}
"""Names that no account may have: the log and the history of answers say so of others."""

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class AccountError(ValueError):
    """The account stays as it is. `code` has a message `accounts.problem.<code>` with these values."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(say(f"accounts.problem.{code}", "en", **values))


class Throttled(Exception):
    """Too many failed sign-ins: wait until the window has passed."""


class MustChange(Exception):
    """The password is right but temporary: it opens nothing until the person chooses another."""


@dataclass(frozen=True)
class Session:
    token: str
    account: Account


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to check against when there is no account, so that both take equally long."""
    return _hasher().hash("nobody has this password")


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
    if not _NAME.fullmatch(name):
        raise AccountError("name")
    _check_role(role)
    if password is None and not email:
        raise AccountError("no_way_in")
    hashed = _hash(password) if password is not None else None
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


def new_password() -> str:
    """A password to hand over once: 80 bits in groups of four that can be read out."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def change_password(
    home: Home, name: str, password: str, *, temporary: bool = False, who: str = PROGRAM
) -> None:
    """Set a new password and end all sessions of the account."""
    hashed = _hash(password)
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


def _hash(password: str) -> str:
    _check_length(password)
    return _hasher().hash(_bytes(password))


def _check_length(password: str) -> None:
    if len(password) < MINIMUM_PASSWORD:
        raise AccountError("short", least=MINIMUM_PASSWORD)


def sign_in(home: Home, name: str, password: str, address: str, *, new: str = "") -> Session | None:
    """Open a session, or None when name or password are wrong. Raises Throttled or MustChange.

    An attempt counts as failed before the password is checked, so that guesses sent at the same
    time cannot slip past the count; a right one takes its mark back. `new`: the password that
    replaces a right one; AccountError when it is too short or the same.
    """
    if new:
        _check_length(new)
        if new == password:
            raise AccountError("same")
    name = name.strip().casefold()
    if not _NAME.fullmatch(name):
        name = "-"  # no account is called so; the rest takes the same time
    at = time.time()
    account = _attempted(home, name, address, at)
    right = _matches(account.password_hash if account else None, password)
    if not right or account is None or account.disabled:
        _refused(home, account)
        return None
    if account.temporary and not new:
        _take_back(home, name, address, at)
        raise MustChange
    return _opened(home, account, address, at, new)


def _attempted(home: Home, name: str, address: str, at: float) -> Account | None:
    """Count an attempt as failed, and look up the account that it is about. Raises Throttled."""
    with writing(home.responses) as connection:
        for who, most in (
            (f"account:{name}", FAILURES_PER_ACCOUNT),
            (f"address:{address}", FAILURES_PER_ADDRESS),
        ):
            if not accounts.attempt(connection, who, most, at):
                raise Throttled
        return accounts.by_name(connection, name)


def _opened(home: Home, account: Account, address: str, at: float, new: str) -> Session | None:
    """A session of an account whose password was right, replaced by `new` if that is given.

    None when the password was changed or the account disabled meanwhile.
    """
    name, token = account.name, links.new_token()
    hashed = _hash(new) if new else None
    with writing(home.responses) as connection:
        if accounts.by_name(connection, name) != account:
            return None
        if hashed:
            accounts.set_password(connection, name, hashed)
            audit.record(connection, name, "account_password_changed", name)
        accounts.clear_failures(connection, f"account:{name}")
        accounts.take_back_failure(connection, f"address:{address}", at)
        ends = clock.in_days(SESSION_DAYS)
        accounts.insert_session(connection, links.token_hash(token), name, clock.now(), ends)
        audit.record(connection, name, "signed_in", name)
    return Session(token, account)


def _refused(home: Home, account: Account | None) -> None:
    """Put a refused sign-in on the log; the name only where there is such an account."""
    with writing(home.responses) as connection:
        name = account.name if account else ""
        audit.record(connection, VISITOR, "sign_in_refused", name)


def _take_back(home: Home, name: str, address: str, at: float) -> None:
    with writing(home.responses) as connection:
        accounts.take_back_failure(connection, f"account:{name}", at)
        accounts.take_back_failure(connection, f"address:{address}", at)


def _matches(hashed: str | None, password: str) -> bool:
    try:
        return _hasher().verify(hashed or _nobody(), _bytes(password)) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """A password as bytes, whatever characters it was sent with."""
    return password.encode("utf-8", "surrogatepass")


def signed_in(home: Home, token: str) -> Account | None:
    """The account behind a session token, if the session lives."""
    with reading(home.responses) as connection:
        return accounts.by_session(connection, links.token_hash(token), clock.now())


def by_email(home: Home, email: str) -> Account | None:
    """The enabled account of somebody whom the organisation's own sign-in vouches for."""
    with reading(home.responses) as connection:
        account = accounts.by_email(connection, email.casefold())
    return account if account and not account.disabled else None


def sign_out(home: Home, token: str) -> None:
    """End a session; nothing happens when there is no such session."""
    with writing(home.responses) as connection:
        name = accounts.delete_session(connection, links.token_hash(token))
        if name:
            audit.record(connection, name, "signed_out", name)
