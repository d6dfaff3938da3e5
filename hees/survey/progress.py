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
    """Of a section. DONE: nothing in it is still open."""

    OPEN = "open"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """`status` by section id; `resume` is the first open field, or None when all is done."""

    status: dict[str, Status]
    resume: Field | None
    minutes_left: int
    answered: int
    asked: int


def progress(path: Path) -> Progress:
    """Read progress off the path. A field is open when it has no answer and was not passed over:

    a required field is never passed over, another is once something later was answered.
    """
    answered = [field.key in path.data for field in path.fields]
    last = max((position for position, done in enumerate(answered) if done), default=-1)
    open_fields = [
        field
        for position, field in enumerate(path.fields)
        if not answered[position] and (field.question.required or position > last)
    ]
    seconds = sum(SECONDS[field.question.kind] for field in open_fields)
    seconds += sum(_first_entry(section) for section in path.sections if not path.of(section))
    return Progress(
        status={section.id: _status(path, section, open_fields) for section in path.sections},
        resume=open_fields[0] if open_fields else None,
        minutes_left=ceil(seconds / 60),
        answered=sum(answered),
        asked=len(path.fields),
    )


def _first_entry(section: Section) -> int:
    """A repeating section without entries will likely get one."""
    return sum(SECONDS[question.kind] for question in section.questions) if section.repeat else 0


def _status(path: Path, section: Section, open_fields: list[Field]) -> Status:
    fields = path.of(section)
    if not any(field.key in path.data for field in fields):
        return Status.OPEN
    started = any(field.section.id == section.id for field in open_fields)
    return Status.STARTED if started else Status.DONE
