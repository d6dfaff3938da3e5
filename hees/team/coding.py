"""Coding answers in people's own words: two coders who do not see each other, and the shares.

Each answer is coded by at most two people. Until both have coded it, neither sees what the other
gave; afterwards what they gave stays as it is, so that their agreement says something, and where
they differ somebody settles it. A coding belongs to the text that was read: when the respondent
changes the text, it must be coded anew.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from sqlite3 import Connection

from hees import clock
from hees.spreadsheet import csv_bytes
from hees.store import audit
from hees.store import coding as store
from hees.store.coding import Code, Coding, Place
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import changing
from hees.study import Kind, Question, Study
from hees.team.coding_scheme import Reason, Refused, active

CODERS = 2


class Standing(StrEnum):
    """How far the coding of an answer has come."""

    UNCODED = "uncoded"
    ONCE = "once"
    AGREED = "agreed"
    DIFFERENT = "different"
    RECONCILED = "reconciled"


@dataclass(frozen=True)
class Answer:
    """A submitted text with the codings of exactly this text, of at most two coders.

    `is_changed`: it was coded before, in other words than it has now.
    """

    place: Place
    text: str
    digest: str
    codings: tuple[Coding, ...]
    final: Coding | None
    is_changed: bool

    @property
    def standing(self) -> Standing:
        if not self.codings:
            return Standing.UNCODED
        if len(self.codings) < CODERS:
            return Standing.ONCE
        if len({coding.codes for coding in self.codings}) == 1:
            return Standing.AGREED
        return Standing.RECONCILED if self.final else Standing.DIFFERENT

    @property
    def codes(self) -> frozenset[str] | None:
        """The codes that count; None while nobody coded it, or the two coders differ."""
        match self.standing:
            case Standing.UNCODED | Standing.DIFFERENT:
                return None
            case Standing.RECONCILED:
                return self.final.codes if self.final else None
        return self.codings[0].codes

    def by(self, coder: str) -> Coding | None:
        """What this coder gave it."""
        return next((coding for coding in self.codings if coding.who == coder), None)

    def is_for(self, coder: str) -> bool:
        """Whether this coder has coded it or may still do so."""
        return self.by(coder) is not None or len(self.codings) < CODERS


@dataclass(frozen=True)
class Shares:
    """How many answers have each code, out of `base` that count; `standings` of all answers."""

    counts: Mapping[str, int]
    base: int
    standings: Mapping[Standing, int]


def open_questions(study: Study) -> dict[str, Question]:
    """The questions that are answered in own words, long ones first; none about a person."""
    typed = [
        question
        for question in study.questionnaire.questions.values()
        if question.kind in {Kind.LONG_TEXT, Kind.TEXT} and not question.contact
    ]
    typed.sort(key=lambda question: question.kind is not Kind.LONG_TEXT)
    return {question.id: question for question in typed}


# Coding


def answers(home: Home, question: str) -> list[Answer]:
    """Every submitted answer to a question, in an order of chance that stays."""
    with reading(home.responses) as connection:
        return list(_answers(connection, question))


def _answers(connection: Connection, question: str) -> Iterator[Answer]:
    codings, finals = store.codings(connection, question), store.finals(connection, question)
    for place, text in store.texts(connection, question).items():
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        fresh = [one for one in codings.get(place, ()) if one.digest == digest]
        final = finals.get(place)
        yield Answer(
            place,
            text,
            digest,
            tuple(fresh[:CODERS]),
            final if final and final.digest == digest else None,
            is_changed=not fresh and place in codings,
        )


def give(
    home: Home, question: str, place: Place, given: Collection[str], who: str, *, digest: str
) -> None:
    """Note the codes that `who` gives the text that `digest` names; none is an answer too.

    May be repeated until another coder has coded the text as well. Raises Refused.
    """
    with changing(home) as connection:
        answer = _found(connection, question, place, digest, given)
        mine = answer.by(who)
        if len(answer.codings) >= CODERS:
            raise Refused(Reason.FIXED if mine else Reason.TAKEN)
        if mine is None or mine.codes != set(given):
            made = Coding(who, frozenset(given), digest, clock.now())
            store.keep_coding(connection, question, place, made)
            audit.record(connection, who, "answer_coded", place[0], question=question)


def reconcile(
    home: Home, question: str, place: Place, agreed: Collection[str], who: str, *, digest: str
) -> None:
    """Settle what two coders gave differently. Raises Refused."""
    with changing(home) as connection:
        answer = _found(connection, question, place, digest, agreed)
        if answer.standing not in {Standing.DIFFERENT, Standing.RECONCILED}:
            raise Refused(Reason.SETTLED)
        made = Coding(who, frozenset(agreed), digest, clock.now())
        store.keep_final(connection, question, place, made)
        audit.record(connection, who, "coding_reconciled", place[0], question=question)


def _found(
    connection: Connection, question: str, place: Place, digest: str, given: Collection[str]
) -> Answer:
    """The answer as it was read, if all the codes may be given to it."""
    found = next((one for one in _answers(connection, question) if one.place == place), None)
    if found is None or found.digest != digest:
        raise Refused(Reason.CHANGED)
    usable = {code.id for code in active(store.codes(connection, question))}
    usable |= {code for coding in found.codings for code in coding.codes}
    if not usable >= set(given):
        raise Refused(Reason.UNKNOWN)
    return found


def still_blind(found: Iterable[Answer], coder: str) -> int:
    """How many answers somebody else has coded that this coder, who has begun, still may code."""
    found = list(found)
    if not any(one.by(coder) for one in found):
        return 0
    return sum(one.standing is Standing.ONCE and one.by(coder) is None for one in found)


# What came of it


def shares(found: Sequence[Answer]) -> Shares:
    """How many answers have each code. Answers on which two coders differ wait and do not count."""
    settled = [one.codes for one in found if one.codes is not None]
    counts = Counter(code for given in settled for code in given)
    return Shares(counts, len(settled), Counter(one.standing for one in found))


def pairs(
    found: Iterable[Answer],
) -> dict[tuple[str, str], list[tuple[frozenset[str], frozenset[str]]]]:
    """What each two coders gave the answers that both coded; those with most answers first."""
    by_pair: dict[tuple[str, str], list[tuple[frozenset[str], frozenset[str]]]] = {}
    for answer in found:
        for one, other in combinations(sorted(answer.codings, key=lambda one: one.who), 2):
            by_pair.setdefault((one.who, other.who), []).append((one.codes, other.codes))
    return dict(sorted(by_pair.items(), key=lambda item: (-len(item[1]), item[0])))


def shares_csv(study: Study, scheme: Iterable[Code], found: Shares) -> bytes:
    """The counts of all codes as a CSV file: exact, for the study team alone."""
    languages = study.languages
    header = [
        "code",
        *(f"label_{language}" for language in languages),
        *(f"definition_{language}" for language in languages),
        *("answers", "base", "percent", "retired"),
    ]
    rows = [
        [
            code.id,
            *(code.label.get(language, "") for language in languages),
            *(code.definition.get(language, "") for language in languages),
            found.counts.get(code.id, 0),
            found.base,
            round(100 * found.counts.get(code.id, 0) / found.base, 1) if found.base else "",
            "yes" if code.retired_at else "no",
        ]
        for code in scheme
    ]
    return csv_bytes(header, rows)
