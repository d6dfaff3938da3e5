"""Exact counts of the catalogue's tables, from the submitted answers. They never leave this package.

The unit is always the organisation: an answer in any of its programmes counts once.
"""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from itertools import product
from sqlite3 import Connection

import numpy as np

from hees.release.columns import Bits, Column, Columns, encode, pack, together
from hees.release.inclusion import included_in
from hees.store import counted
from hees.study import Study
from hees.study.catalogue import TableName, grouping

Cell = tuple[str, str, str]
"""(group, item, answer); an answer of "" is the base."""


@dataclass
class Tabulation:
    """The exact counts of one table."""

    name: TableName
    counts: Counter[Cell] = field(default_factory=Counter)


def tabulate(
    connection: Connection, study: Study, names: Iterable[TableName]
) -> tuple[frozenset[str], list[Tabulation]]:
    """The responses that are included, and every named table counted over them."""
    names = list(names)
    included = included_in(connection, study)
    return included, count(study, names, _read(connection, study, names, included))


def count(study: Study, names: Iterable[TableName], columns: Columns) -> list[Tabulation]:
    """Every named table, counted from the columns of its questions."""
    tables = []
    for name in names:
        by = grouping(study, name.by)
        groups, who = columns.of[by].groups if by else (("",), columns.everybody)
        tables.append(Tabulation(name, _cross(groups, who, columns.of[name.question])))
    return tables


def _cross(groups: Sequence[str], who: Bits, column: Column) -> Counter[Cell]:
    """All counts above 0 of a column in each group; `who` (groups, words) says who is in which."""
    items, answers, words = column.bits.shape
    counts = together(who, column.bits.reshape(items * answers, words))
    cells = product(groups, column.items, column.answers)
    numbers = zip(cells, counts.ravel().tolist(), strict=True)
    return Counter({cell: number for cell, number in numbers if number})


def _read(
    connection: Connection, study: Study, names: Iterable[TableName], included: Set[str]
) -> Columns:
    """The columns that the tables need, each question read once."""
    number = {response: position for position, response in enumerate(included)}
    needed = {
        question for n in names for question in (n.question, grouping(study, n.by)) if question
    }
    everybody = pack(np.ones((1, len(included)), dtype=bool))
    columns = {}
    for question in needed:
        answers = (
            (number[response], item, value)
            for response, item, value in counted.answers(connection, question)
            if response in number
        )
        columns[question] = encode(study.questionnaire.questions[question], answers, len(number))
    return Columns(everybody, columns)
