"""Sign-in of the study team: argon2id passwords, throttled, in constant time.

Sessions are random tokens of which only a hash is stored.
"""

import re
import time
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hees import clock
from hees.store import accounts
from hees.store.accounts import Account
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.survey import links
from hees.team.roles import Role

ROLES = tuple(role.value for role in Role)
SESSION_DAYS = 7
MINIMUM_PASSWORD = 12
WINDOW_SECONDS = 15 * 60
FAILURES_PER_ACCOUNT = 5
FAILURES_PER_ADDRESS = 30

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")


class AccountError(ValueError):
    """The account cannot be made; the text says why and what to do."""


class Throttled(Exception):
    """Too many failed sign-ins: wait until the window has passed."""


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


def add(home: Home, name: str, role: str, *, password: str | None, email: str | None) -> Account:
    """Make an account. A password may be missing when the person signs in by `email` elsewhere."""
    if not _NAME.fullmatch(name):
        raise AccountError("an account name has 2 to 40 of: a-z 0-9 . _ -")
    if role not in ROLES:
        raise AccountError(f"the role is one of: {', '.join(ROLES)}")
    if password is None and not email:
        raise AccountError("give a password, or an e-mail address for single sign-on")
    hashed = _hash(password) if password is not None else None
    account = Account(name, email.casefold() if email else None, hashed, role, disabled=False)
    with writing(home.responses) as connection:
        if accounts.by_name(connection, name):
            raise AccountError(f"there is an account '{name}' already")
        if account.email and accounts.by_email(connection, account.email):
            raise AccountError(f"there is an account for {account.email} already")
        accounts.insert(connection, account, clock.now())
    return account


def _hash(password: str) -> str:
    if len(password) < MINIMUM_PASSWORD:
        raise AccountError(f"a password has {MINIMUM_PASSWORD} characters or more")
    return _hasher().hash(_bytes(password))


def change_password(home: Home, name: str, password: str) -> None:
    """Set a new password and end all sessions of the account."""
    hashed = _hash(password)
    with writing(home.responses) as connection:
        if not accounts.set_password(connection, name, hashed):
            raise AccountError(f"there is no account '{name}'")


def disable(home: Home, name: str) -> None:
    """Shut an account out, and end all its sessions."""
    with writing(home.responses) as connection:
        if not accounts.disable(connection, name):
            raise AccountError(f"there is no account '{name}'")


def sign_in(home: Home, name: str, password: str, address: str) -> Session | None:
    """Open a session, or None when name or password are wrong. Raises Throttled.

    An attempt counts as failed before the password is checked, so that guesses sent at the same
    time cannot slip past the count; a right one takes its mark back.
    """
    name = name.strip().casefold()
    if not _NAME.fullmatch(name):
        name = "-"  # no account is called so; the rest takes the same time
    now = time.time()
    with writing(home.responses) as connection:
        for who, most in (
            (f"account:{name}", FAILURES_PER_ACCOUNT),
            (f"address:{address}", FAILURES_PER_ADDRESS),
        ):
            if accounts.failures(connection, who, now - WINDOW_SECONDS) >= most:
                raise Throttled
            accounts.insert_failure(connection, who, now, now - WINDOW_SECONDS)
        account = accounts.by_name(connection, name)
    right = _matches(account.password_hash if account else None, password)
    if not right or account is None or account.disabled:
        return None
    token = links.new_token()
    with writing(home.responses) as connection:
        if accounts.by_name(connection, name) != account:
            return None  # the password was changed or the account disabled meanwhile
        accounts.clear_failures(connection, f"account:{name}")
        accounts.take_back_failure(connection, f"address:{address}", now)
        accounts.insert_session(
            connection,
            links.token_hash(token),
            account.name,
            clock.now(),
            clock.in_days(SESSION_DAYS),
        )
    return Session(token, account)


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
    with writing(home.responses) as connection:
        accounts.delete_session(connection, links.token_hash(token))
