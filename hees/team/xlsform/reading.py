"""What all parts of an import share: the form's languages, its names made ids, and what was found."""

import json
import re
from collections.abc import Mapping
from typing import Any

from hees.study import Condition
from hees.team.text_workbooks import Row, Sheet
from hees.team.xlsform import languages, routing
from hees.team.xlsform.expressions import NotUnderstood
from hees.team.xlsform.notes import Finding
from hees.team.xlsform.routing import Asked

EMPTY = Sheet((), ())


class Reading:
    """One form being read. `asked`: the questions so far, by their names in the form."""

    def __init__(self, sheets: Mapping[str, Sheet]) -> None:
        self.findings: list[Finding] = []
        self.asked: dict[str, Asked] = {}
        rows = sheets.get("settings", EMPTY).rows
        settings: Row = rows[0][1] if rows else {}
        self.id = settings.get("form_id") or "imported"
        default = settings.get("default_language", "")
        self.columns = {
            name: self._columns(name, sheets.get(name, EMPTY), default)
            for name in ("survey", "choices")
        }
        self.languages = {
            code: header.partition("::")[2].partition("(")[0].strip() or languages.name(code)
            for header, code in self.columns["survey"].items()
        }
        title = settings.get("form_title") or self.id
        self.title = {code: settings.get(f"hees_title_{code}", title) for code in self.languages}

    def _columns(self, name: str, sheet: Sheet, default: str) -> dict[str, str]:
        """The language of each column of labels."""
        found = languages.codes(sheet.headers, default)
        for header, code in found.items():
            if code is None:
                self.error("language", name, 1, header, spoken=header.partition("::")[2])
        return {header: code for header, code in found.items() if code}

    def error(
        self, code: str, sheet: str, row: int = 0, column: str = "", /, **values: Any
    ) -> None:
        self.findings.append(Finding("error", code, sheet, row, column, values))

    def note(self, code: str, sheet: str, row: int = 0, column: str = "", /, **values: Any) -> None:
        self.findings.append(Finding("note", code, sheet, row, column, values))

    def text(
        self, row: Row, name: str, number: int, *, sheet: str = "survey", optional: bool = False
    ) -> dict[str, str]:
        """The text under `name` in every language; one that lacks a language is an error."""
        found = languages.spoken(row, name, self.columns[sheet])
        if found or not optional:
            for code in self.languages:
                if code not in found:
                    self.error("no_text", sheet, number, name, spoken=code)
        return found

    def legal(self, name: str, number: int, *, sheet: str = "survey", column: str = "name") -> str:
        """The name as an id of ours; a change is noted."""
        own = as_id(name)
        if own != name:
            self.note("renamed", sheet, number, column, name=name, own=own)
        return own

    def condition(self, number: int, row: Row) -> Condition | None:
        """What a row's `relevant` states; None for nothing."""
        text = row.get("relevant") or row.get("relevance")
        if not text or text.strip() in {"true()", "yes"}:
            return None
        try:
            return routing.condition(text, self.asked)
        except NotUnderstood as error:
            self.error("expression", "survey", number, "relevant", part=str(error))
            return None

    def data(self, number: int, column: str, row: Row) -> Any:
        """The data in a column that only our own export writes; None for nothing."""
        if column not in row:
            return None
        try:
            return json.loads(row[column])
        except ValueError:
            self.error("own_data", "survey", number, column)
            return None


def as_id(name: str) -> str:
    """A name in small letters, digits and bars, with a letter first; "" for nothing."""
    plain = re.sub(r"[^a-z0-9_]+", "_", name.strip().lower())
    if plain and not plain[0].isalpha():
        plain = f"c{plain}" if plain[0].isdigit() else f"c_{plain.strip('_')}"
    return plain[:40]


def yes(text: str | None) -> bool:
    return (text or "").strip().lower() in {"yes", "true", "true()", "1"}
