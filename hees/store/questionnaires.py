"""The versions of the questionnaire in `responses.db`, and how many responses are on each."""

from dataclasses import dataclass
from sqlite3 import Connection


@dataclass(frozen=True)
class Version:
    """`version`: SHA-256 in hex. `first_used`: ISO date. `responses`: how many are on it now."""

    version: str
    first_used: str
    responses: int
    body: str


def keep(connection: Connection, version: str, body: str, day: str) -> None:
    """Note that a version is used from `day` on, unless it was before."""
    connection.execute(
        "INSERT OR IGNORE INTO questionnaire_version VALUES (?, ?, ?)", (version, body, day)
    )


def body(connection: Connection, version: str) -> str:
    """The canonical JSON of a version that was used."""
    query = "SELECT body FROM questionnaire_version WHERE version = ?"
    return connection.execute(query, (version,)).fetchone()[0]


def versions(connection: Connection) -> list[Version]:
    """Every version that a respondent has met, in the order of use."""
    rows = connection.execute(
        "SELECT version, first_used, "
        "(SELECT COUNT(*) FROM response WHERE questionnaire = version), body "
        "FROM questionnaire_version ORDER BY rowid"
    )
    return [Version(*row) for row in rows]
