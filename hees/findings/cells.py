"""Released cells in words: what each part of a cell is called, and in which order cells stand."""

from collections.abc import Callable, Iterable, Mapping

from hees.findings.table import per_cent
from hees.language import say
from hees.store.releases import Count, Release
from hees.study import Chart, Choice, Question, Study
from hees.study.catalogue import ACROSS, TOTAL
from hees.study.chart import SURVEY_KINDS

PARTS = ("question", "by", "group", "item", "answer")
"""What names a cell, from the outside in."""

Key = tuple[str, str, str, str, str]
"""The codes of a cell's PARTS."""


def key(count: Count) -> Key:
    """What names the cell."""
    return count.question, count.by, count.group, count.item, count.answer


def names(study: Study, cell: Key, language: str) -> dict[str, str]:
    """Each of the PARTS in words; the code itself for what the study no longer has, "" for none."""
    question, by, group, item, answer = cell
    asked = study.questionnaire.questions.get(question)
    groups = _choices(study, by)
    return {
        "question": asked.label[language] if asked else question,
        "by": by_name(study, by, language),
        "group": _label(groups, group, language),
        "item": _label(asked.item_by_code if asked else {}, item, language),
        "answer": _label(asked.by_code if asked else {}, answer, language)
        or say("chart.everyone", language),
    }


def by_name(study: Study, by: str, language: str) -> str:
    """What a table is broken down by; a total is called so."""
    if by == TOTAL:
        return say("chart.total", language)
    if by in study.breakdown:
        return study.breakdown[by].title[language]
    across = study.questionnaire.questions.get(by.removeprefix(ACROSS))
    return across.label[language] if across else by


def chart_of(study: Study, question: str, by: str) -> Chart | None:
    """The chart that shows a table; of several the one that offers the breakdown."""
    found = [
        one
        for one in study.charts.values()
        if one.kind in SURVEY_KINDS and one.question == question
    ]
    if by.startswith(ACROSS):
        found = [one for one in found if one.across == by.removeprefix(ACROSS)]
    offering = [one for one in found if by in one.by]
    return next(iter([*offering, *found]), None)


def in_order(study: Study, counts: Iterable[Count]) -> list[Count]:
    """Cells in the order of the questionnaire and its choices; what it no longer has comes last."""
    order = _order(study)
    return sorted(counts, key=lambda count: order(key(count)))


def _order(study: Study) -> Callable[[Key], tuple[tuple[int, str], ...]]:
    questions = _places(study.questionnaire.questions)
    breakdowns = _places([TOTAL, *study.breakdown])

    def order(cell: Key) -> tuple[tuple[int, str], ...]:
        question, by, group, item, answer = cell
        asked = study.questionnaire.questions.get(question)
        return (
            _place(questions, question),
            _place(breakdowns, by),
            _place(_places(_choices(study, by)), group),
            _place(_places(asked.item_by_code if asked else ()), item),
            _place(_places(["", *asked.by_code] if asked else ()), answer),
        )

    return order


def _places(codes: Iterable[str]) -> dict[str, int]:
    return {code: place for place, code in enumerate(codes)}


def _place(places: Mapping[str, int], code: str) -> tuple[int, str]:
    return places.get(code, len(places)), code


def _choices(study: Study, by: str) -> Mapping[str, Choice]:
    """The groups of a breakdown; none for a total, or for one that the study no longer has."""
    asked = grouping(study, by)
    return asked.by_code if asked else {}


def grouping(study: Study, by: str) -> Question | None:
    """The question whose answers are the groups of a `by`."""
    name = study.breakdown[by].question if by in study.breakdown else by.removeprefix(ACROSS)
    return study.questionnaire.questions.get(name)


def _label(choices: Mapping[str, Choice], code: str, language: str) -> str:
    return choices[code].label[language] if code in choices else code


def share(count: int | None, base: int | None) -> int | None:
    """A count in whole per cent of its base, both as released; None where one is not shown."""
    return per_cent(count, base) if base and count is not None else None


def source(study: Study, release: Release, language: str) -> str:
    """The study as the source of the numbers; simulated answers are called so."""
    title = study.title[language]
    return title if release.kind == "real" else say("chart.of_simulation", language, study=title)


def columns(study: Study) -> list[str]:
    """The names of the columns that `named` fills: a code and its words, for each of the PARTS."""
    return [
        name for part in PARTS for name in (part, *(f"{part}_{one}" for one in study.languages))
    ]


def named(study: Study, cell: Key) -> list[str]:
    """A cell's codes, each followed by its words in every language of the study."""
    spoken = {language: names(study, cell, language) for language in study.languages}
    return [
        text
        for part, code in zip(PARTS, cell, strict=True)
        for text in (code, *(spoken[language][part] for language in study.languages))
    ]
