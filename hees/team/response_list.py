"""All responses in one list for the study team: found, filtered and sorted, each with its flags."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hees.folding import fold, solid
from hees.store import merges, register, responses, review
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import Key
from hees.store.review import Received, Review, Settled
from hees.study import FOUND_KINDS, Kind, Study
from hees.survey import finder
from hees.team import flags
from hees.team.flags import Flag, Given

WRITTEN = {Kind.TEXT, Kind.LONG_TEXT, Kind.URL} | FOUND_KINDS
"""The kinds of answers that words are searched in."""

FLAGGED, UNFLAGGED = "any", "none"
"""Of `Wanted.flag`: with any open flag, and with none."""


class Order(StrEnum):
    """By what the list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    FLAGS = "flags"


@dataclass(frozen=True)
class Row:
    """A response in the list. `organisation` is the answer that names it, or None.

    `countries`, `categories`: codes that the team counts it by. `flags` are open ones, `settled`
    those that somebody judged to be in order. `words`: all by which it is found, folded.
    `sources`: the responses that it was merged from.
    """

    received: Received
    review: Review
    organisation: Any
    countries: tuple[str, ...]
    categories: tuple[str, ...]
    flags: tuple[Flag, ...]
    settled: tuple[tuple[Flag, Settled], ...]
    words: str
    sources: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.received.id


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for; "" asks for anything."""

    text: str = ""
    state: str = ""
    status: str = ""
    flag: str = ""
    country: str = ""
    category: str = ""
    language: str = ""


def rows(home: Home, study: Study) -> list[Row]:
    """Every response, the newest first, with the flags of submitted ones."""
    mails = [one.id for one in study.questionnaire.questions.values() if one.kind is Kind.EMAIL]
    heads = (study.monitor.name, study.monitor.country, study.monitor.category)
    with reading(home.responses) as connection:
        is_timed = responses.kind(connection) == "real"
        received = review.received(connection)
        reviews, settled = review.all_of(connection), review.settled(connection)
        submitted = review.submitted(connection)
        answers = review.drafted(connection, heads) | submitted
        emails = _folded(review.personal(connection, mails))
        merged = merges.sources(connection)
    written = {q.id for q in study.questionnaire.questions.values() if q.kind in WRITTEN}
    names = _Names(home, [of.get((heads[0], "")) for of in answers.values()])
    hidden = {source for sources in merged.values() for source in sources}

    def given(one: Received) -> Given:
        of = submitted[one.id]
        has_times = is_timed and one.id not in merged
        return Given(
            response=one.id,
            answers=of,
            began=one.created_at if has_times else "",
            ended=(one.first or "") if has_times else "",
            names=names.keys(of.get((heads[0], ""))),
            emails=emails.get(one.id, frozenset()),
            is_counted=reviews.get(one.id, Review()).state != "excluded",
            is_compared=one.id not in hidden,
        )

    found = flags.found(study, [given(one) for one in received if one.id in submitted])

    def row(one: Received) -> Row:
        of = answers.get(one.id, {})
        name, country, category = (of.get((head, "")) for head in heads)
        judged = {(done.flag, done.digest): done for done in settled.get(one.id, [])}
        raised = [(flag, judged.get((flag.kind, flag.digest))) for flag in found.get(one.id, [])]
        return Row(
            received=one,
            review=reviews.get(one.id, Review()),
            organisation=name,
            countries=_codes(country),
            categories=_codes(category),
            flags=tuple(flag for flag, done in raised if done is None),
            settled=tuple((flag, done) for flag, done in raised if done),
            words=f"{one.id} {names.words(name)} {_written(written, of)}",
            sources=merged.get(one.id, ()),
        )

    return [row(one) for one in received]


class _Names:
    """By what the organisations that responses name are known."""

    def __init__(self, home: Home, answers: Iterable[Any]) -> None:
        named = [one for one in answers if isinstance(one, dict)]
        typed = {solid(str(one.get("name", ""))) for one in named if "id" not in one}
        self._ids = register.of_names(home, typed)
        self._names = register.folded_names(home, {*finder.chosen_ids(named), *self._ids.values()})

    def keys(self, answer: Any) -> frozenset[str]:
        """What two answers share that name the same organisation."""
        name = self._id(answer) or solid(str(answer.get("name", "") if answer else ""))
        return frozenset({name} if name else ())

    def words(self, answer: Any) -> str:
        """All names of the organisation, folded."""
        id = self._id(answer)
        own = solid(str(answer.get("name", ""))) if answer else ""
        return " ".join([own, *(self._names.get(id, ()) if id else ())])

    def _id(self, answer: Any) -> str | None:
        if not isinstance(answer, dict):
            return None
        return answer.get("id") or self._ids.get(solid(str(answer.get("name", ""))))


def _folded(personal: Iterable[tuple[str, Any]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for response, email in personal:
        found[response] = found.get(response, frozenset()) | {str(email).strip().casefold()}
    return found


def _codes(answer: Any) -> tuple[str, ...]:
    if answer is None:
        return ()
    return tuple(map(str, answer)) if isinstance(answer, list) else (str(answer),)


def _written(questions: Set[str], answers: Mapping[Key, Any]) -> str:
    """The words of the answers to these questions, folded."""
    given = (value for (question, _), value in answers.items() if question in questions)
    return " ".join(solid(text) for value in given for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        yield str(one.get("name", "")) if isinstance(one, dict) else str(one)


def select(found: Iterable[Row], wanted: Wanted) -> list[Row]:
    """The rows that are asked for, in the order given."""
    words = fold(wanted.text)
    return [
        row
        for row in found
        if all(word in row.words for word in words)
        and wanted.state in ("", row.review.state)
        and wanted.status in ("", row.received.status)
        and wanted.language in ("", row.received.language)
        and (not wanted.country or wanted.country in row.countries)
        and (not wanted.category or wanted.category in row.categories)
        and _has_flag(row, wanted.flag)
    ]


def _has_flag(row: Row, wanted: str) -> bool:
    if wanted in ("", FLAGGED, UNFLAGGED):
        return wanted == "" or bool(row.flags) == (wanted == FLAGGED)
    return any(flag.kind == wanted for flag in row.flags)


def ordered(found: Sequence[Row], order: Order, shown: Mapping[str, str]) -> list[Row]:
    """The rows in an order; `shown` are the names on screen, by response."""
    if order is Order.NAME:
        return sorted(found, key=lambda row: (not shown[row.id], shown[row.id].casefold()))
    if order is Order.FLAGS:
        return sorted(found, key=lambda row: -len(row.flags))
    return list(found) if order is Order.NEWEST else list(reversed(found))
