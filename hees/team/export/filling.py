"""How the answers to a question get into a row: one filler for each question or row of a scale."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from hees.store.responses import Key
from hees.study import Question
from hees.team.export.batch import Sheet
from hees.team.export.missing import Missing
from hees.team.export.variables import Family, Group, Table, Variable

Filler = Callable[[array, int, Any], None] | tuple[int, Mapping[str, int]]
"""Puts an answer into a row and, at its index, into the numbers and texts of the sheet.

That of one code, by far the most frequent, is its place and the numbers of the codes.
"""


def blank(table: Table, group: Group, question: Question) -> array:
    """The states of a question that was asked: what this version did not offer is no gap."""
    offered = None
    if group.family is Family.SEVERAL:
        offered = {choice.code for choice in question.choices}
    elif group.family is Family.MATRIX:
        offered = {item.code for item in question.items}
    return array(
        "h",
        [
            Missing.OTHER_VERSION
            if offered is not None and _code(group, variable) not in offered
            else Missing.NO_ANSWER
            for variable in table.variables[group.start : group.end]
        ],
    )


def _code(group: Group, variable: Variable) -> str:
    """The choice or row that a variable of a group is for."""
    return variable.part.removeprefix(f"as_{group.family}_")


def fillers_of(sheet: Sheet, group: Group, question: Question) -> Iterator[tuple[Key, Filler]]:
    """What to do with the answers to a question, by (question, item); a repeat's item is ""."""
    variables, start = sheet.table.variables[group.start : group.end], group.start
    numbers = [{code.code: code.number for code in variable.codes} for variable in variables]
    match group.family:
        case Family.ONE:
            yield (question.id, ""), (start, numbers[0])
        case Family.MATRIX:
            for place, variable in enumerate(variables):
                yield (question.id, _code(group, variable)), (start + place, numbers[place])
        case Family.SEVERAL:
            codes = [_code(group, variable) for variable in variables]
            unanswered = blank(sheet.table, group, question)
            yield (question.id, ""), partial(_several, start, codes, unanswered, {})
        case Family.RANK:
            yield (question.id, ""), partial(_ranked, start, numbers[0])
        case Family.NUMBER:
            yield (question.id, ""), partial(_keep, start, sheet.numbers[start])
        case Family.TEXT:
            yield (question.id, ""), partial(_keep, start, sheet.texts[start])
        case Family.FOUND | Family.FOUND_SEVERAL:
            cells = [sheet.texts[start + place] for place in range(len(variables))]
            yield (question.id, ""), partial(_found, start, cells)


def put(fill: Filler, row: array, index: int, value: Any) -> None:
    """Put the answer `value` into a row that will be the sheet's at `index`."""
    if isinstance(fill, tuple):
        row[fill[0]] = fill[1][value]
    else:
        fill(row, index, value)


def _several(
    start: int,
    codes: Sequence[str],
    unanswered: array,
    known: dict[tuple[str, ...], array],
    row: array,
    index: int,
    value: Any,
) -> None:
    """A flag for each choice. `known`: the flags of each combination that was met already."""
    chosen = tuple(value)
    flags = known.get(chosen)
    if flags is None:
        flags = array("h", [int(code in chosen) for code in codes])
        for place, state in enumerate(unanswered):
            if state == Missing.OTHER_VERSION:
                flags[place] = state
        known[chosen] = flags
    row[start : start + len(flags)] = flags


def _ranked(start: int, numbers: Mapping[str, int], row: array, index: int, value: Any) -> None:
    """The code at each place of a ranking."""
    for place, code in enumerate(value, start=start):
        row[place] = numbers[code]


def _keep(place: int, cells: array | list[str], row: array, index: int, value: Any) -> None:
    """A number or a text, which stands beside the row."""
    row[place] = 1
    cells[index] = value


def _found(start: int, cells: Sequence[list[str]], row: array, index: int, value: Any) -> None:
    """The id of each organisation, or its name where it is not in the register."""
    for place, one in enumerate(value if isinstance(value, list) else [value]):
        for part, name in enumerate(("id", "name")):
            if text := one.get(name):
                row[start + 2 * place + part] = 1
                cells[2 * place + part][index] = text
