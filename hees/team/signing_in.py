"""Signing in and out: throttled, and the same time for every refusal.

Sessions are random tokens of which only a hash is stored.
"""

import time
from dataclasses import dataclass

from hees import clock
from hees.store import accounts, audit
from hees.store.accounts import Account
from hees.store.audit import VISITOR
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.survey import links
from hees.team import passwords
from hees.team.accounts import NAME, AccountError, check_length, new_hash

SESSION_DAYS = 7

FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS = 5, 30
"""How many failures are let pass before everybody has to wait (see `accounts.WINDOW_SECONDS`)."""


class Throttled(Exception):
    """Too many failed sign-ins: wait until the window has passed."""


class MustChange(Exception):
    """The password is right but temporary: it opens nothing until the person chooses another."""


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in; `token` goes into a cookie and is kept as a hash alone."""

    token: str
    account: Account


def sign_in(home: Home, name: str, password: str, address: str, *, new: str = "") -> Session | None:
    """Open a session, or None when name or password are wrong. Raises Throttled or MustChange.

    An attempt counts as failed before the password is checked, so that guesses sent at the same
    time cannot slip past the count; a right one takes its mark back. `new`: the password that
    replaces a right one; AccountError when it is too short or the same.
    """
    if new:
        check_length(new)
        if new == password:
            raise AccountError("same")
    name = name.strip().casefold()
    if not NAME.fullmatch(name):
        name = "-"  # no account is called so; the rest takes the same time
    at = time.time()
    account = _attempted(home, name, address, at)
    right = passwords.matches(account.password_hash if account else None, password)
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
    hashed = new_hash(new) if new else None
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
