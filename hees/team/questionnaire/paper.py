"""The questionnaire to fill in by hand, as a PDF in one language."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from hees import typeset
from hees.language import say
from hees.study import Condition, Kind, Question, Questionnaire, Section, Study
from hees.team.questionnaire.outline import numbers
from hees.team.routing_words import said
from hees.typeset import PAPERS, Paper, Paragraph, letters, plain
from hees.typeset import paper as printed

BLANK_ENTRIES = 2
"""How many programmes a form has room for; for more, the page is copied."""

NARROW, MEDIUM = 24, 46
"""Choices of so many Latin letters at most stand in three, or in two columns."""

MOST_NAMES = 10
LONG_LINES = 5

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\*\*|__|`|^#+ |^[-*] ", re.MULTILINE)


def paper(
    study: Study, language: str, day: date, *, size: Paper | None = None, contact: str, site: str
) -> bytes:
    """The form as PDF. `contact`: where to send it; `site`: the public address; "" for neither.

    Raises typeset.MissingGlyph for a character that no font has.
    """
    return typeset.pdf(document(study, language, day, size=size, contact=contact, site=site))


def document(
    study: Study, language: str, day: date, *, size: Paper | None = None, contact: str, site: str
) -> printed.PaperQuestionnaire:
    """What stands on the form."""
    questionnaire = study.questionnaire
    setter = _Setter(questionnaire, language)
    consent = study.content.get("consent", {}).get(language)
    back = say("paper.return_to", language, contact=contact) if contact else ""
    version = say("paper.version", language, version=questionnaire.version[:12])
    thanks = [say("paper.thanks", language), back or say("paper.return", language), version]
    return printed.PaperQuestionnaire(
        language=language,
        paper=size or PAPERS.get(language, "a4"),
        study=study.title[language],
        title=say("paper.title", language),
        date=day,
        office=(say("paper.number", language), say("paper.received", language)),
        instructions=tuple(_instructions(study, language, contact, site)),
        consent=printed.Box(title=say("paper.consent", language), text=_paragraphs(consent))
        if consent
        else None,
        thanks=printed.Box(
            title=say("paper.end", language), text=tuple(plain(line) for line in thanks)
        ),
        sections=tuple(setter.section(section) for section in questionnaire),
    )


def _instructions(study: Study, language: str, contact: str, site: str) -> Iterator[str]:
    yield say("paper.mark", language)
    if any(question.required for question in study.questionnaire.questions.values()):
        yield say("paper.required", language, mark=say("survey.required", language))
    yield say("paper.routing", language)
    if site:
        yield say("paper.online", language, address=f"{site}/survey?lang={language}")
    if contact:
        yield say("paper.questions", language, contact=contact)


class _Setter:
    """Turns sections and questions into what is printed; knows every question's number."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self.questionnaire, self.language = questionnaire, language
        self.numbers = numbers(questionnaire)

    def section(self, section: Section) -> printed.Section:
        language, repeat = self.language, section.repeat
        note = entries = ""
        if repeat:
            entry = repeat.entry[language]
            note = say("paper.repeat", language, entry=entry, blank=BLANK_ENTRIES, most=repeat.max)
            entries = [
                say("paper.entry", language, entry=entry, number=number)
                for number in range(1, min(BLANK_ENTRIES, repeat.max) + 1)
            ]
        return printed.Section(
            title=section.title[language],
            intro=_paragraphs(section.intro[language]) if section.intro else (),
            only=self._only(section.when, self._after_section(section)),
            note=note,
            entries=tuple(entries),
            questions=tuple(self.question(question) for question in section.questions),
        )

    def question(self, question: Question) -> printed.Question:
        language = self.language
        form, lines = _field(question)
        options = () if form == "lines" else tuple(self._options(question))
        return printed.Question(
            number=self._number(question.id),
            label=question.label[language],
            mark=say("survey.required", language) if question.required else "",
            help=question.help[language] if question.help else "",
            how=self._how(question),
            only=self._only(question.when, self._after(question)),
            form=form,
            options=options,
            rows=tuple(item.label[language] for item in question.items),
            columns=_columns([option.text for option in options]),
            lines=lines,
            unit=self._unit(question),
        )

    def _options(self, question: Question) -> Iterator[printed.Option]:
        note = say("paper.alone", self.language)
        for choice in question.choices:
            alone = choice.exclusive and question.kind is Kind.MULTI
            yield printed.Option(text=choice.label[self.language], note=note if alone else "")

    def _how(self, question: Question) -> str:
        """What to do with the boxes: mark one, all that apply, or write ranks into them."""
        low, high = question.min, question.max
        several = question.kind in {Kind.MULTI, Kind.RANK}
        code = question.kind + ("_most" if several and high else "")
        if code == "multi" and low and low > 1:
            code = "multi_least"
        if question.kind not in {Kind.SINGLE, Kind.MULTI, Kind.SCALE, Kind.RANK}:
            return ""
        values = {"most": f"{high or 0:g}", "least": f"{low or 0:g}"}
        return say(f"paper.how.{code}", self.language, **values)

    def _unit(self, question: Question) -> str:
        if question.unit:
            return question.unit[self.language]
        return say("paper.year", self.language) if question.kind is Kind.YEAR else ""

    def _number(self, id: str) -> str:
        return say("paper.question", self.language, number=self.numbers[id])

    def _only(self, condition: Condition | None, after: str | None) -> str:
        """Who answers, in words, and the question with which all others go on."""
        if condition is None:
            return ""
        clause = said(self.questionnaire, condition, self.language, self._named)
        if after is None:
            return say("paper.only_to_end", self.language, clause=clause)
        return say("paper.only", self.language, clause=clause, number=self._named_by(after))

    def _named(self, question: Question) -> str:
        return self._named_by(question.id)

    def _named_by(self, id: str) -> str:
        return say("paper.named", self.language, number=self.numbers[id])

    def _after(self, question: Question) -> str | None:
        """The next question that is not asked under the same condition."""
        later = list(self.questionnaire.questions.values())[self.numbers[question.id] :]
        return next((one.id for one in later if one.when != question.when), None)

    def _after_section(self, section: Section) -> str | None:
        """The first question of the next section."""
        sections = self.questionnaire.sections
        later = sections[sections.index(section) + 1 :]
        return next((one.questions[0].id for one in later), None)


Form = Literal["boxes", "table", "ranks", "lines", "names", "number", "year"]
_FORMS: dict[Kind, Form] = {
    Kind.SINGLE: "boxes",
    Kind.MULTI: "boxes",
    Kind.SCALE: "table",
    Kind.RANK: "ranks",
    Kind.NUMBER: "number",
    Kind.YEAR: "year",
    Kind.INSTITUTION: "names",
}


def _field(question: Question) -> tuple[Form, int]:
    """What a question is answered in, and how many lines that has."""
    form = _FORMS.get(question.kind, "lines")
    if question.kind is Kind.INSTITUTION:
        return form, int(min(question.max or MOST_NAMES // 2, MOST_NAMES))
    return form, LONG_LINES if question.kind is Kind.LONG_TEXT else 1


def _columns(texts: Sequence[str]) -> int:
    breadth = max((letters(text) for text in texts), default=0)
    return 3 if breadth <= NARROW else 2 if breadth <= MEDIUM else 1


def _paragraphs(markdown: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a text, without what Markdown marks and links in it."""
    text = _MARKS.sub("", _LINK.sub(r"\1", markdown))
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return tuple(plain(part) for part in parts if part)
