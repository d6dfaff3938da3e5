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


def versions(connection: Connection) -> list[Version]:
    """Every version that a respondent has met, the oldest first."""
    rows = connection.execute(
        "SELECT version, first_used, "
        "(SELECT COUNT(*) FROM response WHERE questionnaire = version), body "
        "FROM questionnaire_version ORDER BY first_used, questionnaire_version.rowid"
    )
    return [Version(*row) for row in rows]
