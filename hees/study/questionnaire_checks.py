"""Checks on the questions: kinds, bounds, choices, routing that only looks back, superseded ids."""

import re
from collections.abc import Iterator, Mapping, Sequence

from hees.study.condition import Condition, Test
from hees.study.problem import Problem
from hees.study.questionnaire import (
    CHOICE_KINDS,
    FOUND_KINDS,
    NUMBERS,
    Band,
    Kind,
    Question,
    Section,
)


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
    for part, broken, reason in _rules(section, question, countries):
        if broken:
            yield Problem(file, f"{question.id}.{part}", reason)
    for part in ("choices", "items"):
        codes = [choice.code for choice in getattr(question, part)]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            yield Problem(file, f"{question.id}.{part}", f"has the code '{code}' twice")


def _rules(
    section: Section, question: Question, countries: Sequence[object]
) -> list[tuple[str, object, str]]:
    """What a question of its kind may have: (part, whether that is broken, reason)."""
    kind, home, bands = question.kind, question.country, question.bands
    has_choices, is_scale = kind in CHOICE_KINDS, kind is Kind.SCALE
    low, high = question.min, question.max
    years = section.repeat and kind is Kind.YEAR
    return [
        ("choices", has_choices and len(question.choices) < 2, f"kind '{kind}' needs two or more"),
        ("choices", not has_choices and question.choices, f"kind '{kind}' takes no choices"),
        ("items", is_scale != bool(question.items), "are the rows of a scale, and only of a scale"),
        ("kind", is_scale and section.repeat, "a scale cannot stand in a repeating section"),
        ("contact", question.contact and section.repeat, "cannot stand in a repeating section"),
        ("contact", question.contact and is_scale, "a scale cannot be contact data"),
        ("min", low is not None and high is not None and low > high, "is greater than max"),
        ("country", home and kind not in FOUND_KINDS, "only limits a finder"),
        ("country", home and home not in countries, f"'{home}' is not a country of the study"),
        ("bands", bands and kind not in NUMBERS, "are the ranges of a number or a year"),
        ("bands", bands and question.contact, "count answers, never contact data"),
        ("bands", not _is_ladder(bands), "have rising limits 'below', and the last has none"),
        (
            "bands",
            bands and years,
            "need a number: the years of several entries cannot be added up",
        ),
        ("pattern", not _is_pattern(question.pattern), "is not a regular expression"),
    ]


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
