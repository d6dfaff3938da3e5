"""The questionnaire as a list to read: numbers of questions, rules in words, what matches a search."""

from collections.abc import Iterator

from hees.folding import same_case
from hees.language import say, show_number
from hees.study import Kind, Question, Questionnaire, Section, Text
from hees.study.questionnaire import NUMBERS
from hees.team.routing_words import number


def numbers(questionnaire: Questionnaire) -> dict[str, int]:
    """The number of each question, from 1, as the printed form and all views count them."""
    return {id: number for number, id in enumerate(questionnaire.questions, start=1)}


def rules(question: Question, language: str) -> list[str]:
    """What an answer must be, each rule as a phrase."""
    return [
        say(f"questionnaire.rule.{code}", language, value=value)
        for code, value in _rules(question, language)
    ]


def _rules(question: Question, language: str) -> Iterator[tuple[str, str]]:
    if question.required:
        yield "required", ""
    for code, bound in (("least", question.min), ("most", question.max)):
        if bound is not None:
            yield f"{code}_{_counts(question)}", number(question, bound, language)
    yield from _of_typed(question, language)
    exclusive = [choice.label[language] for choice in question.choices if choice.exclusive]
    if exclusive:
        yield "exclusive", say("list_separator", language).join(exclusive)
    if question.country:
        yield "country", question.country
    if question.contact:
        yield "contact", ""


def _of_typed(question: Question, language: str) -> Iterator[tuple[str, str]]:
    if question.kind is Kind.NUMBER and not question.whole:
        yield "fraction", ""
    if question.unit:
        yield "unit", question.unit[language]
    if question.max_chars:
        yield "characters", show_number(question.max_chars, language)
    if question.pattern:
        yield "pattern", question.pattern


def _counts(question: Question) -> str:
    return "number" if question.kind in NUMBERS else "chosen"


def matches(section: Section, question: Question, searched: str) -> bool:
    """Whether every word searched for stands in the id or in a text of the question or its section."""
    found = same_case(" ".join(_texts(section, question)))
    return all(word in found for word in same_case(searched).split())


def _texts(section: Section, question: Question) -> Iterator[str]:
    yield question.id
    options = (choice for choice in (*question.choices, *question.items))
    texts: list[Text | None] = [section.title, question.label, question.help]
    for text in (*texts, *(option.label for option in options)):
        if text:
            yield from (text[language] for language in text)
    yield from (choice.code for choice in question.choices)
