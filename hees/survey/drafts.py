"""A response being answered: start it, open it by its link, read it, save one answer.

A save has returned only when its transaction is on disk.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from sqlite3 import Connection
from typing import Any

from hees import clock
from hees.store import audit, questionnaires, repeats, responses
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import Key, Response, Stored, changing
from hees.study import Question, Questionnaire, Study
from hees.survey import links
from hees.survey.path import Path, path
from hees.survey.progress import Progress, progress
from hees.survey.values import normalise

LARGEST = 64 * 1024
"""Bytes of JSON that one answer may have; far above any question's own limit."""


RESPONDENT = "respondent"
"""Who acts when it is whoever has the private link."""


class LinkEnded(Exception):
    """The link was revoked, has expired, or the response was withdrawn or erased meanwhile."""


class FieldGone(Exception):
    """The repeat entry that the answer belongs to was deleted meanwhile. Nothing was stored."""


class AnswerTooLarge(Exception):
    """The answer is larger than any question allows. It was not stored."""


@dataclass(frozen=True)
class Draft:
    """A response as read in one transaction. `stored` also holds answers off the path."""

    response: Response
    questionnaire: Questionnaire
    stored: dict[Key, Stored]
    entries: dict[str, tuple[str, ...]]

    @cached_property
    def values(self) -> dict[Key, Any]:
        return {key: kept.value for key, kept in self.stored.items() if kept.value is not None}

    @cached_property
    def path(self) -> Path:
        return path(self.questionnaire, self.values, self.entries)

    @cached_property
    def progress(self) -> Progress:
        return progress(self.path)


@dataclass(frozen=True)
class Saved:
    """The answer is on disk. `at` is the time of the commit, ISO 8601 in UTC."""

    value: Any
    revision: int
    at: str


@dataclass(frozen=True)
class Spent:
    """Active seconds on a section, coarse on purpose."""

    section: str
    seconds: int


@dataclass(frozen=True)
class Conflict:
    """Somebody else changed the answer meanwhile. Nothing was stored; the person chooses."""

    mine: Any
    theirs: Any
    revision: int


def start(home: Home, study: Study, language: str) -> tuple[str, str]:
    """Make an empty response; return its id and the token of its private link."""
    token = links.new_token()
    with changing(home) as connection:
        return begin(connection, study, language, links.token_hash(token)), token


def begin(connection: Connection, study: Study, language: str, token_hash: str) -> str:
    """Make an empty response behind a link, in the caller's write transaction; return its id."""
    response_id = links.new_id()
    questionnaire = study.questionnaire
    response = Response(
        id=response_id,
        questionnaire=questionnaire.version,
        status="draft",
        language=language,
        revision=0,
        created_at=clock.now(),
        expires_at=clock.in_days(study.link_days),
        revoked_at=None,
        submitted_at=None,
    )
    questionnaires.keep(connection, questionnaire.version, questionnaire.canonical, clock.today())
    responses.insert(connection, response, token_hash)
    return response_id


def open_link(home: Home, token: str) -> str | None:
    """The id of the response behind a private link; None whatever is wrong with the link."""
    with reading(home.responses) as connection:
        found = responses.by_token(connection, links.token_hash(token), clock.now())
    return found.id if found else None


def exists(home: Home, response_id: str) -> bool:
    """Whether there is a response of that id, whatever became of it."""
    with reading(home.responses) as connection:
        return responses.get(connection, response_id) is not None


def revoke(home: Home, response_id: str, *, who: str = RESPONDENT) -> None:
    """End the private link of a response at once. What the team does is on the audit log."""
    with changing(home) as connection:
        responses.revoke(connection, response_id, clock.now())
        if who != RESPONDENT:
            audit.record(connection, who, "link_revoked", response_id)


def replace_link(home: Home, response_id: str, *, who: str = RESPONDENT) -> str:
    """Give a response a new private link, valid as long as the first was; the old one ends at once.

    Returns the new token. Raises LinkEnded when there is no such response. What the team does is
    on the audit log.
    """
    token = links.new_token()
    with changing(home) as connection:
        response = responses.get(connection, response_id)
        if response is None:
            raise LinkEnded(response_id)
        expires_at = clock.in_days(clock.days_between(response.created_at, response.expires_at))
        responses.set_token(connection, response_id, links.token_hash(token), expires_at)
        if who != RESPONDENT:
            audit.record(connection, who, "link_replaced", response_id)
    return token


def load(home: Home, response_id: str) -> Draft:
    """Read a response with all its answers. Raises LinkEnded when there is none."""
    with reading(home.responses) as connection:
        return read(connection, response_id)


def read(connection: Connection, response_id: str) -> Draft:
    """The same, inside a transaction of the caller's."""
    response = responses.get(connection, response_id)
    if response is None:
        raise LinkEnded(response_id)
    questionnaire = parse(questionnaires.body(connection, response.questionnaire))
    return Draft(
        response=response,
        questionnaire=questionnaire,
        stored=stored_answers(connection, response_id, questionnaire),
        entries=repeats.of(connection, response_id),
    )


def stored_answers(
    connection: Connection, response_id: str, questionnaire: Questionnaire
) -> dict[Key, Stored]:
    """All stored answers, contact data for contact questions only.

    Contact data given to a question that is no longer one stays where it is, and unread.
    """
    contact = {question.id for question in questionnaire.questions.values() if question.contact}
    kept = responses.answers(connection, response_id)
    personal = responses.answers(connection, response_id, personal=True)
    return {key: value for key, value in kept.items() if key[0] not in contact} | {
        key: value for key, value in personal.items() if key[0] in contact
    }


@lru_cache(maxsize=16)
def parse(body: str) -> Questionnaire:
    """A stored questionnaire version."""
    return Questionnaire.model_validate_json(body)


def save(
    home: Home,
    response_id: str,
    question: Question,
    item: str,
    raw: Any,
    *,
    based_on: int,
    language: str,
    who: str = RESPONDENT,
    spent: Spent | None = None,
) -> Saved | Conflict:
    """Store one answer in its own transaction, and with it the active time since the one before.

    `based_on` is the revision of the answer that the person saw (0: none). Raises LinkEnded,
    FieldGone, AnswerTooLarge or StoreUnavailable, and then nothing was stored.
    """
    value = normalise(question, raw)
    if len(responses.to_json(value).encode()) > LARGEST:
        raise AnswerTooLarge(question.id)
    key = (question.id, item)
    with changing(home) as connection:
        require_open(connection, response_id)
        if item not in question.item_by_code and not _is_entry(connection, response_id, item):
            raise FieldGone(f"{question.id} {item}")
        current = responses.answer(connection, response_id, key, personal=question.contact)
        before = current or Stored(None, 0)
        if before.value != value and before.revision > based_on:
            return Conflict(value, before.value, before.revision)
        if before.value == value and type(before.value) is type(value):
            return Saved(value, before.revision, clock.now())
        revision = write(
            connection, response_id, question, item, before.value, value, language, who
        )
        if spent:
            responses.add_time(connection, response_id, spent.section, clock.today(), spent.seconds)
    return Saved(value, revision, clock.now())


def _is_entry(connection: Connection, response_id: str, item: str) -> bool:
    """True for "" (no entry at all) and for the id of a living repeat entry."""
    return item == "" or repeats.has(connection, response_id, item)


def write(
    connection: Connection,
    response_id: str,
    question: Question,
    item: str,
    old: Any,
    new: Any,
    language: str,
    who: str,
) -> int:
    """Store a canonical answer and its history; returns its revision. Personal data gets no history."""
    key = (question.id, item)
    revision = responses.next_revision(connection, response_id)
    responses.write_answer(connection, response_id, key, new, revision, personal=question.contact)
    if not question.contact:
        responses.record_event(
            connection,
            response_id,
            key,
            who=who,
            language=language,
            old=old,
            new=new,
            answer_revision=revision,
            day=clock.today(),
        )
    return revision


def link_works(response: Response) -> bool:
    """True unless the private link was revoked or has expired."""
    return response.revoked_at is None and response.expires_at > clock.now()


def require_open(connection: Connection, response_id: str, *statuses: str) -> Response:
    """The response, if it may be changed now; LinkEnded otherwise.

    It may be while its link works and its status is one of `statuses` (draft or submitted).
    """
    response = responses.get(connection, response_id)
    if (
        response is None
        or not link_works(response)
        or response.status not in (statuses or ("draft", "submitted"))
    ):
        raise LinkEnded(response_id)
    return response
