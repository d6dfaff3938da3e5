"""Submitting, the receipt that proves it, and leaving again: withdraw, erase, delete contact data."""

import hashlib
import json
import secrets
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

from hees import clock
from hees.store import persons, responses
from hees.store.connection import forget, reading
from hees.store.home import Home
from hees.store.responses import Key, Submission, changing
from hees.survey import drafts
from hees.survey.drafts import Draft
from hees.survey.path import Field
from hees.survey.values import Problem, problem

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which people misread."""

CODE_LENGTH = 16


@dataclass(frozen=True)
class Gap:
    """A field that stands in the way of submitting, and why."""

    field: Field
    problem: Problem


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
    standing: Standing
    receipt: Receipt


def gaps(draft: Draft) -> list[Gap]:
    """Everything that must be mended before submitting, in the order of the path."""
    found = []
    for field in draft.path.fields:
        value = draft.values.get(field.key)
        wrong = problem(field.question, value)
        if value is None and field.question.required:
            wrong = Problem("required")
        if wrong:
            found.append(Gap(field, wrong))
    return found


def unanswered(draft: Draft) -> list[Field]:
    """Optional fields on the path without an answer."""
    return [
        field
        for field in draft.path.fields
        if field.key not in draft.values and not field.question.required
    ]


def submit(home: Home, response_id: str, language: str) -> Receipt | list[Gap]:
    """Submit what is stored now. Submitting again without a change returns the same receipt."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id)
        return submit_in(connection, response_id, language)


def submit_in(connection: Connection, response_id: str, language: str) -> Receipt | list[Gap]:
    """The same in a transaction of the caller's, whether the link works or not.

    What the study team merged from an earlier submission is undone: that is not said any more.
    """
    draft = drafts.read(connection, response_id)
    if missing := gaps(draft):
        return missing
    earlier = responses.submissions(connection, response_id)
    data = data_of(draft)
    body = _canonical(draft, data)
    if earlier and earlier[-1].answers == body:
        if draft.response.status != "submitted":
            responses.replace_data(connection, response_id, data)
            responses.set_status(connection, response_id, "submitted")
        return _receipt(earlier[-1])
    responses.dissolve(connection, response_id)
    salt = secrets.token_hex(16)
    submission = Submission(
        response=response_id,
        number=len(earlier) + 1,
        code=_code(salt, body),
        salt=salt,
        answers=body,
        language=language,
        submitted_at=clock.now(),
    )
    responses.insert_submission(connection, submission)
    responses.replace_data(connection, response_id, data)
    responses.set_status(connection, response_id, "submitted", submitted_at=submission.submitted_at)
    return _receipt(submission)


def data_of(draft: Draft) -> dict[Key, Any]:
    """The draft as data: valid answers on the path, without personal data."""
    personal = {field.key for field in draft.path.fields if field.question.contact}
    return {key: value for key, value in draft.path.data.items() if key not in personal}


def changed_since_submission(home: Home, draft: Draft) -> bool:
    """True when the draft holds answers that were not submitted yet."""
    with reading(home.responses) as connection:
        earlier = responses.submissions(connection, draft.response.id)
    return bool(earlier) and earlier[-1].answers != _canonical(draft, data_of(draft))


def receipts(home: Home, response_id: str) -> list[Receipt]:
    """The receipts of a response, oldest first."""
    with reading(home.responses) as connection:
        return [_receipt(one) for one in responses.submissions(connection, response_id)]


def submitted(home: Home, response_id: str) -> dict[Key, Any]:
    """The answers as submitted last; none before the first time, and after erasing."""
    with reading(home.responses) as connection:
        newest = responses.submissions(connection, response_id)[-1:]
    bodies = [json.loads(one.answers) for one in newest if one.answers]
    return {(key[0], key[1]): value for body in bodies for *key, value in body["answers"]}


def verify(home: Home, typed: str) -> Verdict | None:
    """Check a receipt code against what is stored; None when there is no such receipt."""
    with reading(home.responses) as connection:
        submission = responses.submission_by_code(connection, read_code(typed))
        if submission is None:
            return None
        newest = responses.submissions(connection, submission.response)[-1]
    if submission.answers is None:
        standing = Standing.ERASED
    elif not is_genuine(submission):
        standing = Standing.ALTERED
    elif newest.number != submission.number:
        standing = Standing.REPLACED
    else:
        standing = Standing.GENUINE
    return Verdict(standing, _receipt(submission))


def is_genuine(submission: Submission) -> bool:
    """Whether the code follows from the answers stored with it; True once they were erased."""
    if submission.answers is None:
        return True
    return _code(submission.salt, submission.answers) == submission.code


def read_code(typed: str) -> str:
    """Read a code as people type it: any case and width, with or without hyphens, O for 0."""
    plain = unicodedata.normalize("NFKC", typed).upper().translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in plain if letter in _ALPHABET)


def show_code(code: str) -> str:
    """A code in groups of four: 7K2M-0QX4-…"""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def withdraw(home: Home, response_id: str) -> None:
    """Take the response out of the data. The answers stay with the link, in case of a return."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id)
        responses.dissolve(connection, response_id)
        responses.replace_data(connection, response_id, {})
        responses.set_status(connection, response_id, "withdrawn")


def reopen(home: Home, response_id: str) -> None:
    """Return from withdrawal to a draft that can be submitted again. Raises LinkEnded."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id, "withdrawn")
        responses.set_status(connection, response_id, "draft")


def erase(home: Home, response_id: str) -> None:
    """Delete all answers, contact data and history for good. Raises LinkEnded.

    Receipts then say 'erased'.
    """
    with changing(home) as connection:
        drafts.require_open(connection, response_id, "draft", "submitted", "withdrawn")
        erase_all(connection, response_id)
    forget(home.responses)


def erase_all(connection: Connection, response_id: str) -> None:
    """The same in a transaction of the caller's, who empties the write-ahead log afterwards.

    Who was invited to give the response is deleted with it.
    """
    responses.erase(connection, response_id)
    for invitation in persons.invitations_of(connection, response_id):
        persons.empty_invitation(connection, invitation, at=clock.now(), whole=True)
    responses.set_status(connection, response_id, "erased")


def delete_contact(home: Home, response_id: str) -> int:
    """Delete the contact data alone; returns how many answers that were."""
    with changing(home) as connection:
        drafts.require_open(connection, response_id, "draft", "submitted", "withdrawn")
        deleted = erase_contact(connection, response_id)
    forget(home.responses)
    return deleted


def erase_contact(connection: Connection, response_id: str) -> int:
    """The same in a transaction of the caller's, who empties the write-ahead log afterwards."""
    for invitation in persons.invitations_of(connection, response_id):
        persons.empty_invitation(connection, invitation, at=clock.now(), whole=False)
    revision = responses.next_revision(connection, response_id)
    return responses.delete_contact(connection, response_id, revision)


def _canonical(draft: Draft, data: dict[Key, Any]) -> str:
    """The submitted answers as JSON that is the same for the same answers."""
    body = {
        "questionnaire": draft.response.questionnaire,
        "entries": {
            section.id: draft.entries.get(section.id, ())
            for section in draft.path.sections
            if section.repeat
        },
        "answers": [[*key, value] for key, value in sorted(data.items())],
    }
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _code(salt: str, body: str) -> str:
    """80 bits of a salted SHA-256 of the answers, in base 32."""
    number = int.from_bytes(hashlib.sha256(f"{salt}{body}".encode()).digest()[:10])
    letters = [_ALPHABET[number >> (5 * place) & 31] for place in range(CODE_LENGTH)]
    return "".join(letters)


def _receipt(submission: Submission) -> Receipt:
    answers = len(json.loads(submission.answers)["answers"]) if submission.answers else 0
    return Receipt(submission.code, submission.number, submission.submitted_at, answers)
