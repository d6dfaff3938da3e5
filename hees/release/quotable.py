"""Which answers may be quoted, on which other answers that rests, and whose words they are.

An answer may be while it is in the data, its respondent allows it, and agrees to publication.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Connection
from typing import Any

from hees.store import quotations as store
from hees.store import releases
from hees.store.home import Home
from hees.store.quotations import Basis
from hees.store.register import by_id
from hees.study import Study
from hees.study.catalogue import TOTAL


class Permission(StrEnum):
    """How a respondent may be quoted."""

    WITH_NAME = "with_name"
    WITHOUT_NAME = "without_name"


@dataclass(frozen=True)
class Source:
    """An answer that may be quoted, as submitted."""

    response: str
    question: str
    item: str
    text: str
    permission: Permission


def source(
    connection: Connection, study: Study, response: str, question: str, item: str
) -> Source | None:
    """The answer, if it is in the data and may be quoted."""
    if study.quotations is None or (response, item) not in store.texts(connection, question):
        return None
    values = answers_behind(connection, study, response, question)
    permission = _permission(study, values)
    if permission is None or not study.policy.includes(values):
        return None
    return Source(response, question, item, str(values[question, item]), permission)


def answers_behind(
    connection: Connection, study: Study, response: str, *questions: str
) -> dict[tuple[str, str], Any]:
    """What a response answers to these questions and to those that quoting it rests on."""
    asked = {*questions, *(question for question, _ in _rests_on(study))}
    found = store.answers(connection, response, asked)
    return {key: json.loads(value) for key, value in found.items()}


def _rests_on(study: Study) -> Iterable[tuple[str, str]]:
    """(question, item) of the answers that allow publication and quoting, and that say whose it is."""
    if study.quotations:
        yield study.quotations.question, ""
    yield from study.policy.decided_by
    yield study.monitor.name, ""
    yield study.monitor.category, ""


def _permission(study: Study, values: Mapping[tuple[str, str], Any]) -> Permission | None:
    asked = study.quotations
    given = values.get((asked.question, "")) if asked else None
    if asked is None or given is None:
        return None
    allowed = {asked.with_name: Permission.WITH_NAME, asked.without_name: Permission.WITHOUT_NAME}
    return allowed.get(given)


def basis(connection: Connection, study: Study, source: Source) -> Basis:
    """All answers that quoting one rests on, as submitted: a change of any takes the quotation down."""
    keys = dict.fromkeys([(source.question, source.item), *_rests_on(study)])
    found = store.answers(connection, source.response, {question for question, _ in keys})
    return tuple((*key, found.get(key)) for key in keys)


def names(connection: Connection, home: Home, study: Study, source: Source) -> dict[str, str]:
    """The respondent's names by language; none unless it may be named."""
    if source.permission is not Permission.WITH_NAME:
        return {}
    values = answers_behind(connection, study, source.response)
    answer = values.get((study.monitor.name, ""))
    if not isinstance(answer, dict):
        return {}
    known = by_id(home, [answer["id"]]) if answer.get("id") else {}
    if entry := next(iter(known.values()), None):
        other = next(iter(entry.names.values()))
        return {language: entry.names.get(language, other) for language in study.languages}
    return dict.fromkeys(study.languages, answer["name"]) if answer.get("name") else {}


def category(connection: Connection, home: Home, study: Study, source: Source) -> str:
    """The respondent's category, if it is not named and a release shows enough of that category."""
    if source.permission is Permission.WITH_NAME:
        return ""
    values = answers_behind(connection, study, source.response)
    code = values.get((study.monitor.category, ""))
    newest = releases.newest(home)
    if newest is None or not isinstance(code, str):
        return ""
    counts = releases.counts(home, newest, study.monitor.category, TOTAL)
    shown = next((one.count for one in counts if one.answer == code), None)
    return code if shown is not None and shown >= study.policy.k else ""
