"""A routing condition in words, so that a codebook, a graph and a printed form all say it alike."""

from collections.abc import Callable

from hees.language import say, show_number
from hees.study import Condition, Kind, Question, Questionnaire, Study
from hees.study.condition import AllOf, Not, Test

Named = Callable[[Question], str]
"""How a question is called in a condition."""


def said(
    of: Study | Questionnaire, condition: Condition, language: str, named: Named | None = None
) -> str:
    """The condition as a clause without a full stop: “Roles” includes “Other”.

    `named`: how to call a question; by default its wording in quotation marks. A question or code
    that is not in `of` is called by its id.
    """
    questionnaire = of.questionnaire if isinstance(of, Study) else of
    return _Teller(questionnaire, language, named).clause(condition)


def quoted(text: str, language: str) -> str:
    """“Roles”, 「役割」"""
    return say("routing.quoted", language, text=text)


def number(question: Question | None, bound: float, language: str) -> str:
    """A number that a rule about a question names. A year is not grouped as other numbers are."""
    if question and question.kind is Kind.YEAR:
        return f"{bound:g}"
    return show_number(bound, language)


class _Teller:
    def __init__(self, questionnaire: Questionnaire, language: str, named: Named | None) -> None:
        self.questions = questionnaire.questions
        self.language = language
        self.named = named or (lambda question: quoted(question.label[language], language))

    def clause(self, condition: Condition, *, holds: bool = True, inner: bool = False) -> str:
        """A condition, or its opposite: “not all” is said as “one is not”, which reads better."""
        if isinstance(condition, Not):
            return self.clause(condition.not_, holds=not holds, inner=inner)
        if isinstance(condition, Test):
            return self._test(condition, holds=holds)
        together = isinstance(condition, AllOf)
        parts = condition.all if isinstance(condition, AllOf) else condition.any
        clauses = [self.clause(part, holds=holds, inner=len(parts) > 1) for part in parts]
        joint = say("routing.and" if together == holds else "routing.or", self.language)
        text = joint.join(clauses)
        if inner and len(clauses) > 1:
            return say("routing.group", self.language, clause=text)
        return text

    def _test(self, test: Test, *, holds: bool) -> str:
        [operator] = test.operators()
        if operator == "answered":
            holds, value = holds == test.answered, ""
        else:
            value = self._value(test, getattr(test, operator))
        key = f"routing.{operator}" if holds else f"routing.not_{operator}"
        return say(key, self.language, question=self._question(test), value=value)

    def _question(self, test: Test) -> str:
        question = self.questions.get(test.question)
        if question is None:
            return test.question
        if not test.item:
            return self.named(question)
        item = question.item_by_code.get(test.item)
        label = quoted(item.label[self.language] if item else test.item, self.language)
        return say("routing.item", self.language, question=self.named(question), item=label)

    def _value(self, test: Test, value: str | float | tuple[str, ...]) -> str:
        if isinstance(value, tuple):
            labels = [self._label(test, code) for code in value]
            return say("routing.alternatives", self.language).join(labels)
        if isinstance(value, str):
            return self._label(test, value)
        return number(self.questions.get(test.question), value, self.language)

    def _label(self, test: Test, code: str) -> str:
        question = self.questions.get(test.question)
        choice = question.by_code.get(code) if question else None
        return quoted(choice.label[self.language] if choice else code, self.language)
