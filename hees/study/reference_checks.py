"""Checks that the rows of the reference tables can be read, and name only what there is."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hees.study import reference
from hees.study.problem import Problem, no_such
from hees.study.reference import ELSEWHERE, Actor, Figure, Observation, Row
from hees.study.study import Study
from hees.study.translation_checks import missing_translations

WHOLE_STUDY = "study"
"""The topic of a published figure that belongs to no topic alone."""


def read(folder: Path, name: str, study: Study) -> tuple[list[Any], list[Problem]]:
    """The rows of a reference table as models, and what is wrong with it, by its line."""
    file = f"reference/{name}.csv"
    try:
        rows = reference.rows(folder, name)
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        return [], [Problem(file, "file", f"cannot be read as CSV in UTF-8: {error}")]
    models: dict[str, Any] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=2):
        line = f"line {number}"
        try:
            models[line] = _model(name, row)
        except (ValidationError, KeyError, TypeError, ValueError) as error:
            problems.append(Problem(file, line, _reason(error)))
            continue
        problems += [Problem(file, line, reason) for reason in _unknown(models[line], study)]
        problems += missing_translations(file, line, models[line], study.languages)
    problems += [Problem(file, line, reason) for line, reason in _twice(models)]
    return list(models.values()), problems


def _model(name: str, row: Row) -> Any:
    if None in row or None in row.values():
        raise ValueError(
            "has not as many values as the first line; put a text with commas in quotes"
        )
    return reference.READERS[name](row)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()
        )
    return f"has no column {error}" if isinstance(error, KeyError) else str(error)


def _unknown(model: Any, study: Study) -> Iterator[str]:
    """What a row names that the study does not have."""
    if isinstance(model, Figure):
        topics = [*study.topic, WHOLE_STUDY]
        if model.source not in study.sources:
            yield no_such("source", model.source, study.sources, "reference/sources.toml")
        if model.topic not in topics:
            yield no_such("topic", model.topic, topics, "study.toml")
    if isinstance(model, Actor):
        countries = [*study.country, *ELSEWHERE]
        if model.country not in countries:
            yield f"the country '{model.country}' is none of {', '.join(countries)}"
        for what, codes in (("intermediary_category", [model.category]), ("area", model.areas)):
            known = [choice.code for choice in study.choice_lists.get(what, ())]
            for code in codes:
                if code not in known:
                    yield no_such("choice", code, known, f"[{what}] of choices.toml")


def _twice(models: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Rows that would overwrite each other: of one id, or of one series and year."""
    names = {line: _name(model) for line, model in models.items()}
    often = Counter(names.values())
    for line, name in names.items():
        if often[name] > 1:
            yield line, f"there is another row for '{name}'; keep one of them"


def _name(model: Any) -> str:
    return f"{model.series} {model.year}" if isinstance(model, Observation) else model.id
