"""All responses in one list for the study team: found, filtered and sorted, each with its flags."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hees.folding import fold, solid
from hees.store import merges, register_names, responses, review
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
    stored = _Stored(home, study)
    given = [stored.given(one) for one in stored.received if one.id in stored.submitted]
    found = flags.found(study, given)
    return [stored.row(one, found.get(one.id, [])) for one in stored.received]


class _Stored:
    """All that the list is made of, read in one transaction."""

    def __init__(self, home: Home, study: Study) -> None:
        questions = study.questionnaire.questions.values()
        mails = [one.id for one in questions if one.kind is Kind.EMAIL]
        self.heads = (study.monitor.name, study.monitor.country, study.monitor.category)
        self.written = {one.id for one in questions if one.kind in WRITTEN}
        with reading(home.responses) as connection:
            self.is_timed = responses.kind(connection) == "real"
            self.received = review.received(connection)
            self.reviews = review.all_of(connection)
            self.settled = review.settled(connection)
            self.submitted = review.submitted(connection)
            self.answers = review.drafted(connection, self.heads) | self.submitted
            self.emails = _folded(review.personal(connection, mails))
            self.merged = merges.sources(connection)
        self.names = _Names(home, [of.get((self.heads[0], "")) for of in self.answers.values()])
        self.hidden = {source for sources in self.merged.values() for source in sources}

    def given(self, one: Received) -> Given:
        """A submitted response as flags look at it. A merged one was not answered at one time."""
        of = self.submitted[one.id]
        has_times = self.is_timed and one.id not in self.merged
        return Given(
            response=one.id,
            answers=of,
            began=one.created_at if has_times else "",
            ended=(one.first or "") if has_times else "",
            names=self.names.keys(of.get((self.heads[0], ""))),
            emails=self.emails.get(one.id, frozenset()),
            is_counted=self.reviews.get(one.id, Review()).state != "excluded",
            is_compared=one.id not in self.hidden,
        )

    def row(self, one: Received, raised: Sequence[Flag]) -> Row:
        """A response as the list shows it. `raised`: its flags, settled ones too."""
        of = self.answers.get(one.id, {})
        name, country, category = (of.get((head, "")) for head in self.heads)
        judged = {(done.flag, done.digest): done for done in self.settled.get(one.id, [])}
        flagged = [(flag, judged.get((flag.kind, flag.digest))) for flag in raised]
        return Row(
            received=one,
            review=self.reviews.get(one.id, Review()),
            organisation=name,
            countries=_codes(country),
            categories=_codes(category),
            flags=tuple(flag for flag, done in flagged if done is None),
            settled=tuple((flag, done) for flag, done in flagged if done),
            words=f"{one.id} {self.names.words(name)} {_written(self.written, of)}",
            sources=self.merged.get(one.id, ()),
        )


class _Names:
    """By what the organisations that responses name are known."""

    def __init__(self, home: Home, answers: Iterable[Any]) -> None:
        named = [one for one in answers if isinstance(one, dict)]
        typed = {solid(str(one.get("name", ""))) for one in named if "id" not in one}
        self._ids = register_names.of_names(home, typed)
        self._names = register_names.folded_names(
            home, {*finder.chosen_ids(named), *self._ids.values()}
        )

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
