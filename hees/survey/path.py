"""The routing path: which fields are asked, given the answers so far.

Only valid answers on the path are data, and only they can open a later branch. Answers of a
branch that was left stay stored and come back when the branch does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hees.store.responses import Key
from hees.study import Condition, Kind, Question, Questionnaire, Section
from hees.survey.values import problem


@dataclass(frozen=True)
class Field:
    """One thing to answer: a question, a row of a scale, or a question of one repeat entry."""

    section: Section
    question: Question
    item: str

    @property
    def key(self) -> Key:
        return self.question.id, self.item

    @property
    def entry(self) -> str:
        """The repeat entry that the field belongs to, or ""."""
        return self.item if self.section.repeat else ""


@dataclass(frozen=True)
class Path:
    """The sections and fields that are asked, in order, and the valid answers to them."""

    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    data: Mapping[Key, Any]

    @cached_property
    def keys(self) -> frozenset[Key]:
        return frozenset(field.key for field in self.fields)

    def of(self, section: Section, entry: str = "") -> list[Field]:
        """The fields of one screen: a section, or one entry of a repeating section."""
        return [
            field
            for field in self.fields
            if field.section.id == section.id and (not entry or field.item == entry)
        ]


def path(
    questionnaire: Questionnaire,
    values: Mapping[Key, Any],
    entries: Mapping[str, tuple[str, ...]],
) -> Path:
    """Walk the questionnaire once, in order; conditions only look back, so one pass is enough."""
    sections: list[Section] = []
    fields: list[Field] = []
    data: dict[Key, Any] = {}
    for section in questionnaire:
        if not _holds(section.when, section, "", data):
            continue
        sections.append(section)
        for field in _candidates(section, entries):
            if not _holds(field.question.when, section, field.entry, data):
                continue
            fields.append(field)
            value = values.get(field.key)
            if value is not None and problem(field.question, value) is None:
                data[field.key] = value
    return Path(tuple(sections), tuple(fields), data)


def _candidates(section: Section, entries: Mapping[str, tuple[str, ...]]) -> Iterator[Field]:
    if section.repeat:
        for entry in entries.get(section.id, ()):
            for question in section.questions:
                yield Field(section, question, entry)
        return
    for question in section.questions:
        if question.kind is Kind.SCALE:
            for item in question.items:
                yield Field(section, question, item.code)
        else:
            yield Field(section, question, "")


def _holds(
    condition: Condition | None, section: Section, entry: str, data: Mapping[Key, Any]
) -> bool:
    if condition is None:
        return True
    own = {question.id for question in section.questions} if entry else set()

    def answer(question: str, item: str) -> Any:
        return data.get((question, entry if question in own else item))

    return condition.holds(answer)
