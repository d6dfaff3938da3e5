"""The questionnaire as data: sections, questions, choices, and its immutable version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from hees.study.condition import Condition
from hees.study.text import Text

ID = r"^[a-z][a-z0-9_]{0,39}$"
"""Ids are also SPSS, Stata and SQL names, so they stay short and plain."""


class Kind(StrEnum):
    """How a question is asked and what its answer is (the JSON value in `answer.value`)."""

    SINGLE = "single"  # "code"
    MULTI = "multi"  # ["code", …] in the order of the choice list
    SCALE = "scale"  # one "code" for each item (row) of the matrix
    RANK = "rank"  # ["code", …] most important first
    TEXT = "text"  # one line
    LONG_TEXT = "long_text"  # several lines
    NUMBER = "number"  # 12 or 12.5
    YEAR = "year"  # 1998
    EMAIL = "email"
    URL = "url"
    INSTITUTION = "institution"  # [{"id": "…"} or {"name": "…"}, …]
    ORGANISATION = "organisation"  # {"id": "…"} or {"name": "…"}


CHOICE_KINDS = {Kind.SINGLE, Kind.MULTI, Kind.SCALE, Kind.RANK}
FOUND_KINDS = {Kind.INSTITUTION, Kind.ORGANISATION}
TYPED_KINDS = set(Kind) - CHOICE_KINDS - FOUND_KINDS


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Model):
    """One answer of a choice list. `exclusive`: choosing it clears the others ("none of these")."""

    code: str = Field(pattern=ID)
    label: Text
    exclusive: bool = False


class Supersedes(Model):
    """Which earlier question this one replaces, and whether its answers carry over."""

    question: str
    how: Literal["same", "recode", "not_comparable"]
    codes: dict[str, str] = Field(default_factory=dict)


class Question(Model):
    """One question. Bounds are inclusive; `max` counts choices, institutions or the number itself."""

    id: str = Field(pattern=ID)
    kind: Kind
    label: Text
    help: Text | None = None
    required: bool = False
    when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    items: tuple[Choice, ...] = ()
    min: float | None = Field(default=None, allow_inf_nan=False)
    max: float | None = Field(default=None, allow_inf_nan=False)
    whole: bool = True
    unit: Text | None = None
    pattern: str | None = None
    max_chars: int | None = None
    country: str | None = None
    contact: bool = False
    supersedes: Supersedes | None = None

    @cached_property
    def by_code(self) -> dict[str, Choice]:
        return {choice.code: choice for choice in self.choices}

    @cached_property
    def item_by_code(self) -> dict[str, Choice]:
        return {item.code: item for item in self.items}

    @property
    def longest(self) -> int:
        """The most characters that a typed answer may have."""
        return self.max_chars or (5000 if self.kind is Kind.LONG_TEXT else 300)


class Repeat(Model):
    """A section answered once for each entry (programme), named by its title question."""

    title_question: str
    max: int = Field(ge=1, le=200)
    entry: Text


class Section(Model):
    """One screen of the survey."""

    id: str = Field(pattern=ID)
    title: Text
    intro: Text | None = None
    when: Condition | None = None
    repeat: Repeat | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class Questionnaire(Model):
    """All sections in order. `version` names exactly this wording, routing and coding."""

    sections: tuple[Section, ...] = Field(min_length=1)

    def __iter__(self) -> Iterator[Section]:  # ty: ignore[incompatible-method-override]
        return iter(self.sections)

    @cached_property
    def questions(self) -> dict[str, Question]:
        return {question.id: question for section in self for question in section.questions}

    @cached_property
    def section_of(self) -> dict[str, Section]:
        return {question.id: section for section in self for question in section.questions}

    def section(self, section_id: str) -> Section:
        return next(section for section in self if section.id == section_id)

    @cached_property
    def canonical(self) -> str:
        """The canonical JSON: keys sorted, defaults left out."""
        body = self.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @cached_property
    def version(self) -> str:
        """SHA-256 of the canonical JSON, in hex."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()
