"""Sign-in of the study team."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import argon2
import pytest

from hees import clock
from hees.store import accounts as rows
from hees.store.connection import writing
from hees.store.home import Home
from hees.team import accounts, signing_in
from hees.team.accounts import AccountError
from hees.team.signing_in import Session, Throttled
from tests import database

PASSWORD = "correct horse battery 日本"
ADDRESS = "192.0.2.1"


@pytest.fixture
def ann(home: Home) -> str:
    accounts.add(home, "ann", "reviewer", password=PASSWORD, email=None)
    return "ann"


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[argon2.Parameters]:
    """What each check of a password against a hash cost, in the parameters of the hash."""
    seen: list[argon2.Parameters] = []
    verify = argon2.PasswordHasher.verify

    def spy(self: argon2.PasswordHasher, hashed: str, password: str | bytes) -> bool:
        seen.append(argon2.extract_parameters(hashed))
        return verify(self, hashed, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", spy)
    return seen


def sign_in(home: Home, name: str, password: str, address: str = ADDRESS) -> Session | None:
    return signing_in.sign_in(home, name, password, address)


def later(monkeypatch: pytest.MonkeyPatch, **passed: float) -> None:
    """Move both clocks: that of sessions and that of failed sign-ins."""
    moment = datetime.now(UTC) + timedelta(**passed)
    monkeypatch.setattr(clock, "now", lambda: moment.isoformat(timespec="seconds"))
    monkeypatch.setattr(time, "time", lambda: moment.timestamp())


# Who gets in


@pytest.mark.parametrize("typed", ["ann", " ANN "])
def test_the_right_password_opens_a_session(typed: str, home: Home, ann: str):
    session = sign_in(home, typed, PASSWORD)
    assert session
    account = signing_in.signed_in(home, session.token)
    assert account
    assert (account.name, account.role) == ("ann", "reviewer")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("ann", "wrong horse battery"),
        ("ann", ""),
        ("ann", PASSWORD + "\x00"),
        ("ann", "x" * 10_000),
        ("bob", PASSWORD),
        ("", ""),
        ("' OR 1=1 --", PASSWORD),
        ("ann\x00", PASSWORD),
        ("\ud800", PASSWORD),
        ("ann", "\ud800"),
    ],
)
def test_a_wrong_name_or_password_opens_none(name: str, password: str, home: Home, ann: str):
    assert sign_in(home, name, password) is None
    assert database.rows(home, "SELECT count(*) FROM account_session") == [(0,)]


def test_a_disabled_account_cannot_sign_in_and_its_session_ends(home: Home, ann: str):
    session = sign_in(home, ann, PASSWORD)
    assert session
    accounts.disable(home, ann)
    assert sign_in(home, ann, PASSWORD) is None
    assert signing_in.signed_in(home, session.token) is None


def test_an_account_for_single_sign_on_has_no_password_that_works(home: Home):
    accounts.add(home, "eve", "viewer", password=None, email="Eve@Example.org")
    for guess in ("", "None", "nobody has this password"):
        assert sign_in(home, "eve", guess) is None
    assert signing_in.by_email(home, "eve@example.ORG").name == "eve"
    accounts.disable(home, "eve")
    assert signing_in.by_email(home, "eve@example.org") is None


# Sessions


def test_a_session_ends_with_signing_out(home: Home, ann: str):
    here, there = (sign_in(home, ann, PASSWORD) for _ in range(2))
    assert here
    assert there
    signing_in.sign_out(home, here.token)
    assert signing_in.signed_in(home, here.token) is None
    assert signing_in.signed_in(home, there.token)


def test_a_session_ends_by_itself(home: Home, ann: str, monkeypatch: pytest.MonkeyPatch):
    session = sign_in(home, ann, PASSWORD)
    assert session
    later(monkeypatch, days=signing_in.SESSION_DAYS, minutes=-1)
    assert signing_in.signed_in(home, session.token)
    later(monkeypatch, days=signing_in.SESSION_DAYS, minutes=1)
    assert signing_in.signed_in(home, session.token) is None


@pytest.mark.parametrize("token", ["", "x", "%", "' OR 1=1 --", "\ud800"])
def test_a_made_up_session_is_nobodys(token: str, home: Home, ann: str):
    assert sign_in(home, ann, PASSWORD)
    assert signing_in.signed_in(home, token) is None


def test_neither_password_nor_session_is_in_any_byte_of_the_database(home: Home, ann: str):
    session = sign_in(home, ann, PASSWORD)
    assert session
    sign_in(home, ann, "a mistyped password")
    stored = database.raw_bytes(home.folder)
    assert b"$argon2id$" in stored
    for secret in (PASSWORD, session.token, "a mistyped password"):
        assert secret.encode() not in stored


def test_a_new_password_replaces_the_old_one_and_ends_its_sessions(home: Home, ann: str):
    session = sign_in(home, ann, PASSWORD)
    assert session
    accounts.change_password(home, ann, "another good one")
    assert signing_in.signed_in(home, session.token) is None
    assert sign_in(home, ann, PASSWORD) is None
    assert sign_in(home, ann, "another good one")


def test_a_sign_in_under_way_does_not_outlive_a_change_of_password(
    home: Home, ann: str, monkeypatch: pytest.MonkeyPatch
):
    """Whoever changes a password that was stolen means the thief who is just signing in, too."""
    verify = argon2.PasswordHasher.verify

    def changed_meanwhile(self: argon2.PasswordHasher, *checked: str | bytes) -> bool:
        accounts.change_password(home, ann, "another good one")
        return verify(self, *checked)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", changed_meanwhile)
    session = sign_in(home, ann, PASSWORD)
    assert session is None or signing_in.signed_in(home, session.token) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda home: accounts.change_password(home, "nobody", PASSWORD),
        lambda home: accounts.change_password(home, "ann", "short"),
        lambda home: accounts.disable(home, "nobody"),
    ],
    ids=["no such account", "too short", "nobody to disable"],
)
def test_a_change_that_cannot_be_made_is_refused(change, home: Home, ann: str):
    with pytest.raises(AccountError):
        change(home)
    assert sign_in(home, ann, PASSWORD)


# Guessing


def test_an_unknown_account_costs_the_same_check_as_a_known_one(
    home: Home, ann: str, checks: list[argon2.Parameters]
):
    accounts.add(home, "eve", "viewer", password=None, email="eve@example.org")
    names = ("ann", "bob", "eve", "not a name")
    for name in names:
        sign_in(home, name, "wrong")
    assert len(checks) == len(names)
    assert all(cost == checks[0] for cost in checks)


def fail(home: Home, times: int, name: str = "ann", address: str = ADDRESS) -> None:
    for _ in range(times):
        assert sign_in(home, name, "wrong", address) is None


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_an_account_is_closed_after_some_failures_whether_it_exists_or_not(
    name: str, home: Home, ann: str, checks: list[argon2.Parameters]
):
    fail(home, signing_in.FAILURES_PER_ACCOUNT, name)
    checks.clear()
    for password in ("wrong", PASSWORD):
        with pytest.raises(Throttled):
            sign_in(home, name.upper(), password, "198.51.100.7")
    assert checks == []


def test_an_address_that_tries_many_accounts_is_closed_for_all(home: Home, ann: str):
    for number in range(signing_in.FAILURES_PER_ADDRESS):
        fail(home, 1, f"user{number}")
    with pytest.raises(Throttled):
        sign_in(home, ann, PASSWORD)
    assert sign_in(home, ann, PASSWORD, "198.51.100.7")


def test_a_throttled_account_opens_again_after_a_while(
    home: Home, ann: str, monkeypatch: pytest.MonkeyPatch
):
    fail(home, signing_in.FAILURES_PER_ACCOUNT)
    later(monkeypatch, seconds=rows.WINDOW_SECONDS + 1)
    assert sign_in(home, ann, PASSWORD)


def test_success_forgets_the_failures_before_it(home: Home, ann: str):
    for _ in range(3):
        fail(home, signing_in.FAILURES_PER_ACCOUNT - 1)
        assert sign_in(home, ann, PASSWORD)


def test_guesses_sent_at_the_same_time_are_throttled_like_those_sent_in_turn(
    home: Home, ann: str, monkeypatch: pytest.MonkeyPatch
):
    """While one guess is checked, the others must not slip past the count."""
    checked = 0
    verify = argon2.PasswordHasher.verify

    def check(self: argon2.PasswordHasher, hashed: str, password: str) -> bool:
        nonlocal checked
        checked += 1
        if checked < 20:
            try_next()
        return verify(self, hashed, password)

    def try_next() -> None:
        try:
            sign_in(home, ann, "wrong")
        except Throttled:
            return

    monkeypatch.setattr(argon2.PasswordHasher, "verify", check)
    try_next()
    assert checked <= signing_in.FAILURES_PER_ACCOUNT


# Making accounts


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Ann"}, {"name": "a"}, {"name": "ann smith"}, {"name": "../ann"}, {"name": "ann\n"},
        {"role": "root"}, {"role": ""}, {"password": "short"}, {"password": None},
        {"name": "ann"}, {"email": "TAKEN@example.org"},
    ],
    ids=repr,
)  # fmt: skip
def test_a_bad_account_is_refused_and_nothing_is_made(change: dict, home: Home, ann: str):
    accounts.add(home, "taken", "viewer", password=None, email="taken@example.org")
    wanted = {"name": "bob", "role": "viewer", "password": PASSWORD, "email": None} | change
    before = database.dump(home)
    with pytest.raises(AccountError):
        accounts.add(
            home,
            wanted["name"],
            wanted["role"],
            password=wanted["password"],
            email=wanted["email"],
        )
    assert database.dump(home) == before


def test_an_account_reads_back_as_it_was_made(home: Home):
    made = accounts.add(home, "bob", "administrator", password=PASSWORD, email="B@example.org")
    with writing(home.responses) as connection:
        assert rows.by_name(connection, "bob") == made
    assert made == replace(made, email="b@example.org", role="administrator", disabled=False)
