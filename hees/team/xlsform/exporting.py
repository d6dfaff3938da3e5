"""Writes a questionnaire as the sheets of an XLSForm, and lists what other tools make less of.

What XLSForm has no word for stands in columns of our own, `hees_…`, which other tools pass over
and our own import reads, so that nothing is lost on the way there and back.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hees.language import LANGUAGES, say
from hees.study import Condition, Kind, Question, Questionnaire, Section, Study, Text
from hees.study.questionnaire import FOUND_KINDS, NUMBERS
from hees.team.questionnaire.lists import Names, list_names
from hees.team.text_workbooks import Row
from hees.team.xlsform.limits import bounds, constraint
from hees.team.xlsform.notes import Loss
from hees.team.xlsform.routing import node, number, relevant

TYPES = {
    Kind.SINGLE: "select_one",
    Kind.MULTI: "select_multiple",
    Kind.RANK: "rank",
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "text",
    Kind.NUMBER: "integer",
    Kind.YEAR: "integer",
    Kind.EMAIL: "text",
    Kind.URL: "text",
    Kind.INSTITUTION: "text",
    Kind.ORGANISATION: "text",
}
OWN_KINDS = {Kind.YEAR, Kind.EMAIL, Kind.URL, *FOUND_KINDS}
"""Kinds that XLSForm does not tell apart from text and whole numbers."""


@dataclass(frozen=True)
class Form:
    """The rows of the three sheets by column; `languages`: name in the form of each language."""

    survey: list[Row]
    choices: list[Row]
    settings: Row
    languages: Mapping[str, str]
    losses: list[Loss]


def export(study: Study, questionnaire: Questionnaire | None = None) -> Form:
    """The study's questionnaire, or another version of it, as an XLSForm."""
    return _Writer(study, questionnaire or study.questionnaire).form()


def columns(languages: Mapping[str, str]) -> list[str]:
    """The columns of the survey sheet, in order."""
    spoken = [
        f"{name}::{language}" for name in ("label", "hint") for language in languages.values()
    ]
    messages = [f"constraint_message::{language}" for language in languages.values()]
    own = ["kind", "min", "max", "max_chars", "country", "contact", "title", "supersedes", "bands"]
    units = [f"hees_unit_{code}" for code in languages]
    return [
        "type", "name", *spoken, "required", "relevant", "constraint", *messages, "appearance",
        *(f"hees_{name}" for name in own), *units,
    ]  # fmt: skip


class _Writer:
    def __init__(self, study: Study, questionnaire: Questionnaire) -> None:
        self.study, self.questionnaire = study, questionnaire
        self.languages = {
            code: f"{study.language_names[code]} ({code})" for code in study.languages
        }
        self.lists: Names = list_names(questionnaire, study.choice_lists)
        self.losses: list[Loss] = []

    def form(self) -> Form:
        survey = [row for section in self.questionnaire for row in self._section(section)]
        self.losses.append(Loss("", "consent"))
        return Form(survey, list(self._choices()), self._settings(), self.languages, self.losses)

    def _settings(self) -> Row:
        first, *others = self.study.languages
        titles = {f"hees_title_{code}": self.study.title[code] for code in others}
        return {
            "form_title": self.study.title[first],
            "form_id": self.study.id,
            "version": self.questionnaire.version[:12],
            "default_language": self.languages[first],
            **titles,
        }

    def _choices(self) -> Iterator[Row]:
        done = set()
        for (question, part), name in self.lists.items():
            if part == "items" or name in done:
                continue
            done.add(name)
            for choice in self.questionnaire.questions[question].choices:
                exclusive = {"hees_exclusive": "yes"} if choice.exclusive else {}
                labels = self._spoken("label", choice.label, question)
                yield {"list_name": name, "name": choice.code, **labels, **exclusive}

    def _section(self, section: Section) -> Iterator[Row]:
        appearance = {} if section.repeat else {"appearance": "field-list"}
        yield {
            "type": "begin_group",
            "name": f"section.{section.id}",
            **self._spoken("label", section.title, section.id),
            **self._when(section.when),
            **appearance,
        }
        if section.intro:
            intro = self._spoken("label", section.intro, section.id)
            yield {"type": "note", "name": f"intro.{section.id}", **intro}
        questions = (row for question in section.questions for row in self._question(question))
        yield from self._repeated(section, questions) if section.repeat else questions
        yield {"type": "end_group", "name": f"section.{section.id}"}

    def _repeated(self, section: Section, questions: Iterator[Row]) -> Iterator[Row]:
        assert section.repeat
        self.losses.append(Loss(section.id, "repeat", section.repeat.max))
        yield {
            "type": "begin_repeat",
            "name": f"entries.{section.id}",
            **self._spoken("label", section.repeat.entry, section.id),
            "hees_max": str(section.repeat.max),
        }
        for row in questions:
            titles = row["name"] == section.repeat.title_question
            yield row | ({"hees_title": "yes"} if titles else {})
        yield {"type": "end_repeat", "name": f"entries.{section.id}"}

    def _question(self, question: Question) -> Iterator[Row]:
        self.losses += _losses(question)
        if question.kind is Kind.SCALE:
            yield from self._scale(question)
            return
        yield {
            "type": self._type(question),
            "name": question.id,
            **self._words(question),
            **_required(question),
            **self._when(question.when),
            **self._rules(question),
            **({"appearance": "multiline"} if question.kind is Kind.LONG_TEXT else {}),
            **self._own(question),
        }

    def _type(self, question: Question) -> str:
        if question.choices:
            return f"{TYPES[question.kind]} {self.lists[question.id, 'choices']}"
        if question.kind is Kind.NUMBER and not question.whole:
            return "decimal"
        return TYPES[question.kind]

    def _scale(self, question: Question) -> Iterator[Row]:
        """A table: a group of questions with the same choices, a row each."""
        yield {
            "type": "begin_group",
            "name": question.id,
            **self._words(question),
            **self._when(question.when),
            "appearance": "table-list",
            **self._own(question),
        }
        for item in question.items:
            yield {
                "type": f"select_one {self.lists[question.id, 'choices']}",
                "name": node(question.id, item.code),
                **self._spoken("label", item.label, question.id),
                **_required(question),
                **({"hees_exclusive": "yes"} if item.exclusive else {}),
            }
        yield {"type": "end_group", "name": question.id}

    def _words(self, question: Question) -> Row:
        hint = self._spoken("hint", question.help, question.id) if question.help else {}
        return {**self._spoken("label", question.label, question.id), **hint}

    def _spoken(self, column: str, text: Text, at: str) -> Row:
        """A text in each language. `${` would be read as the name of a question."""
        if any("${" in text[code] for code in self.languages):
            self.losses.append(Loss(at, "braces"))
        return {
            f"{column}::{name}": text[code].replace("${", "$ {")
            for code, name in self.languages.items()
        }

    def _when(self, condition: Condition | None) -> Row:
        return {"relevant": relevant(condition)} if condition else {}

    def _rules(self, question: Question) -> Row:
        rules = constraint(question)
        if not rules:
            return {}
        messages = {
            f"constraint_message::{name}": _message(question, code)
            for code, name in self.languages.items()
            if code in LANGUAGES
        }
        return {"constraint": rules, **messages}

    def _own(self, question: Question) -> Row:
        """What XLSForm has no word for."""
        row: Row = {}
        if question.kind in OWN_KINDS:
            row["hees_kind"] = question.kind
        if question.kind not in NUMBERS | {Kind.MULTI}:
            ends = {"hees_min": question.min, "hees_max": question.max}
            row |= {name: number(end) for name, end in ends.items() if end is not None}
        if question.kind is Kind.INSTITUTION and question.max_chars:
            row["hees_max_chars"] = str(question.max_chars)
        if question.country:
            row["hees_country"] = question.country
        if question.contact:
            row["hees_contact"] = "yes"
        if question.unit:
            row |= {f"hees_unit_{code}": question.unit[code] for code in self.languages}
        if question.supersedes:
            row["hees_supersedes"] = _compact(question.supersedes.model_dump())
        if question.bands:
            row["hees_bands"] = _compact(
                [band.model_dump(exclude_none=True) for band in question.bands]
            )
        return row


def _compact(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _required(question: Question) -> Row:
    return {"required": "yes"} if question.required else {}


def _message(question: Question, language: str) -> str:
    """What a person is told whose answer breaks a rule: what the site itself would say."""
    return " ".join(say(key, language, limit=limit) for key, limit in _rules_broken(question))


def _rules_broken(question: Question) -> Iterator[tuple[str, str]]:
    """The messages, each with its number, of all that `constraint` checks."""
    kind = question.kind
    if kind is Kind.YEAR:
        yield "problem.year", ""
    if kind in NUMBERS | {Kind.MULTI}:
        low, high = bounds(question)
        if low is not None:
            yield "problem.too_few" if kind is Kind.MULTI else "problem.at_least", number(low)
        if high is not None:
            yield "problem.too_many" if kind is Kind.MULTI else "problem.at_most", number(high)
    if kind is Kind.MULTI and any(choice.exclusive for choice in question.choices):
        yield "problem.exclusive", ""
    if kind in {Kind.EMAIL, Kind.URL}:
        yield f"problem.{kind}", ""
    if question.pattern:
        yield "problem.pattern", ""
    if kind not in NUMBERS | {Kind.MULTI}:
        yield "xlsform.longest", str(question.longest)


def _losses(question: Question) -> Sequence[Loss]:
    """What of a question other tools will not do."""
    kind, high = question.kind, question.max
    checks = [
        ("finder", kind in FOUND_KINDS),
        ("several_names", kind is Kind.INSTITUTION),
        ("rank", kind is Kind.RANK and high is not None and high < len(question.choices)),
        ("era", kind is Kind.YEAR),
        ("address", kind in {Kind.EMAIL, Kind.URL}),
        ("unit", question.unit is not None),
        ("contact", question.contact),
        ("supersedes", question.supersedes is not None),
        ("bands", bool(question.bands)),
    ]
    value = number(high) if high is not None else ""
    return [Loss(question.id, code, value) for code, lost in checks if lost]
