"""Every text of the questionnaire in all languages, with those that need a translator.

A text is stale when it was changed in one language and not in another since: the stored versions
of the questionnaire tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from hees.study import Questionnaire, Study, Text
from hees.team.questionnaire.lists import Names, list_names
from hees.team.questionnaire.versions import Version


class State(StrEnum):
    MISSING = "missing"
    STALE = "stale"
    GOOD = "good"


@dataclass(frozen=True)
class Line:
    """One text. `key`: where it stands, such as "org_name.help" or "choices.area.research".

    `missing`, `stale`: the languages that have no text, or an older one than another language.
    """

    key: str
    text: Text
    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        if self.missing:
            return State.MISSING
        return State.STALE if self.stale else State.GOOD


def lines(study: Study, versions: Sequence[Version]) -> list[Line]:
    """Every text of the present questionnaire. `versions`: all, the oldest first, present last."""
    names = list_names(study.questionnaire, study.choice_lists)
    present = texts(study.questionnaire, names)
    history = [texts(one.questionnaire, names) for one in versions if not one.present]
    return [
        Line(
            key,
            text,
            tuple(one for one in study.languages if not text.root.get(one, "").strip()),
            tuple(stale([old[key] for old in history if key in old] + [text], study.languages)),
        )
        for key, text in present.items()
    ]


def stale(texts: Sequence[Text], languages: Sequence[str]) -> list[str]:
    """The languages in which the last of these texts, oldest first, is behind another language."""
    behind: set[str] = set()
    for old, new in pairwise(texts):
        changed = {one for one in languages if old.root.get(one) != new.root.get(one)}
        if changed <= behind:  # nothing, or the translator has caught up
            behind -= changed
        else:
            behind = (behind | set(languages)) - changed
    return [one for one in languages if one in behind]


def texts(questionnaire: Questionnaire, names: Names) -> dict[str, Text]:
    """Every text by its key, a list of choices only once; `names`: of the lists."""
    found: dict[str, Text] = {}
    for key, text in (*_wording(questionnaire), *_lists(questionnaire, names)):
        found.setdefault(key, text)
    return found


def _wording(questionnaire: Questionnaire) -> Iterator[tuple[str, Text]]:
    for section in questionnaire:
        parts = {"title": section.title, "intro": section.intro}
        if section.repeat:
            parts["entry"] = section.repeat.entry
        yield from ((f"section.{section.id}.{part}", text) for part, text in parts.items() if text)
        for question in section.questions:
            parts = {"label": question.label, "help": question.help, "unit": question.unit}
            yield from ((f"{question.id}.{part}", text) for part, text in parts.items() if text)
            for number, band in enumerate(question.bands, start=1):
                yield f"{question.id}.bands.{number}", band.label


def _lists(questionnaire: Questionnaire, names: Names) -> Iterator[tuple[str, Text]]:
    for (id, part), name in names.items():
        question = questionnaire.questions.get(id)
        for choice in getattr(question, part) if question else ():
            yield f"choices.{name}.{choice.code}", choice.label


@dataclass(frozen=True)
class Proposed:
    """A text that a translator's workbook has otherwise than the study. `before` is "" for none."""

    key: str
    language: str
    before: str
    after: str


def proposed(
    found: Sequence[Line], rows: Sequence[dict[str, str]], languages: Sequence[str]
) -> tuple[list[Proposed], list[str]]:
    """What a workbook would change, and its keys that the study does not have.

    `rows`: by column, of which "key" and the codes of the languages count. Empty cells change nothing.
    """
    by_key = {line.key: line for line in found}
    keys = [row.get("key", "") for row in rows]
    changes = [
        Proposed(line.key, language, line.text.root.get(language, ""), row[language])
        for row in rows
        if (line := by_key.get(row.get("key", "")))
        for language in languages
        if row.get(language, "") and row[language] != line.text.root.get(language, "").strip()
    ]
    return changes, [key for key in keys if key not in by_key]
