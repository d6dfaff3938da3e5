"""Which list of the study a question's choices, or the rows of a scale, come from."""

from collections.abc import Mapping
from typing import Literal

from hees.study import Choice, Questionnaire

Part = Literal["choices", "items"]
Names = dict[tuple[str, Part], str]
"""The name of a list by question and part."""

DERIVED = "recommendation"
"""The list that is made of the study's recommendations and stands in no file of choices."""


def list_names(questionnaire: Questionnaire, known: Mapping[str, tuple[Choice, ...]]) -> Names:
    """The name of each list that the questionnaire uses.

    A list that is none of the `known` is called after the first question that uses it.
    """
    by_content = {
        choices: name for name, choices in reversed(list(known.items())) if name != DERIVED
    }
    names: Names = {}
    taken = set(known)
    for question in questionnaire.questions.values():
        parts: tuple[tuple[Part, str], ...] = (
            ("choices", question.id),
            ("items", f"{question.id}_items"),
        )
        for part, own in parts:
            content = getattr(question, part)
            if not content:
                continue
            if content not in by_content:
                by_content[content] = _free(own, taken)
                taken.add(by_content[content])
            names[question.id, part] = by_content[content]
    return names


def _free(name: str, taken: set[str]) -> str:
    """The name, with as many bars after it as make it one of its own."""
    while name in taken or name == DERIVED:
        name += "_"
    return name
