"""The words and settings of the mails to those who are invited, as the team wrote them."""

from dataclasses import dataclass
from sqlite3 import Connection


@dataclass(frozen=True)
class MailSettings:
    """`deadline`: an ISO day, or "". `every_language`: one mail in all languages of the study.

    `per_minute`: so many mails at most. `rest`: days that must lie between two mails to a person.
    """

    deadline: str
    every_language: bool
    per_minute: int
    rest: int


def text(connection: Connection, kind: str, language: str) -> tuple[str, str] | None:
    """Subject and body as the team wrote them, or None."""
    query = "SELECT subject, body FROM mail_text WHERE kind = ? AND language = ?"
    row = connection.execute(query, (kind, language)).fetchone()
    return tuple(row) if row else None


def set_text(connection: Connection, kind: str, language: str, subject: str, body: str) -> None:
    """Keep subject and body of a kind of mail, in place of earlier ones."""
    connection.execute(
        "INSERT OR REPLACE INTO mail_text VALUES (?, ?, ?, ?)", (kind, language, subject, body)
    )


def forget_text(connection: Connection, kind: str, language: str) -> None:
    """Go back to the words that the study brings."""
    connection.execute("DELETE FROM mail_text WHERE kind = ? AND language = ?", (kind, language))


def settings(connection: Connection) -> MailSettings:
    """How mails are sent; a home begins with its own defaults."""
    row = connection.execute("SELECT deadline, every_language, per_minute, rest FROM mail_settings")
    deadline, every_language, per_minute, rest = row.fetchone()
    return MailSettings(deadline, bool(every_language), per_minute, rest)


def set_settings(connection: Connection, new: MailSettings) -> None:
    """Change how mails are sent from now on."""
    connection.execute(
        "UPDATE mail_settings SET deadline = ?, every_language = ?, per_minute = ?, rest = ?",
        (new.deadline, int(new.every_language), new.per_minute, new.rest),
    )
