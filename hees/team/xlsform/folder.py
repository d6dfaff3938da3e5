"""A questionnaire that was read from an XLSForm as the folder of a study, checked by its loader."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel

from hees.study import Study, StudyError, load
from hees.team import text_workbooks
from hees.team.xlsform import importing
from hees.team.xlsform.importing import Read
from hees.team.xlsform.notes import Finding

_ORDER = (
    "id", "kind", "choices", "items", "required", "contact", "min", "max", "whole", "max_chars",
    "pattern", "country", "unit", "when", "supersedes", "label", "help", "bands",
)  # fmt: skip
"""The parts of a question as the files of a study have them one below the other."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_CONTROL = re.compile("[\x7f-\x9f]")


@dataclass(frozen=True)
class Imported:
    """`files`: text by path in the folder, and the loaded `study`; neither where there are errors."""

    findings: tuple[Finding, ...]
    files: dict[str, str]
    study: Study | None

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.level == "error")

    @property
    def notes(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.level == "note")


class NotEmpty(ValueError):
    """The folder holds something already."""


def imported(data: bytes) -> Imported:
    """The study folder that an XLSForm makes; nothing is written. Raises Unreadable."""
    return made(importing.read(text_workbooks.read(data)))


def made(found: Read) -> Imported:
    """The study folder of a form that was read, if the study's own loader takes it."""
    if found.errors:
        return Imported(tuple(found.findings), {}, None)
    texts = files(found)
    with TemporaryDirectory() as folder:
        _write(Path(folder), texts)
        try:
            study = load(Path(folder))
        except StudyError as error:
            problems = [
                Finding("error", "study", one.file, 0, one.key, {"reason": one.reason})
                for one in error.problems
            ]
            return Imported((*found.findings, *problems), {}, None)
    guessed = Finding("note", "complete", "study.toml")
    return Imported((*found.findings, guessed), texts, study)


def write(folder: Path, made: Imported) -> None:
    """Write the files to a new or empty folder. Raises NotEmpty."""
    if folder.exists() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty")
    _write(folder, made.files)


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def files(found: Read) -> dict[str, str]:
    """The files of the study folder by path."""
    texts = {"study.toml": _study(found), "choices.toml": "\n".join(_choices(found))}
    for number, section in enumerate(found.sections, start=1):
        name = f"questionnaire/{number * 10:03}-{section['id']}.toml"
        texts[name] = "\n".join(_section(section)) + "\n"
    return texts


def _study(found: Read) -> str:
    """What a study needs besides its questionnaire, guessed where the form does not say it."""
    questions = [question for section in found.sections for question in section["questions"]]
    single = [one["id"] for one in questions if one["kind"] == "single"]
    names = [one["id"] for one in questions if one["kind"] in {"organisation", "text"}]
    first = questions[0]["id"]
    countries = dict.fromkeys(one["country"] for one in questions if "country" in one)
    lines = [
        "# Made from an XLSForm. To complete: the countries, and under [monitor] the questions by",
        "# which the study team counts responses. Then run: hees check",
        *_pairs(
            {
                "id": found.id,
                "title": found.title,
                "short_title": found.title,
                "languages": list(found.languages),
                "language_names": found.languages,
                "link_days": 365,
            }
        ),
    ]
    for code in countries or ["XX"]:
        name = dict.fromkeys(found.languages, code)
        colours = {"colour": "#1f5a94", "colour_dark": "#7db3e8", "marker": "circle"}
        lines += ["", "[[countries]]", *_pairs({"code": code, "name": name, **colours})]
    policy = {"batch": 10, "k": 5, "rounding": 5, "breakdown_base": 10, "totals_only_below": 30}
    monitor = {
        "name": (names or [first])[0],
        "category": (single or [first])[0],
        "country": (single[1:] or single or [first])[0],
    }
    lines += ["", "[policy]", *_pairs(policy), "", "[monitor]", *_pairs(monitor), ""]
    return "\n".join(lines)


def _choices(found: Read) -> Iterator[str]:
    yield "# Code lists. Codes are stored with the answers and never change; labels may be improved."
    for name, choices in found.lists.items():
        yield from ("", f"[{name}]", *_pairs(choices))
    yield ""


def _section(section: Mapping[str, Any]) -> Iterator[str]:
    tables = {"repeat", "questions"}
    yield from _pairs({name: part for name, part in section.items() if name not in tables})
    if "repeat" in section:
        yield from ("", "[repeat]", *_pairs(section["repeat"]))
    for question in section["questions"]:
        ordered = {name: question[name] for name in _ORDER if name in question}
        yield from ("", "[[questions]]", *_pairs(ordered))


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_value(part)}" for name, part in table.items()]


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _string(name)


def _value(part: Any) -> str:
    if isinstance(part, BaseModel):
        return _value(part.model_dump(by_alias=True, exclude_defaults=True))
    if isinstance(part, bool):
        return "true" if part else "false"
    if isinstance(part, float) and part.is_integer():
        return str(int(part))
    if isinstance(part, int | float):
        return f"{part:.15f}".rstrip("0") if isinstance(part, float) else str(part)
    if isinstance(part, Mapping):
        return f"{{ {', '.join(_pairs(part))} }}" if part else "{}"
    if isinstance(part, list | tuple):
        return f"[{', '.join(_value(one) for one in part)}]"
    return _string(str(part))


def _string(text: str) -> str:
    """A TOML string, which is one of JSON but for a few control characters."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04X}", quoted)
