"""The workbook for a translator: one text a row, a column a language; and what came back in it."""

from collections.abc import Sequence

from hees.language import say
from hees.team import text_workbooks
from hees.team.questionnaire.translation import Line, Proposed, State, proposed

SHEET = "texts"


def write(lines: Sequence[Line], languages: Sequence[str], reader: str) -> bytes:
    """An XLSX file with the columns key, each language, and state in the `reader`'s language."""
    header = ["key", *languages, "state"]
    rows = [{"key": line.key, **line.text.root, "state": _state(line, reader)} for line in lines]
    return text_workbooks.book([(SHEET, header, rows)])


def _state(line: Line, reader: str) -> str:
    """ "older: ja", or nothing where all is well."""
    if line.state is State.GOOD:
        return ""
    behind = line.missing or line.stale
    word = say(f"questionnaire.translation.is_{line.state}", reader)
    return f"{word}: {', '.join(behind)}"


def changes(
    data: bytes, lines: Sequence[Line], languages: Sequence[str]
) -> tuple[list[Proposed], list[str]]:
    """What the workbook would change, and its keys that the study lacks. Raises Unreadable."""
    sheets = text_workbooks.read(data)
    if SHEET not in sheets or "key" not in sheets[SHEET].headers:
        raise text_workbooks.Unreadable("no_texts")
    return proposed(lines, [row for _, row in sheets[SHEET].rows], languages)
