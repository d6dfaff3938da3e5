"""Lists of those to be invited, from a file or a form: read, and checked cell by cell.

A file with an error in it changes nothing. Who is on the list already is left as they are.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale

from hees.folding import same_case
from hees.language import messages
from hees.store.invitations import Guest, Invitation
from hees.study import Study
from hees.team.sheets import Sheet

FIELDS = ("organisation", "person", "email", "language", "country", "category", "wave")
REQUIRED = ("organisation", "email")
LONGEST = {"organisation": 300, "person": 200, "email": 254, "wave": 40}

MOST_ROWS, MOST_BYTES = 5_000, 2_000_000
"""Of an uploaded list."""

HEADING_WITHIN = 20
"""In how many filled rows the heading row is looked for."""

_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
"""What every mail server takes: ASCII alone."""


@dataclass(frozen=True)
class Note:
    """What is to be said about a cell. `level`: error, warning or left_out (is listed already).

    `column`: a field, or "" for the whole row. `code` has a message; `value` is what stood there.
    """

    level: str
    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class Reading:
    """What a list would do: who would be added, and all there is to say about it."""

    guests: tuple[Guest, ...]
    notes: tuple[Note, ...]

    @property
    def errors(self) -> int:
        return sum(note.level == "error" for note in self.notes)

    @property
    def left_out(self) -> int:
        return sum(note.level == "left_out" for note in self.notes)


def plain(text: str) -> str:
    """One line without control characters, in normal form: what a form or a cell holds."""
    kept = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def headings(row: Sequence[str]) -> dict[str, int]:
    """Where each field stands in a heading row, by its name in any language."""
    names = {}
    for field in FIELDS:
        said = messages()[f"invitations.field.{field}"].values()
        also = messages()[f"invitations.also.{field}"].values()
        known = [field, *said, *(one for text in also for one in text.split("|"))]
        names |= {_folded(name): field for name in known}
    found: dict[str, int] = {}
    for position, cell in enumerate(row):
        field = names.get(_folded(cell))
        if field and field not in found:
            found[field] = position
    return found


def _folded(text: str) -> str:
    return re.sub(r"\(.*\)|[\s\-_・*:]", "", unicodedata.normalize("NFKC", text)).casefold()


def read(study: Study, listed: Iterable[Invitation], sheets: Sequence[Sheet]) -> Reading:
    """Check an uploaded list: the first sheet that has the columns, from its heading row down."""
    found = next((pair for sheet in sheets if (pair := _heading(sheet))), None)
    if found is None:
        first = sheets[0]
        named = headings(first.header)
        missing = [field for field in REQUIRED if field not in named]
        where = first.name, first.header_row
        return Reading((), tuple(Note("error", "no_column", *where, field) for field in missing))
    sheet, places = found
    if not sheet.rows:
        return Reading((), (Note("error", "empty", sheet.name, sheet.header_row),))
    checker = _Checker(study, listed, sheet.name)
    checker.notes += _unused(sheet, places)
    for row in sheet.rows:
        cells = {field: plain(row.cells[place]) for field, place in places.items()}
        checker.check(row.number, cells)
    return Reading(tuple(checker.guests), tuple(checker.notes))


def _unused(sheet: Sheet, places: Mapping[str, int]) -> list[Note]:
    """A warning for each column that has a heading but no field."""
    where, taken = (sheet.name, sheet.header_row), set(places.values())
    unread = [text for place, text in enumerate(sheet.header) if text and place not in taken]
    return [Note("warning", "unused", *where, value=plain(text)[:80]) for text in unread]


def _heading(sheet: Sheet) -> tuple[Sheet, dict[str, int]] | None:
    """The sheet from its heading row on, and where each field stands; None where none is named."""
    for row in sheet.filled[:HEADING_WITHIN]:
        places = headings(row.cells)
        if all(field in places for field in REQUIRED):
            return sheet.with_header(row.number), places
    return None


def check_one(
    study: Study, listed: Iterable[Invitation], cells: Mapping[str, str], *, but: str = ""
) -> Reading:
    """Check what a form holds. `but`: the invitation that it changes."""
    others = [one for one in listed if one.id != but]
    checker = _Checker(study, others, "")
    checker.check(0, {field: plain(cells.get(field, "")) for field in FIELDS})
    return Reading(tuple(checker.guests), tuple(checker.notes))


class _Checker:
    """Checks row after row against the study, the list and the rows before."""

    def __init__(self, study: Study, listed: Iterable[Invitation], sheet: str) -> None:
        self.guests: list[Guest] = []
        self.notes: list[Note] = []
        self._study, self._sheet = study, sheet
        known = list(listed)
        self._listed = {one.guest.email.casefold() for one in known}
        self._organisations = {_same(one.guest.organisation) for one in known}
        self._emails: dict[str, int] = {}
        self._codes = codes(study)

    def check(self, row: int, cells: Mapping[str, str]) -> None:
        before = len(self.notes)
        values = {field: self._value(row, field, cells.get(field, "")) for field in FIELDS}
        if any(note.level == "error" for note in self.notes[before:]):
            return
        guest = Guest(**values)
        if guest.email.casefold() in self._listed:
            self._note("left_out", "listed", row, "email", guest.email)
            return
        if _same(guest.organisation) in self._organisations:
            self._note("warning", "same_organisation", row, "organisation", guest.organisation)
        self._organisations.add(_same(guest.organisation))
        self.guests.append(guest)

    def _value(self, row: int, field: str, text: str) -> str:
        """The value of a field; what is wrong with it is noted."""
        if field in REQUIRED and not text:
            self._note("error", "missing", row, field)
        elif len(text) > LONGEST.get(field, 300):
            self._note("error", "too_long", row, field, text)
        elif field == "email":
            return self._email(row, text)
        elif field in self._codes:
            code = self._codes[field].get(_same(text))
            if code is None:
                self._note("error", f"no_{field}", row, field, text)
            return code or ""
        elif field == "wave":
            return text or "1"
        return text

    def _email(self, row: int, text: str) -> str:
        email = unicodedata.normalize("NFKC", text).replace(" ", "")
        if not _EMAIL.fullmatch(email):
            self._note("error", "email", row, "email", text)
        elif email.casefold() in self._emails:
            first = str(self._emails[email.casefold()])
            self._note("error", "twice", row, "email", first)
        self._emails.setdefault(email.casefold(), row)
        return email

    def _note(self, level: str, code: str, row: int, column: str, value: str = "") -> None:
        self.notes.append(Note(level, code, self._sheet, row, column, value[:80]))


def codes(study: Study) -> dict[str, dict[str, str]]:
    """For each field with fixed values: the code by every way to write it. Nothing is the default."""
    languages = {"": study.languages[0]}
    for language in study.languages:
        names = [str(Locale(language).get_language_name(one)) for one in study.languages]
        languages |= {_same(one): language for one in (language, *names)}
    found = {"language": languages}
    for field, id in (("country", study.monitor.country), ("category", study.monitor.category)):
        choices = study.questionnaire.questions[id].choices
        named = {_same(label): one.code for one in choices for label in one.label.root.values()}
        found[field] = {"": ""} | named | {one.code: one.code for one in choices}
    return found


def _same(text: str) -> str:
    return " ".join(same_case(text).split())
