"""What a cell says: codes by their labels, years as people write them, several values in one."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from hees.folding import spaced
from hees.study import Kind, Question, Study, Text
from hees.survey import values
from hees.survey.values import Problem
from hees.team.importing import columns
from hees.team.importing.columns import Plan

_NOTHING = {"", "-", "--", "ー", "―", "—", "–", "n/a", "na", "none", "なし", "無し", "不明", "未定", "該当なし", "tbd"}  # fmt: skip
_SEVERAL = re.compile(r"\s*[|;；｜、\n／]\s*|\s+/\s+|/(?!/)")
_BEGINS_WITH_YEAR = re.compile(r"(\d{4})\s*[-/.年]\s*\d{1,2}(\D.*)?$")
_ENDS_WITH_YEAR = re.compile(r"(?!\d{4}).*[\s/.,-](\d{4})$")
_PARTS_OF_LABEL = (re.compile(r"[()（）、/,;：:]|\bor\b"), re.compile(r"[()（）、/,;：:・]"))
"""A label's parts, larger and smaller: "交換留学・海外留学", "交換留学"."""


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say."""
    return unicodedata.normalize("NFKC", text).strip().casefold() in _NOTHING


def several(text: str) -> list[str]:
    """The values of a cell that may hold more than one, each once."""
    found = [part.strip() for part in _SEVERAL.split(text)]
    return list(dict.fromkeys(part for part in found if not is_nothing(part)))


def code(study: Study, plan: Plan, part: str, text: str) -> str | None:
    """The code of a value: as the plan has it, else by label. "" leaves it out, None: unknown."""
    listed = columns.choices(study, part)
    settled = plan.codes.get(part, {}).get(spaced(text))
    if settled is not None and settled in {*listed, ""}:
        return settled
    if not text:
        return None
    return _by_label(tuple((c, tuple(labels.values())) for c, labels in listed.items())).get(
        spaced(text)
    )


@lru_cache(maxsize=64)
def _by_label(listed: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, str]:
    """The codes by themselves, by their labels, and by such parts of labels as no other has."""
    known: dict[str, str] = {}
    parts: dict[str, set[str]] = {}
    for code, labels in listed:
        known[spaced(code)] = code
        for label in labels:
            known[spaced(label)] = code
            for divider in _PARTS_OF_LABEL:
                for part in filter(None, map(spaced, divider.split(label))):
                    parts.setdefault(part, set()).add(code)
    clear = {part: min(codes) for part, codes in parts.items() if len(codes) == 1}
    return clear | known


def codes(study: Study, plan: Plan, part: str, text: str) -> list[tuple[str, str | None]]:
    """The values of a cell, each with its code. A label may itself hold a sign that divides."""
    whole = code(study, plan, part, text)
    if whole is not None:
        return [(text, whole)]
    return [(one, code(study, plan, part, one)) for one in several(text)]


def year(study: Study, text: str) -> tuple[int | None, Problem | None]:
    """The year of a cell that holds a year or a date, by the study's own rule for the year."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("年度", "年")
    plain = re.sub("^FY ?", "", plain)
    if (date := _BEGINS_WITH_YEAR.fullmatch(plain)) or (date := _ENDS_WITH_YEAR.fullmatch(plain)):
        plain = date[1]
    elif era := re.match(r"(\D{2}(?:\d{1,2}|元)年)", plain.replace(" ", "")):
        plain = era[1]
    question = _start(study)
    value = values.normalise(question, plain)
    problem = values.problem(question, value)
    return (None, problem) if problem else (value, None)


def _start(study: Study) -> Question:
    if study.inventory and study.inventory.start in study.questionnaire.questions:
        return study.questionnaire.questions[study.inventory.start]
    return _question(Kind.YEAR)


def link(text: str) -> tuple[str, Problem | None]:
    """The address in a cell."""
    question = _question(Kind.URL)
    value = values.normalise(question, text)
    return str(value or ""), values.problem(question, value)


def line(text: str, longest: int) -> tuple[str, Problem | None]:
    """A text on one line."""
    question = _question(Kind.TEXT, longest)
    value = values.normalise(question, text)
    return str(value or ""), values.problem(question, value)


def _question(kind: Kind, longest: int | None = None) -> Question:
    return Question(id="cell", kind=kind, label=Text({}), max_chars=longest)
