"""A claim: what the answers to the survey are said to show, in a form that releases can grade."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field, model_validator

from hees.study.questionnaire import ID, Model
from hees.study.text import Text


class Statistic(StrEnum):
    """What a claim is about."""

    SHARE = "share"  # the share of respondents who gave one of some answers
    DIFFERENCE = "difference"  # that share minus another: of another group, item or answer
    RANK = "rank"  # an answer, or an item of a scale, is among the most frequent
    TREND = "trend"  # the share now minus the share some time ago


class Comparator(StrEnum):
    """How the statistic stands to the claim's threshold."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"


PLACEHOLDERS = {
    Statistic.SHARE: ("share",),
    Statistic.DIFFERENCE: ("first", "second", "difference"),
    Statistic.RANK: ("share", "place"),
    Statistic.TREND: ("now", "before", "difference"),
}
"""The computed numbers that the `finding` of a claim may hold."""

_NEEDS = {
    Statistic.SHARE: ("comparator", "threshold"),
    Statistic.DIFFERENCE: ("comparator", "threshold", "against"),
    Statistic.RANK: ("top",),
    Statistic.TREND: ("comparator", "threshold"),
}
_ONLY_SOMETIMES = ("comparator", "threshold", "against", "top")


@dataclass(frozen=True)
class Side:
    """The released cells of one share: respondents of a group who gave one of the answers."""

    question: str
    item: str
    answers: tuple[str, ...]
    by: str = ""
    group: str = ""


class Against(Model):
    """What the second share of a difference has in place of the first one's."""

    group: str | None = None
    item: str | None = None
    answers: tuple[str, ...] | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _differs_in_one(self) -> Against:
        if len(self.model_fields_set) != 1:
            raise ValueError("name one of 'group', 'item' and 'answers'")
        return self


class Claim(Model):
    """One claim. Its evidence grade is computed from each release; it is never written down.

    `text`: the claim as a clause that can follow "the answers show that". `finding`: a sentence
    with the numbers, for which it has the placeholders of its statistic (see PLACEHOLDERS).
    `threshold`: in per cent, or in percentage points for a difference or a trend.
    `top`: the claim of a rank is that so many at most come before or level with it, itself counted.
    `days`: a trend compares with the newest release that is at least so much older.
    `minimum_base`: with fewer respondents than this the claim is not graded.
    """

    id: str = Field(pattern=ID)
    text: Text
    finding: Text
    statistic: Statistic
    question: str
    answers: tuple[str, ...] = Field(min_length=1)
    item: str = ""
    by: str = ""
    group: str = ""
    against: Against | None = None
    comparator: Comparator | None = None
    threshold: int | None = Field(default=None, ge=-100, le=100)
    top: int | None = Field(default=None, ge=1)
    days: int = Field(default=365, ge=1)
    minimum_base: int = Field(default=20, ge=1)

    @model_validator(mode="after")
    def _fits_its_statistic(self) -> Claim:
        needs = _NEEDS[self.statistic]
        for part in _ONLY_SOMETIMES:
            given = getattr(self, part) is not None
            if part in needs and not given:
                raise ValueError(f"a claim of statistic '{self.statistic}' needs '{part}'")
            if given and part not in needs:
                raise ValueError(f"a claim of statistic '{self.statistic}' takes no '{part}'")
        if "days" in self.model_fields_set and self.statistic is not Statistic.TREND:
            raise ValueError(f"a claim of statistic '{self.statistic}' takes no 'days'")
        if bool(self.by) != bool(self.group):
            raise ValueError("'by' and 'group' go together")
        return self

    @property
    def first(self) -> Side:
        """The share that the claim is about; of a trend, the one now."""
        return Side(self.question, self.item, self.answers, self.by, self.group)

    @property
    def second(self) -> Side | None:
        """The share that a difference compares it with."""
        other = self.against
        if other is None:
            return None
        return Side(
            self.question,
            self.item if other.item is None else other.item,
            other.answers or self.answers,
            self.by,
            self.group if other.group is None else other.group,
        )
