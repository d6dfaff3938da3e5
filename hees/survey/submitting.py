"""Submitting: what stands in the way, and what a draft is as data."""

import secrets
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from hees import clock
from hees.store import erasing, responses, submissions
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import Key, changing
from hees.store.submissions import Submission
from hees.survey import canonical, drafts, receipt_codes
from hees.survey.drafts import Draft
from hees.survey.path import Field
from hees.survey.receipt_codes import Receipt
from hees.survey.values import Problem, problem


@dataclass(frozen=True)
class Gap:
    """A field that stands in the way of submitting, and why."""

    field: Field
    problem: Problem


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
    earlier = submissions.of(connection, response_id)
    data = data_of(draft)
    body = canonical.write(draft, data)
    if earlier and earlier[-1].answers == body:
        if draft.response.status != "submitted":
            submissions.replace_data(connection, response_id, data)
            responses.set_status(connection, response_id, "submitted")
        return receipt_codes.of(earlier[-1])
    erasing.dissolve(connection, response_id)
    salt = secrets.token_hex(16)
    submission = Submission(
        response=response_id,
        number=len(earlier) + 1,
        code=receipt_codes.code(salt, body),
        salt=salt,
        answers=body,
        language=language,
        submitted_at=clock.now(),
    )
    submissions.insert(connection, submission)
    submissions.replace_data(connection, response_id, data)
    responses.set_status(connection, response_id, "submitted", submitted_at=submission.submitted_at)
    return receipt_codes.of(submission)


def data_of(draft: Draft) -> dict[Key, Any]:
    """The draft as data: valid answers on the path, without personal data."""
    personal = {field.key for field in draft.path.fields if field.question.contact}
    return {key: value for key, value in draft.path.data.items() if key not in personal}


def changed_since_submission(home: Home, draft: Draft) -> bool:
    """True when the draft holds answers that were not submitted yet."""
    with reading(home.responses) as connection:
        earlier = submissions.of(connection, draft.response.id)
    return bool(earlier) and earlier[-1].answers != canonical.write(draft, data_of(draft))


def submitted(home: Home, response_id: str) -> dict[Key, Any]:
    """The answers as submitted last; none before the first time, and after erasing."""
    with reading(home.responses) as connection:
        newest = submissions.of(connection, response_id)[-1:]
    return canonical.read(newest[0].answers).data if newest else {}
