"""Routing conditions as data: a question or section is asked when its condition holds.

A condition is a tree of tests, never a string to evaluate, so the loader can check every
id and code in it before anyone answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

Lookup = Callable[[str, str], Any]
"""Gives the answer on the path for (question id, scale item or ""), or None."""


class Test(BaseModel):
    """One comparison with one answer. An unanswered question passes only `answered = false`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    item: str = ""
    equals: str | int | float | None = None
    one_of: tuple[str, ...] | None = None
    includes: str | None = None
    includes_any: tuple[str, ...] | None = None
    at_least: float | None = None
    at_most: float | None = None
    answered: bool | None = None

    @model_validator(mode="after")
    def _has_one_operator(self) -> Test:
        if len(self.operators()) != 1:
            known = ", ".join(OPERATORS)
            raise ValueError(f"name exactly one of: {known}")
        return self

    def operators(self) -> list[str]:
        return [name for name in OPERATORS if getattr(self, name) is not None]

    def codes(self) -> list[str]:
        """The choice codes that this test compares with."""
        if self.one_of is not None or self.includes_any is not None:
            return list(self.one_of or self.includes_any or ())
        return [code for code in (self.equals, self.includes) if isinstance(code, str)]

    def holds(self, lookup: Lookup) -> bool:
        [operator] = self.operators()
        answer = lookup(self.question, self.item)
        if answer is None and operator != "answered":
            return False
        return OPERATORS[operator](answer, getattr(self, operator))

    def tests(self) -> Iterator[Test]:
        yield self


def _number(answer: Any) -> float | None:
    return answer if isinstance(answer, int | float) else None


def _at_least(answer: Any, bound: float) -> bool:
    number = _number(answer)
    return number is not None and number >= bound


def _at_most(answer: Any, bound: float) -> bool:
    number = _number(answer)
    return number is not None and number <= bound


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": lambda answer, code: answer == code,
    "one_of": lambda answer, codes: answer in codes,
    "includes": lambda answer, code: code in answer,
    "includes_any": lambda answer, codes: any(code in answer for code in codes),
    "at_least": _at_least,
    "at_most": _at_most,
    "answered": lambda answer, expected: (answer is not None) == expected,
}


class AllOf(BaseModel):
    """Holds when every part holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    all: tuple[Condition, ...] = Field(min_length=1)

    def holds(self, lookup: Lookup) -> bool:
        return all(part.holds(lookup) for part in self.all)

    def tests(self) -> Iterator[Test]:
        for part in self.all:
            yield from part.tests()


class AnyOf(BaseModel):
    """Holds when at least one part holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    any: tuple[Condition, ...] = Field(min_length=1)

    def holds(self, lookup: Lookup) -> bool:
        return any(part.holds(lookup) for part in self.any)

    def tests(self) -> Iterator[Test]:
        for part in self.any:
            yield from part.tests()


class Not(BaseModel):
    """Holds when its part does not."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    not_: Condition = Field(alias="not")

    def holds(self, lookup: Lookup) -> bool:
        return not self.not_.holds(lookup)

    def tests(self) -> Iterator[Test]:
        yield from self.not_.tests()


Condition = Annotated[AllOf | AnyOf | Not | Test, Field(union_mode="left_to_right")]

for _model in (AllOf, AnyOf, Not):
    _model.model_rebuild()
