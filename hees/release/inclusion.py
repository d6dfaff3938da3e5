"""Whose answers may be published, and how many of them are new. It counts nothing, so that servers start soon."""

from sqlite3 import Connection
from typing import Any

from hees.store import basis, counted, releases
from hees.store.basis import Changes
from hees.store.connection import reading
from hees.store.home import Home
from hees.study import Study


def included_in(connection: Connection, study: Study) -> frozenset[str]:
    """The submitted responses whose answers may be published."""
    responses = counted.ids(connection)
    condition = study.policy.include
    if condition is None:
        return frozenset(responses)
    values: dict[tuple[str, str], dict[str, Any]] = {}
    for test in condition.tests():
        for response, item, value in counted.answers(connection, test.question):
            values.setdefault((test.question, item), {})[response] = value
    return frozenset(
        response
        for response in responses
        if condition.holds(lambda q, item, r=response: values.get((q, item), {}).get(r))
    )


def changes(home: Home, study: Study) -> Changes:
    """What was added, edited and withdrawn since the last release."""
    with reading(home.responses) as connection:
        members = basis.members(connection, included_in(connection, study))
        return basis.changes(connection, releases.newest(home), members)
