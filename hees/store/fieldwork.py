"""How the survey goes in the field, in plain SQL: invitations and their outcomes, drafts, time, languages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection


@dataclass(frozen=True)
class Outcome:
    """What came of an invitation that still stands. `country`, `category`, `wave`: "" if unknown.

    `started`: its response holds or held an answer. `submitted`: it is submitted now.
    """

    country: str
    category: str
    wave: str
    bounced: bool
    declined: bool
    opened: bool
    started: bool
    submitted: bool


def outcomes(connection: Connection) -> list[Outcome]:
    """Every invitation that was sent or handed over, or opened, and was not revoked."""
    rows = connection.execute(
        f"""SELECT country, category, wave, bounced_at IS NOT NULL, declined_at IS NOT NULL,
               opened_at IS NOT NULL, coalesce(revision, 0) > 0, coalesce(status = 'submitted', 0)
           FROM invitation LEFT JOIN response ON response.id = invitation.response
           WHERE invitation.revoked_at IS NULL AND {_INVITED}"""
    )
    return [Outcome(*row[:3], *map(bool, row[3:])) for row in rows]


_INVITED = """(opened_at IS NOT NULL OR declined_at IS NOT NULL OR bounced_at IS NOT NULL OR EXISTS
    (SELECT 1 FROM outbox WHERE outbox.invitation = invitation.id
     AND state IN ('sent', 'handed_over', 'uncertain')))"""


def left_out(connection: Connection) -> tuple[int, int]:
    """How many invitations were revoked, and how many others are listed but were not sent yet."""
    row = connection.execute(
        f"""SELECT coalesce(sum(revoked_at IS NOT NULL), 0),
               coalesce(sum(revoked_at IS NULL AND NOT {_INVITED}), 0) FROM invitation"""
    ).fetchone()
    return row[0], row[1]


def uninvited(connection: Connection) -> tuple[int, int, int]:
    """Responses that came without an invitation: all, with an answer, and submitted now."""
    row = connection.execute(
        """SELECT count(*), coalesce(sum(revision > 0), 0), coalesce(sum(status = 'submitted'), 0)
           FROM response WHERE id NOT IN (SELECT merged FROM merge)
               AND id NOT IN (SELECT response FROM invitation WHERE response IS NOT NULL)"""
    ).fetchone()
    return tuple(row)


@dataclass(frozen=True)
class Left:
    """A draft that was never submitted. `last`: the day of its last answer, or when it was begun.

    `place`: of the furthest section with an answer, None before any. `name`: JSON of an answer.
    """

    response: str
    last: str
    place: int | None
    name: str | None


def drafts(connection: Connection, places: Mapping[str, int], name: str) -> list[Left]:
    """Every draft that was never submitted.

    `places`: of each question's section in the questionnaire; `name`: the question for the name.
    """
    rows = connection.execute(
        """SELECT id, coalesce(
               (SELECT day FROM answer_event WHERE response = response.id ORDER BY id DESC LIMIT 1),
               substr(created_at, 1, 10)),
               (SELECT json_group_array(DISTINCT question) FROM answer
                WHERE answer.response = response.id AND value <> 'null'),
               (SELECT value FROM answer WHERE answer.response = response.id AND question = ?
                AND item = '')
           FROM response WHERE status = 'draft' AND submitted_at IS NULL""",
        (name,),
    )
    found = []
    for id, last, questions, named in rows:
        reached = [places[one] for one in json.loads(questions) if one in places]
        found.append(Left(id, last, max(reached, default=None), named))
    return found


def seconds(connection: Connection) -> dict[str, list[int]]:
    """Active seconds of each response that has any, by section."""
    rows = connection.execute(
        "SELECT section, sum(seconds) FROM section_visit GROUP BY response, section"
    )
    found: dict[str, list[int]] = {}
    for section, total in rows:
        found.setdefault(section, []).append(total)
    return found


def languages(connection: Connection) -> dict[tuple[tuple[str, ...], bool], int]:
    """How many responses were answered in which languages, and whether they are submitted now.

    The copy that a merge made is left out: its sources tell the languages.
    """
    rows = connection.execute(
        """SELECT used, status = 'submitted', count(*) FROM (
               SELECT response, group_concat(DISTINCT language) AS used
               FROM answer_event GROUP BY response)
           JOIN response ON response.id = response
           WHERE response NOT IN (SELECT merged FROM merge) GROUP BY 1, 2"""
    )
    found: dict[tuple[tuple[str, ...], bool], int] = {}
    for used, submitted, count in rows:
        key = tuple(sorted(used.split(","))), bool(submitted)
        found[key] = found.get(key, 0) + count
    return found
