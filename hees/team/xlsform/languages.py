"""Which language a column of an XLSForm is in: `label::French (fr)`, `label::French`, plain `label`."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale

from hees.team.text_workbooks import Row

_CODE = re.compile(r"\(([a-z]{2,3})(?:-\w+)?\)\s*$")


def codes(headers: Iterable[str], default: str) -> dict[str, str | None]:
    """The language code of each column of labels, in order; None for one that nobody knows.

    `default`: the form's default language as its settings name it; plain `label` is in that.
    """
    plain = _code(default) or "en"
    found: dict[str, str | None] = {}
    for header in headers:
        column, mark, language = header.partition("::")
        if column == "label":
            found[header] = _code(language) if mark else plain
    return found


def spoken(row: Row, column: str, columns: Mapping[str, str]) -> dict[str, str]:
    """The texts of a row under `column` ("label") by language; `columns`: those of the labels."""
    found = {}
    for header, code in columns.items():
        if text := row.get(header.replace("label", column, 1)):
            found[code] = text
    return found


def name(code: str) -> str:
    """A language in itself: English, français."""
    return Locale(code).language_name or code


def _code(language: str) -> str | None:
    """en for "English (en)", "English" and "en"; None for a language that is not known."""
    if marked := _CODE.search(language):
        return marked[1]
    return _known().get(language.strip().lower())


@cache
def _known() -> dict[str, str]:
    """Codes by name, in English and in the language itself."""
    found: dict[str, str] = {}
    for code, english in Locale("en").languages.items():
        if code.isalpha() and len(code) <= 3:
            found |= {code: code, english.lower(): code}
    for code in ("ja", "fr", "es", "de", "zh", "ko", "pt"):
        found[name(code).lower()] = code
    return found
