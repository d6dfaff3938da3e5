"""How far a respondent has come: status of each section, minutes left, where to go on."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from hees.study import Kind, Section
from hees.survey.path import Field, Path

SECONDS = {
    Kind.SINGLE: 9,
    Kind.MULTI: 14,
    Kind.SCALE: 5,
    Kind.RANK: 25,
    Kind.TEXT: 12,
    Kind.LONG_TEXT: 60,
    Kind.NUMBER: 10,
    Kind.YEAR: 8,
    Kind.EMAIL: 10,
    Kind.URL: 12,
    Kind.INSTITUTION: 20,
    Kind.ORGANISATION: 20,
}
"""Typical answering times in seconds (a scale: each row). Study team's estimate, for display only."""


class Status(StrEnum):
    """Of a section. DONE: every question of it that is asked has a valid answer."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """`status` by section id. `resume` is where to go on, a section and an entry of it or "";

    None when nothing is open. `answered` of `asked` fields on the path have a valid answer.
    """

    status: dict[str, Status]
    resume: tuple[Section, str] | None
    minutes_left: int
    answered: int
    asked: int


def progress(path: Path) -> Progress:
    """Read progress off the path. A field is open when it has no answer and was not passed over:

    a required field is never passed over, another is once something later was answered. A
    repeating section without entries is open until something later was answered.
    """
    reached = {field.section.id for field in path.fields if field.key in path.data}
    last = max((place for place, one in enumerate(path.sections) if one.id in reached), default=-1)
    open_fields = _open_fields(path)
    empty = [one for one in path.sections[last + 1 :] if one.repeat and not path.of(one)]
    seconds = sum(SECONDS[field.question.kind] for field in open_fields)
    seconds += sum(SECONDS[question.kind] for section in empty for question in section.questions)
    return Progress(
        status={section.id: _status(path, section) for section in path.sections},
        resume=_resume(path, open_fields, empty),
        minutes_left=ceil(seconds / 60),
        answered=len(path.data),
        asked=len(path.fields),
    )


def _open_fields(path: Path) -> list[Field]:
    answered = [field.key in path.data for field in path.fields]
    last = max((position for position, done in enumerate(answered) if done), default=-1)
    return [
        field
        for position, field in enumerate(path.fields)
        if not answered[position] and (field.question.required or position > last)
    ]


def _resume(
    path: Path, open_fields: list[Field], empty: list[Section]
) -> tuple[Section, str] | None:
    first = {field.section.id: field.entry for field in reversed(open_fields)}
    first |= {section.id: "" for section in empty}
    return next(((one, first[one.id]) for one in path.sections if one.id in first), None)


def _status(path: Path, section: Section) -> Status:
    answered = [field.key in path.data for field in path.of(section)]
    if not any(answered):
        return Status.OPEN
    return Status.DONE if all(answered) else Status.STARTED
