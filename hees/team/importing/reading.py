"""Reads a file as it would be imported: institutions, codes, years and texts of each row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hees.store import name_forms
from hees.study import Study, Text
from hees.study.reference import Partnership
from hees.team.importing import cells, columns
from hees.team.importing.columns import (
    ACTIVITY,
    CODED,
    END,
    FIELDS,
    INSTITUTIONS,
    LEVELS,
    LINK,
    NAME,
    NOTE,
    START,
    STATUS,
    Plan,
)
from hees.team.importing.draft import Draft, Level, Line, Note
from hees.team.importing.known import Known
from hees.team.matching import Grade, Index, Match
from hees.team.sheets import Row, Sheet

LONGEST_NAME, LONGEST_NOTE = 300, 2000


def doubt_key(name: str, country: str) -> str:
    """What a name of an institution is remembered by."""
    return f"{country}:{name_forms.key(name)}"


def read(
    sheets: Sequence[Sheet],
    mapping: Mapping[str, str],
    plan: Plan,
    study: Study,
    index: Index,
    known: Sequence[Partnership],
    source: str,
) -> Draft:
    """Read the sheets with each header as the part that `mapping` says."""
    reader = _Reader(mapping, plan, study, index, source)
    for number, sheet in enumerate(sheets, start=1):
        reader.sheet(number, sheet)
    draft = reader.draft
    finder = Known(known)
    draft.lines = [
        Line(line.sheet, line.row, line.partnership, finder.like(line.partnership))
        for line in draft.lines
    ]
    return draft


class _Reader:
    def __init__(
        self, mapping: Mapping[str, str], plan: Plan, study: Study, index: Index, source: str
    ) -> None:
        self._mapping, self._plan, self._study = mapping, plan, study
        self._index, self._source = index, source
        self._seen: dict[tuple[object, ...], tuple[str, int]] = {}
        self._matches: dict[str, Match] = {}
        self.draft = Draft()

    def sheet(self, number: int, sheet: Sheet) -> None:
        parts = {
            position: part
            for position, header in enumerate(sheet.header)
            if (part := self._mapping.get(header, ""))
        }
        if not any(part.startswith((INSTITUTIONS, NAME)) for part in parts.values()):
            self._note(Level.WARNING, "sheet_left_out", sheet, 0)
            return
        for row in sheet.rows:
            self.draft.rows += 1
            self._row(number, sheet, parts, row)

    def _row(self, number: int, sheet: Sheet, parts: Mapping[int, str], row: Row) -> None:
        before = self.draft.errors
        said = _Said(sheet, row, parts)
        found, named = self._institutions(said)
        years = {part: self._year(said, part) for part in (START, END)}
        start, end = years[START], years[END]
        if start and end and end < start:
            self._error(said, END, "ends_before", start=start, end=end)
        codes = {part: self._codes(said, part) for part in CODED}
        if len(codes[ACTIVITY]) > 1:
            self._error(said, ACTIVITY, "several_activities")
        texts = self._names(said, found, named)
        note = self._text(said, NOTE, LONGEST_NOTE)
        address = self._link(said)
        if self.draft.errors > before:
            return
        partnership = Partnership(
            id=f"row-{number}-{row.number}",
            name=Text(texts),
            activity=next(iter(codes[ACTIVITY]), ""),
            institutions=tuple(found),
            named=tuple(named),
            fields=tuple(codes[FIELDS]),
            levels=tuple(codes[LEVELS]),
            status=next(iter(codes[STATUS]), ""),
            start=start,
            end=end,
            note=Text(dict.fromkeys(self._study.languages, note)),
            source="|".join(filter(None, (self._source, address))),
            origin="list",
        )
        self._take(said, partnership)

    def _take(self, said: "_Said", partnership: Partnership) -> None:
        """Keep a partnership, unless an earlier row says just the same."""
        content = (partnership.model_dump_json(exclude={"id"}),)
        if content in self._seen:
            _, row = self._seen[content]
            self._note(Level.WARNING, "same_row", said.sheet, said.row.number, other=row)
            return
        self._seen[content] = said.sheet.name, said.row.number
        self.draft.lines.append(Line(said.sheet.name, said.row.number, partnership))

    # Parts of a row

    def _institutions(self, said: "_Said") -> tuple[list[str], list[str]]:
        """The register's ids of the institutions, and the names of those that it does not have."""
        found: dict[str, None] = {}
        named: dict[str, None] = {}
        several = [at for at in said.at(INSTITUTIONS) if said.row.cells[at]]
        for position in several:
            country = said.parts[position].partition("-")[2]
            for name in cells.several(said.row.cells[position]):
                text, problem = cells.line(name, LONGEST_NAME)
                if problem:
                    self._place(said, position, problem.code, limit=problem.limit)
                elif id := self._institution(text, country):
                    found[id] = None
                else:
                    named[text] = None
        if not found and not named:
            columns_of = said.at(INSTITUTIONS)
            self._place(said, columns_of[0] if columns_of else None, "no_institution")
        elif len(found) + len(named) == 1:
            self._note(Level.WARNING, "one_institution", said.sheet, said.row.number)
        return list(found), list(named)

    def _institution(self, name: str, country: str) -> str:
        """The id of a name that is sure or was settled; else "", and a doubt where there is one."""
        key = doubt_key(name, country)
        match = self._matches.get(key)
        if match is None:
            match = self._matches[key] = self._index.match(name, country or None)
        _, often = self.draft.names.get(key, (match, 0))
        self.draft.names[key] = match, often + 1
        settled = self._plan.institutions.get(key)
        if settled is not None and (settled == "" or settled in self._index.ids):
            return settled
        if match.grade is Grade.CERTAIN:
            return match.candidates[0].entry.id
        if match.grade is Grade.DOUBT:
            self.draft.doubts[key] = match
        return ""

    def _names(self, said: "_Said", found: Sequence[str], named: Sequence[str]) -> dict[str, str]:
        """The name in each language: as given, else as in another, else after the institutions."""
        texts = {}
        for language in self._study.languages:
            if text := self._text(said, f"{NAME}-{language}", LONGEST_NAME):
                texts[language] = text
        if not texts and len(found) + len(named) < 2:
            if found or named:
                self._place(said, next(iter(said.at(NAME)), None), "no_name")
            return {}
        if texts:
            first = next(iter(texts.values()))
            return {language: texts.get(language, first) for language in self._study.languages}
        return {
            language: " – ".join([*(self._index.name(id, language) for id in found), *named])[
                :LONGEST_NAME
            ]
            for language in self._study.languages
        }

    def _codes(self, said: "_Said", part: str) -> list[str]:
        if not columns.choices(self._study, part):
            return []
        places = said.at(part)
        text = next((said.row.cells[at] for at in places if said.row.cells[at]), "")
        text = "" if cells.is_nothing(text) else text
        if not text:
            return self._without(said, part)
        found: dict[str, None] = {}
        for one, code in cells.codes(self._study, self._plan, part, text):
            if code is None:
                self.draft.unknown.setdefault(part, Counter())[one] += 1
                self._error(said, part, "unknown_value", value=one)
            elif code:
                found[code] = None
        return list(found)

    def _without(self, said: "_Said", part: str) -> list[str]:
        """What an empty cell means: nothing, or what the plan says; an activity there must be."""
        settled = cells.code(self._study, self._plan, part, "")
        if settled is None and part == ACTIVITY:
            self.draft.unknown.setdefault(part, Counter())[""] += 1
            self._error(said, part, "no_activity")
        return [settled] if settled else []

    def _year(self, said: "_Said", part: str) -> int | None:
        position, given = said.first(part)
        if position is None:
            return None
        year, problem = cells.year(self._study, given)
        if problem:
            self._place(said, position, problem.code, limit=problem.limit, value=given)
        return year

    def _text(self, said: "_Said", part: str, longest: int) -> str:
        position, given = said.first(part)
        if position is None:
            return ""
        text, problem = cells.line(given, longest)
        if problem:
            self._place(said, position, problem.code, limit=problem.limit)
        return text

    def _link(self, said: "_Said") -> str:
        position, given = said.first(LINK)
        if position is None:
            return ""
        address, problem = cells.link(given)
        if problem:
            self._place(said, position, problem.code, limit=problem.limit, value=given)
        return address.replace("|", "%7C")

    # Messages

    def _error(self, said: "_Said", part: str, code: str, **values: object) -> None:
        self._place(said, next(iter(said.at(part)), None), code, **values)

    def _place(self, said: "_Said", position: int | None, code: str, **values: object) -> None:
        self._note(Level.ERROR, code, said.sheet, said.row.number, position, **values)

    def _note(
        self,
        level: Level,
        code: str,
        sheet: Sheet,
        row: int,
        position: int | None = None,
        **values: object,
    ) -> None:
        header = "" if position is None else sheet.header[position]
        self.draft.notes.append(Note(level, code, sheet.name, row, position, header, values))


@dataclass(frozen=True)
class _Said:
    """A row with the part of each of its columns."""

    sheet: Sheet
    row: Row
    parts: Mapping[int, str]

    def at(self, part: str) -> list[int]:
        """The positions of a part; of institutions those of every country."""
        return [
            position
            for position, name in self.parts.items()
            if name == part or (part in {INSTITUTIONS, NAME} and name.startswith(f"{part}-"))
        ]

    def first(self, part: str) -> tuple[int | None, str]:
        """Position and text of the first column of a part that says anything; (None, "") if none."""
        filled = ((at, self.row.cells[at]) for at in self.at(part))
        return next(((at, text) for at, text in filled if not cells.is_nothing(text)), (None, ""))
