"""Answers in words: what the review page, the printed copy and the CSV copy show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hees.language import say
from hees.store.home import Home
from hees.store.register import Entry
from hees.study import FOUND_KINDS, Kind, Question
from hees.survey import finder
from hees.survey.drafts import Draft
from hees.survey.path import Field


@dataclass(frozen=True)
class Line:
    """One field in words. `answer` is "" when there is none."""

    field: Field
    section: str
    entry: str
    question: str
    item: str
    answer: str

    @property
    def asked(self) -> str:
        """What was asked: the question, and the row of its scale if it is one."""
        return f"{self.question}: {self.item}" if self.item else self.question


def lines(home: Home, draft: Draft, language: str) -> list[Line]:
    """Every field on the path with its answer in `language`, in order."""
    entries = finder.names(home, draft.values.values())
    return [
        Line(
            field=field,
            section=field.section.title[language],
            entry=entry_title(draft, field, language) if field.entry else "",
            question=field.question.label[language],
            item=item_label(field, language),
            answer=in_words(field.question, draft.values.get(field.key), entries, language),
        )
        for field in draft.path.fields
    ]


def item_label(field: Field, language: str) -> str:
    """The row of a scale, or ""."""
    item = field.question.item_by_code.get(field.item)
    return item.label[language] if item else ""


def entry_title(draft: Draft, field: Field, language: str) -> str:
    """What a repeat entry is called: "2. Its title", or "Program 2" without one."""
    repeat = field.section.repeat
    assert repeat
    title = draft.values.get((repeat.title_question, field.entry))
    order = draft.entries.get(field.section.id, ())
    number = order.index(field.entry) + 1 if field.entry in order else 0
    return f"{number}. {title}" if title else f"{repeat.entry[language]} {number}"


def in_words(question: Question, value: Any, entries: Mapping[str, Entry], language: str) -> str:
    """An answer as a person would write it."""
    if value is None:
        return ""
    separator = say("list_separator", language)
    if question.kind in FOUND_KINDS:
        found = value if isinstance(value, list) else [value]
        return separator.join(finder.name_of(one, entries, language) for one in found)
    if question.kind is Kind.RANK and isinstance(value, list):
        ranked = [_label(question, code, language) for code in value]
        return separator.join(f"{place}. {name}" for place, name in enumerate(ranked, start=1))
    if isinstance(value, list):
        return separator.join(_label(question, code, language) for code in value)
    if question.choices:
        return _label(question, value, language)
    return f"{value} {question.unit[language]}" if question.unit else str(value)


def _label(question: Question, code: Any, language: str) -> str:
    choice = question.by_code.get(code) if isinstance(code, str) else None
    return choice.label[language] if choice else str(code)
