"""What opens what: each question in a condition, with the sections and questions it decides on."""

from collections.abc import Iterator
from dataclasses import dataclass

from hees.study import Condition, Questionnaire


@dataclass(frozen=True)
class Edge:
    """The answer to `source` decides whether `target` is asked: a question, or a whole section."""

    source: str
    target: str
    is_section: bool
    condition: Condition


def edges(questionnaire: Questionnaire) -> tuple[Edge, ...]:
    """One for each question in each condition, in questionnaire order."""
    return tuple(_edges(questionnaire))


def _edges(questionnaire: Questionnaire) -> Iterator[Edge]:
    for section in questionnaire:
        for target in (section, *section.questions):
            if target.when is None:
                continue
            for source in dict.fromkeys(test.question for test in target.when.tests()):
                yield Edge(source, target.id, target is section, target.when)


@dataclass(frozen=True)
class Path:
    """What has to do with one question: the edges that lead to it, and those that lead on from it."""

    before: tuple[Edge, ...]
    after: tuple[Edge, ...]

    @property
    def edges(self) -> set[Edge]:
        return {*self.before, *self.after}

    @classmethod
    def of(cls, questionnaire: Questionnaire, question: str) -> "Path":
        """The way to a question and on from it, over any number of steps."""
        found = edges(questionnaire)
        before = [edge for edge in found if _opens(questionnaire, edge, question)]
        for edge in before:
            before += [
                one
                for one in found
                if one not in before and _opens(questionnaire, one, edge.source)
            ]
        after = [edge for edge in found if edge.source == question]
        for edge in after:
            after += [
                one
                for one in found
                if one not in after and one.source in _opened(questionnaire, edge)
            ]
        return cls(_ordered(found, before), _ordered(found, after))


def _opens(questionnaire: Questionnaire, edge: Edge, question: str) -> bool:
    """Whether the edge decides on the question, alone or with its section."""
    if edge.is_section:
        return edge.target == questionnaire.section_of[question].id
    return edge.target == question


def _opened(questionnaire: Questionnaire, edge: Edge) -> set[str]:
    """The questions that the edge decides on."""
    if not edge.is_section:
        return {edge.target}
    return {question.id for question in questionnaire.section(edge.target).questions}


def _ordered(found: tuple[Edge, ...], some: list[Edge]) -> tuple[Edge, ...]:
    return tuple(edge for edge in found if edge in some)
