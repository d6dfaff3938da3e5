"""The lists of choices of an XLSForm, as the file of choices of a study has them."""

from typing import Any

from hees.team.questionnaire.lists import DERIVED
from hees.team.text_workbooks import Sheet
from hees.team.xlsform.reading import Reading, as_id, yes

OTHER = {
    "en": ("Other", "What is the other answer?"),
    "ja": ("その他", "「その他」の内容を具体的にご記入ください。"),
}
"""What `or_other` adds: the choice, and the question for it."""


class ChoiceLists:
    """`tables`: choices by code, by our name of the list. `codes`: ours by the form's, by its name."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tables: dict[str, dict[str, dict[str, Any]]] = {}
        self.codes: dict[str, dict[str, str]] = {}

    def read(self, sheet: Sheet) -> None:
        for number, row in sheet.rows:
            listed = row.get("list_name") or row.get("list name")
            code = row.get("name") or row.get("value")
            if not listed or not code:
                self.reading.error("no_code", "choices", number)
                continue
            table = self.tables.setdefault(self._named(listed, number), {})
            own = self.reading.legal(code, number, sheet="choices")
            if own in table:
                self.reading.error("code_twice", "choices", number, "name", code=code)
            label = self.reading.text(row, "label", number, sheet="choices")
            table[own] = label | exclusive(row)
            self.codes[listed][code] = own

    def _named(self, listed: str, number: int) -> str:
        """Our name of a list; a change of it is noted once."""
        if listed not in self.codes:
            self.codes[listed] = {}
            self.reading.legal(listed, number, sheet="choices", column="list_name")
        return own_name(listed)

    def add(self, name: str, table: dict[str, dict[str, Any]]) -> str:
        """Keep another list under this name, or one like it that is free; returns the name."""
        while name in self.tables:
            name += "_"
        self.tables[name] = table
        return name

    def with_other(self, name: str) -> str:
        """A copy of a list with the choice of another answer; returns its name."""
        labels = {code: other(code)[0] for code in self.reading.languages}
        return self.add(f"{name[:34]}_other", self.tables[name] | {"other": labels})

    def make_exclusive(self, name: str, codes: list[str]) -> None:
        """Mark choices, by their names in the form, that exclude the others."""
        for code in map(as_id, codes):
            if code in self.tables.get(name, {}):
                self.tables[name][code]["exclusive"] = True


def other(language: str) -> tuple[str, str]:
    return OTHER.get(language, OTHER["en"])


def own_name(listed: str) -> str:
    """The name here of a form's list. A study makes one of the name DERIVED by itself."""
    name = as_id(listed)
    return f"{DERIVED}_list" if name == DERIVED else name


def exclusive(row: dict[str, str]) -> dict[str, bool]:
    return {"exclusive": True} if yes(row.get("hees_exclusive")) else {}
