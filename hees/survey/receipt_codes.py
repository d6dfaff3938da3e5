"""Receipts: a code that proves what was submitted, and what a code says about what is stored."""

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from hees.store import submissions
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.submissions import Submission
from hees.survey import canonical

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which people misread."""

CODE_LENGTH = 16


@dataclass(frozen=True)
class Receipt:
    """Proof of one submitted revision: `code` follows from exactly the answers stored with it."""

    code: str
    number: int
    submitted_at: str
    answers: int


class Standing(StrEnum):
    """What a receipt code says about what is stored."""

    GENUINE = "genuine"
    REPLACED = "replaced"
    ERASED = "erased"
    ALTERED = "altered"


@dataclass(frozen=True)
class Verdict:
    """What is to be said of a code that somebody has."""

    standing: Standing
    receipt: Receipt


def receipts(home: Home, response_id: str) -> list[Receipt]:
    """The receipts of a response, oldest first."""
    with reading(home.responses) as connection:
        return [of(one) for one in submissions.of(connection, response_id)]


def verify(home: Home, typed: str) -> Verdict | None:
    """Check a receipt code against what is stored; None when there is no such receipt."""
    with reading(home.responses) as connection:
        submission = submissions.by_code(connection, read_code(typed))
        if submission is None:
            return None
        newest = submissions.of(connection, submission.response)[-1]
    if submission.answers is None:
        standing = Standing.ERASED
    elif not is_genuine(submission):
        standing = Standing.ALTERED
    elif newest.number != submission.number:
        standing = Standing.REPLACED
    else:
        standing = Standing.GENUINE
    return Verdict(standing, of(submission))


def is_genuine(submission: Submission) -> bool:
    """Whether the code follows from the answers stored with it; True once they were erased."""
    if submission.answers is None:
        return True
    return code(submission.salt, submission.answers) == submission.code


def read_code(typed: str) -> str:
    """Read a code as people type it: any case and width, with or without hyphens, O for 0."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in plain if letter in _ALPHABET)


def show_code(code: str) -> str:
    """A code in groups of four: 7K2M-0QX4-…"""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def code(salt: str, body: str) -> str:
    """80 bits of a salted SHA-256 of the answers, in base 32."""
    number = int.from_bytes(hashlib.sha256(f"{salt}{body}".encode()).digest()[:10])
    letters = [_ALPHABET[number >> (5 * place) & 31] for place in range(CODE_LENGTH)]
    return "".join(letters)


def of(submission: Submission) -> Receipt:
    """The receipt of a submission."""
    answers = len(canonical.read(submission.answers).data)
    return Receipt(submission.code, submission.number, submission.submitted_at, answers)
