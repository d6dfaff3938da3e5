"""The questionnaire as data: sections, questions, choices, and its immutable version."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
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
NUMBERS = {Kind.NUMBER, Kind.YEAR}
FOUND_KINDS = {Kind.INSTITUTION, Kind.ORGANISATION}
TYPED_KINDS = set(Kind) - CHOICE_KINDS - FOUND_KINDS


class Model(BaseModel):
    """A part of the study: nothing of it changes, and nothing stands in it that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Model):
    """One answer of a choice list. `exclusive`: choosing it clears the others ("none of these")."""

    code: str = Field(pattern=ID)
    label: Text
    exclusive: bool = False


class Band(Model):
    """A range of a number's answers, from the limit of the band before it up to `below`.

    The last band has no limit.
    """

    below: int | None = Field(default=None, ge=1)
    label: Text


class Supersedes(Model):
    """Which earlier question this one replaces, and whether its answers carry over."""

    question: str
    how: Literal["same", "recode", "not_comparable"]
    codes: dict[str, str] = Field(default_factory=dict)


class Question(Model):
    """One question. Bounds are inclusive; `max` counts choices, institutions or the number itself.

    `bands`: the ranges by which answers to a number are counted when they are published. They
    belong to publishing and not to what is asked, so no version of the questionnaire holds them.
    """

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
    bands: tuple[Band, ...] = Field(default=(), exclude=True)

    @cached_property
    def answers(self) -> tuple[Choice, ...]:
        """What its answers are counted by: its choices, or its bands with codes from their limits.

        A band of other limits has another code, so that counts of the two are never compared.
        """
        if not self.bands:
            return self.choices
        limits = [None, *(band.below for band in self.bands)]
        return tuple(
            Choice(code=_band_code(low, high), label=band.label)
            for (low, high), band in zip(pairwise(limits), self.bands, strict=True)
        )

    @cached_property
    def by_code(self) -> dict[str, Choice]:
        return {choice.code: choice for choice in self.answers}

    def band_of(self, number: float) -> str:
        """The code of the band that a number is in."""
        limits = [band.below for band in self.bands if band.below is not None]
        return self.answers[bisect_right(limits, number)].code

    @cached_property
    def item_by_code(self) -> dict[str, Choice]:
        return {item.code: item for item in self.items}

    @property
    def longest(self) -> int:
        """The most characters that a typed answer may have."""
        return self.max_chars or (5000 if self.kind is Kind.LONG_TEXT else 300)


def _band_code(low: int | None, high: int | None) -> str:
    """below_10, from_10_below_50, from_50"""
    parts = [f"from_{low}"] if low is not None else []
    return "_".join([*parts, *([f"below_{high}"] if high is not None else [])])


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

    def several(self, question_id: str) -> bool:
        """Whether an organisation may count under several answers of a question.

        It may where it can choose several, and where it answers for each of its programmes;
        but the numbers of its programmes are added up, and their sum is in one band.
        """
        question = self.questions[question_id]
        if question.bands:
            return False
        repeated = self.section_of[question_id].repeat is not None
        return repeated or question.kind not in {Kind.SINGLE, Kind.SCALE}

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
