"""What makes the study team look twice at a response: flags, each with the evidence for it.

Pure functions over what was submitted. A flag accuses nobody: a member of the team looks at the
evidence, and settles the flag or does something about the response.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from hees.folding import solid
from hees.store.responses import Key
from hees.study import FOUND_KINDS, Condition, Kind, Study
from hees.study.condition import AllOf, Lookup, Not, Test
from hees.study.study import Contradiction
from hees.survey.progress import SECONDS
from hees.team.placeholders import is_placeholder

FEWEST = 10
"""Answers below which nothing is said about how fast they were given."""

FAST = 1 / 3
"""Of the time that the answers are expected to take: whoever needs less is too fast."""

ROWS = 5
"""Rows of a scale that say something when all are answered alike, if two scales are so."""

LONG = 10
"""Rows of a scale that say something when all are answered alike, even of one scale."""

LONG_TEXT = 30
"""Letters and digits of a text that two people hardly write alike."""

_WRITTEN = {Kind.TEXT, Kind.LONG_TEXT}

Kinds = Mapping[str, Kind]
"""The kind of each question, by id."""


class FlagKind(StrEnum):
    """What is wrong, perhaps."""

    FAST = "fast"
    STRAIGHT = "straight"
    CONTRADICTION = "contradiction"
    PLACEHOLDER = "placeholder"
    ORGANISATION = "organisation"
    EMAIL = "email"
    TEXT = "text"


@dataclass(frozen=True)
class Flag:
    """A flag and its evidence, as JSON data of codes and numbers. It holds no personal data.

    fast: answers, seconds, expected (seconds). straight: scales, as [question, code, rows].
    contradiction: id, entry, answers. placeholder: question, item, text.
    organisation and email: others (response ids). text: question, item, letters, others.
    """

    kind: FlagKind
    evidence: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """Names exactly this evidence."""
        body = json.dumps(self.evidence, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(f"{self.kind} {body}".encode()).hexdigest()


@dataclass(frozen=True)
class Given:
    """A submitted response, as far as flags look at it.

    `began` and `ended`: ISO times of the start and the first submission, "" where they mean
    nothing. `names`, `emails`: by what its organisation and its people are known, folded.
    `is_compared`: whether others that say the same are duplicates of it.
    """

    response: str
    answers: Mapping[Key, Any]
    began: str = ""
    ended: str = ""
    names: Set[str] = field(default_factory=frozenset)
    emails: Set[str] = field(default_factory=frozenset)
    is_counted: bool = True
    is_compared: bool = True


def found(study: Study, given: Sequence[Given]) -> dict[str, list[Flag]]:
    """The flags of every response that has any, in the order of their kinds."""
    flags: dict[str, list[Flag]] = {}
    kinds = {id: question.kind for id, question in study.questionnaire.questions.items()}
    for one in given:
        for flag in _alone(study, kinds, one):
            flags.setdefault(one.response, []).append(flag)
    for response, flag in _duplicates(kinds, given):
        flags.setdefault(response, []).append(flag)
    return flags


def _alone(study: Study, kinds: Kinds, one: Given) -> Iterator[Flag]:
    yield from _fast(kinds, one)
    yield from _straight(kinds, one.answers)
    for contradiction in study.contradictions:
        yield from _contradicted(study, contradiction, one.answers)
    yield from _placeholders(kinds, one.answers)


def _fast(kinds: Kinds, one: Given) -> Iterator[Flag]:
    """Answered within one day, in a fraction of the time that the questions are reckoned to take."""
    if not one.began or one.began[:10] != one.ended[:10] or len(one.answers) < FEWEST:
        return
    expected = sum(SECONDS[kinds[question]] for question, _ in one.answers if question in kinds)
    took = datetime.fromisoformat(one.ended) - datetime.fromisoformat(one.began)
    seconds = round(took.total_seconds())
    if seconds < FAST * expected:
        evidence = {"answers": len(one.answers), "seconds": seconds, "expected": expected}
        yield Flag(FlagKind.FAST, evidence)


def _straight(kinds: Kinds, answers: Mapping[Key, Any]) -> Iterator[Flag]:
    """The same answer to every row of a long scale, or of several."""
    rows: dict[str, Counter[str]] = {}
    for (question, _), code in answers.items():
        if kinds.get(question) is Kind.SCALE:
            rows.setdefault(question, Counter())[str(code)] += 1
    scales = [
        (question, code, codes[code])
        for question, codes in rows.items()
        if len(codes) == 1
        for code in codes
        if codes[code] >= ROWS
    ]
    if len(scales) > 1 or any(number >= LONG for _, _, number in scales):
        yield Flag(FlagKind.STRAIGHT, {"scales": [list(scale) for scale in sorted(scales)]})


def _contradicted(
    study: Study, contradiction: Contradiction, answers: Mapping[Key, Any]
) -> Iterator[Flag]:
    """A contradiction, in the response or in each of the entries that it looks at."""
    inside: set[str] = set()
    entries = [""]
    if contradiction.entry:
        section = study.questionnaire.section(contradiction.entry)
        inside = {question.id for question in section.questions}
        entries = sorted({item for question, item in answers if question in inside})
    for entry in entries:

        def answer(question: str, item: str, entry: str = entry) -> Any:
            return answers.get((question, entry if question in inside else item))

        if contradiction.when.holds(answer):
            seen = [
                [*key, answer(*key)] for key in dict.fromkeys(_held(contradiction.when, answer))
            ]
            evidence = {"id": contradiction.id, "entry": entry, "answers": seen}
            yield Flag(FlagKind.CONTRADICTION, evidence)


def _held(condition: Condition, answer: Lookup) -> Iterator[Key]:
    """The answers by which a condition holds; of several ways, all those that do."""
    if isinstance(condition, Test):
        yield condition.question, condition.item
    elif isinstance(condition, Not):
        yield from _held(condition.not_, answer)
    else:
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        for part in parts:
            if part.holds(answer):
                yield from _held(part, answer)


def _placeholders(kinds: Kinds, answers: Mapping[Key, Any]) -> Iterator[Flag]:
    """Text that was typed to get past a question."""
    for (question, item), value in sorted(answers.items(), key=lambda one: one[0]):
        for text in _typed(kinds.get(question), value):
            if is_placeholder(text):
                evidence = {"question": question, "item": item, "text": text}
                yield Flag(FlagKind.PLACEHOLDER, evidence)


def _typed(kind: Kind | None, value: Any) -> Iterator[str]:
    """The words of an answer that somebody wrote, not chose."""
    if kind in _WRITTEN:
        yield str(value)
    elif kind in FOUND_KINDS:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict) and "id" not in one:
                yield str(one.get("name", ""))


def _duplicates(kinds: Kinds, given: Sequence[Given]) -> Iterator[tuple[str, Flag]]:
    """Who says the same as another response that counts."""
    compared = [one for one in given if one.is_compared]
    for kind, of in ((FlagKind.ORGANISATION, "names"), (FlagKind.EMAIL, "emails")):
        shared = {one.response: {key: {} for key in getattr(one, of)} for one in compared}
        for response, others in _shared(compared, shared).items():
            yield response, Flag(kind, {"others": sorted(set().union(*others.values()))})
    texts = {one.response: _long_texts(kinds, one.answers) for one in compared}
    for response, others in _shared(compared, texts).items():
        for text, of in others.items():
            question, item = texts[response][text]
            evidence = {
                "question": question,
                "item": item,
                "letters": len(text),
                "others": sorted(of),
            }
            yield response, Flag(FlagKind.TEXT, evidence)


def _shared(
    given: Iterable[Given], keys: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, set[str]]]:
    """The other counted responses that have a key, by response and key."""
    holders: dict[str, set[str]] = {}
    for one in given:
        if one.is_counted:
            for key in keys[one.response]:
                holders.setdefault(key, set()).add(one.response)
    found: dict[str, dict[str, set[str]]] = {}
    for response, of in keys.items():
        for key in of:
            if others := holders.get(key, set()) - {response}:
                found.setdefault(response, {})[key] = others
    return found


def _long_texts(kinds: Kinds, answers: Mapping[Key, Any]) -> dict[str, Key]:
    """The long texts of a response, folded, with where they stand."""
    texts: dict[str, Key] = {}
    for key, value in answers.items():
        if kinds.get(key[0]) in _WRITTEN and len(str(value)) >= LONG_TEXT:
            text = solid(str(value))
            if len(text) >= LONG_TEXT:
                texts.setdefault(text, key)
    return texts
