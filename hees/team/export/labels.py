"""Labels that fit the program they are for, and a record of each that had to be shortened."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hees.team.export import naming
from hees.team.export.variables import Table, Variable

ELLIPSIS = "…"

Measured = Callable[[str], int]
"""How long a text is, by the rule of a program."""


def in_bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


@dataclass(frozen=True)
class Limits:
    """How long the labels of variables and of values may be in a program."""

    program: str
    variable: int
    value: int
    measured: Measured


SPSS = Limits("SPSS", 255, 120, in_bytes)
STATA = Limits("Stata", 80, 32_000, len)


@dataclass(frozen=True)
class Shortened:
    """A label or text that is shorter in the file. `value`: the number that a label is of, or "".

    `what`: part of a message's key: name, variable, value; or cell, with the number of its row as
    `value`, and the beginning and the end of what is left.
    """

    what: str
    table: str
    variable: str
    value: str
    whole: str
    short: str


@dataclass
class Labels:
    """Makes labels fit, and keeps what it shortened."""

    limits: Limits | None
    language: str
    shortened: list[Shortened] = field(default_factory=list)

    def variable(self, table: Table, variable: Variable) -> str:
        whole = one_line(variable.label[self.language])
        if self.limits is None:
            return whole
        short = fit(whole, self.limits.variable, self.limits.measured)
        self._note("variable", table, variable, "", whole, short)
        return short

    def value(self, table: Table, variable: Variable, number: int, label: str) -> str:
        whole = one_line(label)
        if self.limits is None:
            return whole
        short = fit(whole, self.limits.value, self.limits.measured)
        self._note("value", table, variable, str(number), whole, short)
        return short

    def cell(self, table: Table, variable: Variable, row: int, text: str, most: int) -> str:
        """A text as long as a cell may be in bytes; a longer one is cut, and noted with its row."""
        if len(text) * 4 <= most or in_bytes(text) <= most:
            return text
        short = fit(text, most, in_bytes)
        self.shortened.append(
            Shortened(
                "cell", table.name, variable.name, str(row), text[:60] + ELLIPSIS, short[-60:]
            )
        )
        return short

    def names(self, table: Table) -> None:
        """Note the names that do not say question and part in full."""
        for one in table.variables:
            if one.question and not naming.is_whole(one.question, one.part):
                self.shortened.append(
                    Shortened("name", table.name, one.name, "", one.full_name, one.name)
                )

    def _note(
        self, what: str, table: Table, variable: Variable, value: str, whole: str, short: str
    ) -> None:
        if short != whole:
            self.shortened.append(Shortened(what, table.name, variable.name, value, whole, short))


def one_line(text: str) -> str:
    return " ".join(text.split())


def fit(text: str, most: int, measured: Measured) -> str:
    """The text, or as much of its beginning as fits with an ellipsis, cut between characters."""
    if measured(text) <= most:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measured(text[:middle] + ELLIPSIS) <= most:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS
