"""Checks on a study that need the whole of it: references, reachability, translations."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from pydantic import BaseModel

from hees.study.condition import Condition, Test
from hees.study.questionnaire import (
    CHOICE_KINDS,
    FOUND_KINDS,
    NUMBERS,
    Band,
    Choice,
    Kind,
    Question,
    Section,
)
from hees.study.text import Text


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: the file (relative to the study folder), the key in it, and why."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


def no_such(what: str, name: object, known: Iterable[str], where: str) -> str:
    """The reason for a name that leads nowhere: where to look, and the name that was meant."""
    near = get_close_matches(str(name), list(known), n=1)
    meant = f"; did you mean '{near[0]}'?" if near else ""
    return f"there is no {what} '{name}' in {where}{meant}"


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


def questionnaire_problems(
    sections: Sequence[tuple[str, Section]], countries: Sequence[object]
) -> Iterator[Problem]:
    """Check ids, kinds, bounds and routing of (file, section) pairs in order."""
    known = {question.id for _, section in sections for question in section.questions}
    asked: dict[str, tuple[Section, Question]] = {}
    for file, section in sections:
        yield from condition_problems(file, "when", section.when, asked, None, known)
        for question in section.questions:
            if question.id in asked:
                yield Problem(file, question.id, "is the id of another question too")
            yield from _question_problems(file, section, question, countries)
            key = f"{question.id}.when"
            yield from condition_problems(file, key, question.when, asked, section, known)
            yield from _supersedes_problems(file, question, known)
            asked.setdefault(question.id, (section, question))
        if section.repeat:
            yield from _repeat_problems(file, section)


def _question_problems(
    file: str, section: Section, question: Question, countries: Sequence[object]
) -> Iterator[Problem]:
    kind = question.kind
    has_choices, is_scale = kind in CHOICE_KINDS, kind is Kind.SCALE
    low, high = question.min, question.max
    rules = [
        ("choices", has_choices and len(question.choices) < 2, f"kind '{kind}' needs two or more"),
        ("choices", not has_choices and question.choices, f"kind '{kind}' takes no choices"),
        ("items", is_scale != bool(question.items), "are the rows of a scale, and only of a scale"),
        ("kind", is_scale and section.repeat, "a scale cannot stand in a repeating section"),
        ("contact", question.contact and section.repeat, "cannot stand in a repeating section"),
        ("contact", question.contact and is_scale, "a scale cannot be contact data"),
        ("min", low is not None and high is not None and low > high, "is greater than max"),
        ("country", question.country and kind not in FOUND_KINDS, "only limits a finder"),
        (
            "country",
            question.country and question.country not in countries,
            f"'{question.country}' is not a country of the study",
        ),
        ("bands", question.bands and kind not in NUMBERS, "are the ranges of a number or a year"),
        ("bands", question.bands and question.contact, "count answers, never contact data"),
        (
            "bands",
            not _is_ladder(question.bands),
            "have rising limits 'below', and the last has none",
        ),
        (
            "bands",
            question.bands and section.repeat and kind is Kind.YEAR,
            "need a number: the years of several entries cannot be added up",
        ),
        ("pattern", not _is_pattern(question.pattern), "is not a regular expression"),
    ]
    for part, broken, reason in rules:
        if broken:
            yield Problem(file, f"{question.id}.{part}", reason)
    for part in ("choices", "items"):
        codes = [choice.code for choice in getattr(question, part)]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Problem(file, f"{question.id}.{part}", f"has the code '{code}' twice")


def _is_ladder(bands: Sequence[Band]) -> bool:
    """Whether each band begins where the one before it ends."""
    if not bands:
        return True
    limits = [band.below for band in bands]
    found = [limit for limit in limits if limit is not None]
    return len(bands) > 1 and [*sorted(set(found)), None] == limits


def _is_pattern(pattern: str | None) -> bool:
    try:
        re.compile(pattern or "")
    except re.error:
        return False
    return True


def _repeat_problems(file: str, section: Section) -> Iterator[Problem]:
    assert section.repeat
    title = section.repeat.title_question
    kinds = {question.id: question.kind for question in section.questions}
    if kinds.get(title) is not Kind.TEXT:
        yield Problem(
            file, "repeat.title_question", f"'{title}' is not a text question of the section"
        )


def condition_problems(
    file: str,
    key: str,
    condition: Condition | None,
    asked: Mapping[str, tuple[Section, Question]],
    section: Section | None,
    all_ids: set[str],
) -> Iterator[Problem]:
    """A condition may only look back, so there can be no cycle and nothing unreachable by order."""
    if condition is None:
        return
    for test in condition.tests():
        if test.question not in all_ids:
            yield Problem(file, key, f"there is no question '{test.question}'")
        elif test.question not in asked:
            yield Problem(
                file,
                key,
                f"'{test.question}' is asked here or later: look only at earlier questions",
            )
        else:
            home, question = asked[test.question]
            if home.repeat and (section is None or home.id != section.id):
                yield Problem(file, key, f"'{test.question}' is asked once an entry of '{home.id}'")
            yield from _test_problems(file, key, test, question)


def _test_problems(file: str, key: str, test: Test, question: Question) -> Iterator[Problem]:
    [operator] = test.operators()
    fits = {
        "equals": question.kind not in {Kind.MULTI, Kind.RANK} | FOUND_KINDS,
        "one_of": question.kind in {Kind.SINGLE, Kind.SCALE},
        "includes": question.kind in {Kind.MULTI, Kind.RANK},
        "includes_any": question.kind in {Kind.MULTI, Kind.RANK},
        "at_least": question.kind in {Kind.NUMBER, Kind.YEAR},
        "at_most": question.kind in {Kind.NUMBER, Kind.YEAR},
        "answered": True,
    }
    if not fits[operator]:
        yield Problem(file, key, f"'{operator}' does not fit '{question.id}' ({question.kind})")
    if (question.kind is Kind.SCALE) != bool(test.item) or (
        test.item and test.item not in question.item_by_code
    ):
        yield Problem(file, key, f"name an item of the scale '{question.id}', and only of a scale")
    if question.choices:
        for code in test.codes():
            if code not in question.by_code:
                yield Problem(file, key, f"'{question.id}' has no choice '{code}'")


def _supersedes_problems(file: str, question: Question, known: set[str]) -> Iterator[Problem]:
    before = question.supersedes
    if before is None:
        return
    key = f"{question.id}.supersedes"
    if before.question in known:
        yield Problem(file, key, f"'{before.question}' is still asked")
    if bool(before.codes) != (before.how == "recode"):
        yield Problem(file, f"{key}.codes", "belong to how = 'recode', and only to it")
    for code in before.codes.values():
        if code not in question.by_code:
            yield Problem(file, f"{key}.codes", f"there is no choice '{code}' to recode to")


def choice_list(table: Mapping[str, Mapping[str, object]]) -> tuple[Choice, ...]:
    """Turn `[area] research = { en = "…", ja = "…" }` into choices, in file order."""
    return tuple(
        Choice(
            code=code,
            exclusive=bool(row.get("exclusive", False)),
            label=Text({key: str(part) for key, part in row.items() if key != "exclusive"}),
        )
        for code, row in table.items()
    )
