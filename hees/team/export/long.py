"""The long layout: one row for each thing that was answered, in one table."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hees.language import say
from hees.store import register
from hees.store.home import Home
from hees.study import FOUND_KINDS, Kind, Question, Section
from hees.study.questionnaire import NUMBERS
from hees.survey import finder
from hees.team.export.batch import Batch, Sheet
from hees.team.export.missing import Missing
from hees.team.export.rows import Given
from hees.team.export.variables import MAIN, Measure, Table, Used, Variable

NAMES = ("response_id", "entry", "section", "question", "item", "code", "value", "label")
_NUMBERS = {"entry", "value"}
_SHORT = {"response_id": 32, "section": 40, "question": 40, "item": 40}

Line = tuple[str, str, Any, str]
"""(item, code, number or None, label)"""


def table(languages: Sequence[str]) -> Table:
    """The table of the long layout."""
    return Table(
        MAIN,
        "",
        tuple(
            Variable(
                name,
                Measure.NUMBER if name in _NUMBERS else Measure.TEXT,
                {language: say(f"export.long.{name}", language) for language in languages},
                whole=name == "entry",
                negative=name == "value",
                bytes=_SHORT.get(name, 0),
            )
            for name in NAMES
        ),
    )


class LongRows:
    """Fills the long table from what responses say, and yields each batch when it is full."""

    def __init__(self, home: Home, table: Table, versions: Sequence[Used], language: str) -> None:
        self.home, self.language = home, language
        self.sheet = Sheet(table)
        self.versions = {used.id: used.questionnaire for used in versions}
        self.left_out = {
            id
            for used in versions
            for id, question in used.questionnaire.questions.items()
            if question.contact and id in versions[-1].questionnaire.questions
        }

    def add(self, given: Given) -> Iterator[Batch]:
        questionnaire = self.versions[given.version]
        entries = {
            entry: number
            for ids in given.entries.values()
            for number, entry in enumerate(ids, start=1)
        }
        names = finder.names(self.home, given.data.values())
        order = {id: place for place, id in enumerate(questionnaire.questions)}
        known = [key for key in given.data if key[0] in order and key[0] not in self.left_out]
        for key in sorted(known, key=lambda key: (entries.get(key[1], 0), order[key[0]])):
            question, section = questionnaire.questions[key[0]], questionnaire.section_of[key[0]]
            item = "" if section.repeat else key[1]
            number = entries[key[1]] if section.repeat else None
            for line in self._lines(question, item, given.data[key], names):
                self._put(given.row.id, number, section, question, line)
                if self.sheet.full:
                    yield self.sheet.batch()

    def rest(self) -> Iterator[Batch]:
        yield self.sheet.batch()

    def _lines(
        self, question: Question, item: str, value: Any, names: Mapping[str, register.Entry]
    ) -> Iterator[Line]:
        if question.kind in FOUND_KINDS:
            for one in value if isinstance(value, list) else [value]:
                yield item, one.get("id", ""), None, finder.name_of(one, names, self.language)
        elif question.kind in NUMBERS:
            yield item, "", value, f"{value:g}" if isinstance(value, float) else str(value)
        elif not question.choices:
            yield item, "", None, value
        else:
            for place, code in enumerate(value if isinstance(value, list) else [value], start=1):
                label = question.by_code[code].label[self.language]
                yield str(place) if question.kind is Kind.RANK else item, code, None, label

    def _put(
        self, response: str, entry: int | None, section: Section, question: Question, line: Line
    ) -> None:
        item, code, number, label = line
        sheet, index = self.sheet, self.sheet.size
        cells: tuple[Any, ...] = (
            response,
            entry,
            section.id,
            question.id,
            item,
            code,
            number,
            label,
        )
        row = array("h", [Missing.NO_ANSWER]) * len(cells)
        for place, cell in enumerate(cells):
            if cell is None or cell == "":
                continue
            row[place] = 1
            if place in sheet.numbers:
                sheet.numbers[place][index] = cell
            else:
                sheet.texts[place][index] = cell
        sheet.add(row)
