"""Exact counts of the catalogue's tables, from the submitted answers. They never leave this package.

The unit is always the organisation: an answer in any of its programmes counts once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Any

from hees.store import monitor
from hees.study import Study
from hees.study.catalogue import TableName, grouping

Answers = Mapping[str, Mapping[str, frozenset[str]]]
"""For each response, the codes that it gave for each item ("" where there are no items)."""

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
    included = _included(connection, study)
    read: dict[str, Answers] = {}

    def answers(question: str) -> Answers:
        if question not in read:
            read[question] = _answers(connection, study, question, included)
        return read[question]

    return frozenset(included), [_count(study, name, answers) for name in names]


def _count(study: Study, name: TableName, answers: Callable[[str], Answers]) -> Tabulation:
    table = Tabulation(name)
    question = grouping(study, name.by)
    groups = answers(question) if question else None
    for response, by_item in answers(name.question).items():
        of = groups.get(response, {}).get("", frozenset()) if groups is not None else {""}
        for group in of:
            for item, codes in by_item.items():
                table.counts[group, item, ""] += 1
                for code in codes:
                    table.counts[group, item, code] += 1
    return table


def _included(connection: Connection, study: Study) -> set[str]:
    """The submitted responses whose answers may be published."""
    responses = monitor.submitted_ids(connection)
    condition = study.policy.include
    if condition is None:
        return responses
    values: dict[tuple[str, str], dict[str, Any]] = {}
    for test in condition.tests():
        for response, item, value in monitor.answers(connection, test.question):
            values.setdefault((test.question, item), {})[response] = value
    return {
        response
        for response in responses
        if condition.holds(lambda q, item, r=response: values.get((q, item), {}).get(r))
    }


def _answers(
    connection: Connection, study: Study, question_id: str, included: set[str]
) -> dict[str, dict[str, frozenset[str]]]:
    question = study.questionnaire.questions[question_id]
    found: dict[str, dict[str, frozenset[str]]] = {}
    for response, item, value in monitor.answers(connection, question_id):
        if response not in included:
            continue
        codes = frozenset(value if isinstance(value, list) else [value]) & question.by_code.keys()
        of = found.setdefault(response, {})
        key = item if question.items else ""
        of[key] = of.get(key, frozenset()) | codes
    return found
