"""Passwords of the study team: kept as argon2id hashes, and checked in constant time."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 12
"""How many characters a password needs."""

_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """A hash to check against when there is no account, so that both take equally long."""
    return _hasher().hash("nobody has this password")


def new_password() -> str:
    """A password to hand over once: 80 bits in groups of four that can be read out."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def hashed(password: str) -> str:
    """The hash to keep in place of a password; it holds its own salt and costs."""
    return _hasher().hash(_bytes(password))


def matches(hashed: str | None, password: str) -> bool:
    """Whether a password is the one that was hashed; None, where there is none, takes as long."""
    try:
        return _hasher().verify(hashed or _nobody(), _bytes(password)) and hashed is not None
    except (VerificationError, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    """A password as bytes, whatever characters it was sent with."""
    return password.encode("utf-8", "surrogatepass")
