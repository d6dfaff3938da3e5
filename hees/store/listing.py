"""Which programmes respondents allow to be listed, and what the study team decided about each."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any


@dataclass(frozen=True)
class Decision:
    """What `who` decided on `day` about exactly the content that `digest` names.

    `public_id` is random, so that it leads nobody to the response; it stays when decided anew.
    """

    public_id: str
    decision: str
    who: str
    day: str
    digest: str


def agreed(connection: Connection, question: str, value: str) -> list[tuple[str, str]]:
    """(response, item) of every programme in the data whose answer to `question` is `value`."""
    rows = connection.execute(
        """SELECT response, item FROM counted_answer JOIN counted USING (response)
           WHERE question = ? AND value = ? ORDER BY response, item""",
        (question, json.dumps(value)),
    )
    return [(row[0], row[1]) for row in rows]


def answers(
    connection: Connection, responses: Sequence[str], questions: Sequence[str]
) -> dict[str, dict[tuple[str, str], Any]]:
    """The submitted answers of these responses to these questions, by (question, item)."""
    rows = connection.execute(
        """SELECT response, question, item, value FROM submitted_answer
           WHERE response IN (SELECT value FROM json_each(?))
               AND question IN (SELECT value FROM json_each(?))""",
        (json.dumps([*responses]), json.dumps([*questions])),
    )
    found: dict[str, dict[tuple[str, str], Any]] = {response: {} for response in responses}
    for row in rows:
        found[row[0]][row[1], row[2]] = json.loads(row[3])
    return found


def decisions(connection: Connection) -> dict[tuple[str, str], Decision]:
    """Every decision by (response, item)."""
    rows = connection.execute("SELECT * FROM listing").fetchall()
    return {
        (row["response"], row["item"]): Decision(
            row["public_id"], row["decision"], row["who"], row["day"], row["digest"]
        )
        for row in rows
    }


def decide(connection: Connection, response: str, item: str, decision: Decision) -> None:
    """Record a decision in place of an earlier one, whose `public_id` stays."""
    connection.execute(
        """INSERT INTO listing (response, item, public_id, decision, who, day, digest)
           VALUES (?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (response, item) DO UPDATE SET decision = excluded.decision,
               who = excluded.who, day = excluded.day, digest = excluded.digest""",
        (
            response,
            item,
            decision.public_id,
            decision.decision,
            decision.who,
            decision.day,
            decision.digest,
        ),
    )
