"""From the answers of each response to rows of the tables, a batch at a time.

What a row is before any answer is put in depends only on the version and on the routing, so each
such beginning is worked out once.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hees.store import register
from hees.store.exports import Row
from hees.store.home import Home
from hees.store.responses import Key
from hees.study import Question, Section
from hees.survey import finder
from hees.team.export.batch import Batch, Sheet
from hees.team.export.filling import Filler, blank, fillers_of, put
from hees.team.export.missing import Missing
from hees.team.export.routing import Data, Holds, compiled
from hees.team.export.variables import (
    STATES,
    STATUSES,
    Family,
    Group,
    Table,
    Used,
)


@dataclass(frozen=True)
class Given:
    """What a response says: its row, version, answers on the path, entries of each section."""

    row: Row
    version: str
    data: Data
    entries: Mapping[str, Sequence[str]]


class Plan:
    """How the answers to one version of the questionnaire go into one table."""

    def __init__(self, sheet: Sheet, used: Used) -> None:
        table = sheet.table
        self.used = used
        self.section = table.section
        self.fillers: dict[Key, Filler] = {}
        self.conditions: list[Holds] = []
        self.spans: list[tuple[list[int], Group, array]] = []
        self.width = len(table.variables)
        self.beginnings: dict[tuple[bool, ...], array] = {}
        known: dict[str, int] = {}
        for group in table.groups:
            asked = [one for one in group.asked if one.version == used.number]
            if asked:
                question, section = asked[0].question, asked[0].section
                needs = [self._condition(one, known) for one in self._whens(question, section)]
                self.spans.append((needs, group, blank(table, group, question)))
                self.fillers.update(fillers_of(sheet, group, question))

    def _whens(self, question: Question, section: Section) -> Iterator[tuple[Any, frozenset[str]]]:
        """The conditions of a question; one on personal data cannot be looked up and is passed over."""
        own = frozenset(one.id for one in section.questions) if section.repeat else frozenset()
        for condition, within in ((section.when, frozenset()), (question.when, own)):
            questions = self.used.questionnaire.questions
            if condition and not any(questions[t.question].contact for t in condition.tests()):
                yield condition, within

    def _condition(self, asked: tuple[Any, frozenset[str]], known: dict[str, int]) -> int:
        """The place of a condition among those of this plan; equal ones are asked once."""
        condition, own = asked
        name = f"{condition.model_dump_json()} {sorted(own)}"
        if name not in known:
            known[name] = len(self.conditions)
            self.conditions.append(compiled(condition, own))
        return known[name]

    def begin(self, data: Data, entry: str = "") -> array:
        """A row without answers: which variables were asked, under this routing."""
        outcome = tuple([holds(data, entry) for holds in self.conditions])
        beginning = self.beginnings.get(outcome)
        if beginning is None:
            beginning = self.beginnings[outcome] = self._beginning(outcome)
        return beginning[:]

    def _beginning(self, outcome: tuple[bool, ...]) -> array:
        row = array("h", [Missing.OTHER_VERSION]) * self.width
        for needs, group, unanswered in self.spans:
            is_asked = all(outcome[need] for need in needs)
            size = group.end - group.start
            row[group.start : group.end] = (
                unanswered if is_asked else array("h", [Missing.NOT_ASKED]) * size
            )
        return row


class Rows:
    """Fills the tables from what responses say, and yields each batch when it is full."""

    def __init__(
        self, home: Home, tables: Sequence[Table], versions: Sequence[Used], language: str
    ) -> None:
        self.home, self.language = home, language
        self.main, *self.repeats = (Sheet(table) for table in tables)
        self.plans = {
            used.id: [Plan(sheet, used) for sheet in (self.main, *self.repeats)]
            for used in versions
        }
        self.names: dict[str, str] = {}
        self.own = {variable.name: place for place, variable in enumerate(tables[0].variables)}

    def add(self, given: Given) -> Iterator[Batch]:
        """Put a response in."""
        main, *repeats = self.plans[given.version]
        row, index, fillers = main.begin(given.data), self.main.size, main.fillers
        entries: dict[str, list[tuple[str, Any]]] = {}
        for key, value in given.data.items():
            if key not in fillers:
                entries.setdefault(key[1], []).append((key[0], value))
                continue
            fill = fillers[key]
            if isinstance(fill, tuple):  # as `put` does, without the time for a call
                row[fill[0]] = fill[1][value]
            else:
                fill(row, index, value)
        self._own(row, index, given, main.used.number)
        self.main.add(row)
        if self.main.full:
            yield self._batch(self.main)
        for plan, sheet in zip(repeats, self.repeats, strict=True):
            for number, entry in enumerate(given.entries.get(plan.section, ()), start=1):
                self._entry(plan, sheet, given, number, entry, entries.get(entry, ()))
                if sheet.full:
                    yield self._batch(sheet)

    def rest(self) -> Iterator[Batch]:
        """What is left at the end; every table is yielded at least once."""
        for sheet in (self.main, *self.repeats):
            yield self._batch(sheet)

    def _own(self, row: array, index: int, given: Given, version: int) -> None:
        """What a row has beside the answers."""
        response, sheet, own = given.row, self.main, self.own
        for name, text in (
            ("response_id", response.id),
            ("response_language", response.language),
            ("response_submitted_on", response.submitted_at[:10]),
        ):
            row[own[name]] = 1 if text else Missing.NO_ANSWER
            sheet.texts[own[name]][index] = text
        row[own["response_status"]] = STATUSES.index(response.status) + 1
        row[own["response_version"]] = version
        row[own["response_review"]] = STATES.index(response.state) + 1
        row[own["response_submission"]] = 1 if response.number else Missing.NO_ANSWER
        if response.number:
            sheet.numbers[own["response_submission"]][index] = response.number

    def _entry(
        self,
        plan: Plan,
        sheet: Sheet,
        given: Given,
        number: int,
        entry: str,
        answers: Sequence[tuple[str, Any]],
    ) -> None:
        row, index = plan.begin(given.data, entry), sheet.size
        row[0] = row[1] = 1
        sheet.texts[0][index] = given.row.id
        sheet.numbers[1][index] = number
        for question, value in answers:
            if fill := plan.fillers.get((question, "")):
                put(fill, row, index, value)
        sheet.add(row)

    def _batch(self, sheet: Sheet) -> Batch:
        batch = sheet.batch()
        found = [
            (group, place)
            for group in sheet.table.groups
            if group.family in {Family.FOUND, Family.FOUND_SEVERAL}
            for place in range(group.start, group.end, 2)
        ]
        new = {id for _, place in found for id in batch.texts[place] if id} - self.names.keys()
        entries = register.by_id(self.home, new) if new else {}
        for id in new:
            self.names[id] = finder.name_of({"id": id}, entries, self.language)
        for _, place in found:
            names = batch.texts[place + 1]
            for index, id in enumerate(batch.texts[place]):
                if id:
                    names[index] = self.names[id]
                    batch.states[index, place + 1] = 1
        return batch
