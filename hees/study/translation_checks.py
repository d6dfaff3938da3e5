"""Checks that every text is there in each language of the study, and in no other."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from hees.study.problem import Problem
from hees.study.text import Text


def missing_translations(
    file: str, key: str, value: object, languages: Sequence[str]
) -> Iterator[Problem]:
    """Walk models, lists and tables; report every text that lacks one of the languages."""
    if isinstance(value, Text):
        for language in languages:
            if not value.root.get(language, "").strip():
                yield Problem(file, key, f"has no text in '{language}'")
        for language in value:
            if language not in languages:
                yield Problem(file, key, f"has text in '{language}', which the study does not use")
        return
    for name, part in _parts(value):
        yield from missing_translations(file, f"{key}.{name}" if key else name, part, languages)


def _parts(value: object) -> Iterator[tuple[str, object]]:
    """The parts of a model, table or list, by name."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield name, getattr(value, name)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield str(name), part
    elif isinstance(value, list | tuple):
        for position, part in enumerate(value):
            yield str(getattr(part, "id", None) or getattr(part, "code", position)), part
