"""What an export consists of: tables, their variables, and the codes that these may have.

The number of a choice is its place in the order in which choices ever appeared: it never changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from hees.study import Kind, Question, Questionnaire, Section
from hees.study.questionnaire import Choice
from hees.team.export import missing
from hees.team.export.missing import Missing

MAIN = "responses"
"""The table with one row a response; each repeating section has another, named after it."""

STATUSES = ("submitted", "draft")
STATES = ("received", "attention", "accepted")
"""What a response that is exported can be, and what the study team can think of it."""

Texts = Mapping[str, str]
"""A text by language."""


class Measure(StrEnum):
    """What the cells of a variable are."""

    CODES = "codes"  # one of `codes`
    FLAG = "flag"  # 1 chosen, 0 not chosen
    NUMBER = "number"
    TEXT = "text"


class Family(StrEnum):
    """Kinds of questions whose answers go into the same variables."""

    ONE = "one"
    SEVERAL = "several"
    MATRIX = "matrix"
    RANK = "rank"
    NUMBER = "number"
    TEXT = "text"
    FOUND = "found"
    FOUND_SEVERAL = "found_several"


FAMILY = {
    Kind.SINGLE: Family.ONE,
    Kind.MULTI: Family.SEVERAL,
    Kind.SCALE: Family.MATRIX,
    Kind.RANK: Family.RANK,
    Kind.NUMBER: Family.NUMBER,
    Kind.YEAR: Family.NUMBER,
    Kind.TEXT: Family.TEXT,
    Kind.LONG_TEXT: Family.TEXT,
    Kind.EMAIL: Family.TEXT,
    Kind.URL: Family.TEXT,
    Kind.ORGANISATION: Family.FOUND,
    Kind.INSTITUTION: Family.FOUND_SEVERAL,
}


@dataclass(frozen=True)
class Code:
    """A value with its label. `letter`: Stata's extended missing value, for no value; else ""."""

    number: int
    code: str
    label: Texts
    letter: str = ""


@dataclass(frozen=True)
class Variable:
    """A column. `part`: the choice, row or place that it is for; "" for a whole question.

    `of_part`: what that part is called.
    `whole`: whole numbers only. `negative`: its answers may be below 0. `bytes`: a text is never
    longer in UTF-8; 0 where there is no telling.
    """

    name: str
    measure: Measure
    label: Texts
    question: str = ""
    part: str = ""
    of_part: Texts = field(default_factory=dict)
    codes: tuple[Code, ...] = ()
    whole: bool = True
    negative: bool = False
    bytes: int = 0

    @property
    def full_name(self) -> str:
        """The name before it was shortened."""
        if not self.question:
            return self.name
        return f"{self.question}__{self.part}" if self.part else self.question

    def number_of(self, kind: Missing) -> int:
        """What stands for a missing value in SPSS, where no answer can be."""
        return missing.FAR + kind if self.negative else int(kind)


@dataclass(frozen=True)
class Asked:
    """A question as one version of the questionnaire had it."""

    version: int
    question: Question
    section: Section


@dataclass(frozen=True)
class Group:
    """The variables of a question: places `start` to `end` of its table's variables."""

    question: str
    family: Family
    start: int
    end: int
    asked: tuple[Asked, ...]

    @property
    def newest(self) -> Asked:
        return self.asked[-1]


@dataclass(frozen=True)
class Table:
    """A file of the export. `section`: the repeating section that it is of, "" for the main one."""

    name: str
    section: str
    variables: tuple[Variable, ...]
    groups: tuple[Group, ...] = ()
    title: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class Used:
    """A version of the questionnaire: its number in the order of use, its id, its first day."""

    number: int
    id: str
    first_used: str
    questionnaire: Questionnaire


def numbered(asked: Sequence[Asked]) -> list[tuple[int, Choice, str]]:
    """(number, choice, Stata's letter) of every choice that the question ever had, as asked last.

    In the order of the newest list; one that it lacks stays where it stood.
    """
    in_order_of_use = sorted(asked, key=lambda one: one.version)
    choices = {c.code: c for one in (*in_order_of_use, asked[-1]) for c in one.question.choices}
    places = missing.places([*choices])
    values = [code for code in choices if code not in places]
    number = {code: place for place, code in enumerate(values, start=1)}
    ordered = in_order([[c.code for c in one.question.choices] for one in reversed(asked)])
    return [
        (places[code][0] if code in places else number[code], choices[code], letter)
        for code in ordered
        for letter in [places[code][1] if code in places else ""]
    ]


def in_order(lists: Sequence[Sequence[str]]) -> list[str]:
    """One list of all ids: the first list, with what only later ones have after its neighbour."""
    merged: list[str] = []
    for ids in lists:
        place = 0
        for id in ids:
            if id in merged:
                place = merged.index(id) + 1
            else:
                merged.insert(place, id)
                place += 1
    return merged
