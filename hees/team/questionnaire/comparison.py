"""Two versions of the questionnaire side by side: what changed, and what it means for the data."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from hees.study import Choice, Question, Questionnaire, Section


class What(StrEnum):
    """A way in which a question or section can differ."""

    ADDED = "added"
    REMOVED = "removed"
    KIND = "kind"
    WORDING = "wording"
    CHOICES = "choices"
    ROUTING = "routing"
    RULES = "rules"
    MOVED = "moved"


@dataclass(frozen=True)
class Change:
    """One question that differs; `old` or `new` is None where a version does not have it.

    `means`: what follows for the data, as (code of a message, ids of questions or choices).
    """

    id: str
    what: tuple[What, ...]
    old: Question | None
    new: Question | None
    means: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SectionChange:
    id: str
    what: tuple[What, ...]
    old: Section | None
    new: Section | None


@dataclass(frozen=True)
class Comparison:
    sections: tuple[SectionChange, ...]
    questions: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.sections or self.questions)


def compare(old: Questionnaire, new: Questionnaire) -> Comparison:
    """All that differs, in the order of `new`; what is gone comes last."""
    return Comparison(tuple(_sections(old, new)), tuple(_questions(old, new)))


def _questions(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    before, after = old.questions, new.questions
    moved = _moved(_places(old), _places(new))
    for id, question in after.items():
        if id not in before:
            yield Change(id, (What.ADDED,), None, question, (_beginning(question),))
            continue
        what = tuple(_differs(before[id], question))
        if id in moved:
            what = (*what, What.MOVED)
        if what:
            means = tuple(_meaning(before[id], question, what))
            yield Change(id, what, before[id], question, means)
    replaced = {one.supersedes.question: one.id for one in after.values() if one.supersedes}
    for id, question in before.items():
        if id not in after:
            means = ("replaced", replaced[id]) if id in replaced else ("ended", "")
            yield Change(id, (What.REMOVED,), question, None, (means,))


def _sections(old: Questionnaire, new: Questionnaire) -> Iterator[SectionChange]:
    before = {section.id: section for section in old}
    moved = _moved(list(before), [section.id for section in new])
    for section in new:
        was = before.pop(section.id, None)
        if was is None:
            yield SectionChange(section.id, (What.ADDED,), None, section)
            continue
        differs = {
            What.WORDING: (was.title, was.intro) != (section.title, section.intro),
            What.ROUTING: was.when != section.when,
            What.RULES: was.repeat != section.repeat,
            What.MOVED: section.id in moved,
        }
        if what := tuple(one for one, differ in differs.items() if differ):
            yield SectionChange(section.id, what, was, section)
    for id, section in before.items():
        yield SectionChange(id, (What.REMOVED,), section, None)


def _differs(old: Question, new: Question) -> Iterator[What]:
    if old.kind != new.kind:
        yield What.KIND
    if (old.label, old.help, old.unit) != (new.label, new.help, new.unit):
        yield What.WORDING
    if (old.choices, old.items) != (new.choices, new.items):
        yield What.CHOICES
    if old.when != new.when:
        yield What.ROUTING
    if _ruled(old) != _ruled(new):
        yield What.RULES


def _ruled(question: Question) -> object:
    return question.model_dump(
        exclude={"kind", "label", "help", "unit", "choices", "items", "when"}
    )


def _beginning(question: Question) -> tuple[str, str]:
    """What a new question means: nothing before it, unless it takes over the answers of another."""
    if question.supersedes is None:
        return "new", ""
    return f"supersedes_{question.supersedes.how}", question.supersedes.question


def _meaning(old: Question, new: Question, what: tuple[What, ...]) -> Iterator[tuple[str, str]]:
    if What.KIND in what:
        yield "kind", ""
        return
    for part in ("choices", "items"):
        before, after = getattr(old, part), getattr(new, part)
        if fresh := _codes(after) - _codes(before):
            yield f"{part}_added", ", ".join(sorted(fresh))
        if gone := _codes(before) - _codes(after):
            yield f"{part}_removed", ", ".join(sorted(gone))
    if What.ROUTING in what:
        yield "base", ""
    if What.RULES in what:
        yield "rules", ""
    if What.WORDING in what or _relabelled(old, new):
        yield "wording", ""
    if what == (What.MOVED,):
        yield "same", ""


def _codes(choices: tuple[Choice, ...]) -> set[str]:
    return {choice.code for choice in choices}


def _relabelled(old: Question, new: Question) -> bool:
    before = {choice.code: choice.label for choice in (*old.choices, *old.items)}
    return any(
        before.get(choice.code, choice.label) != choice.label
        for choice in (*new.choices, *new.items)
    )


def _places(questionnaire: Questionnaire) -> list[str]:
    return list(questionnaire.questions)


def _moved(old: list[str], new: list[str]) -> set[str]:
    """The fewest ids that would have to be moved to turn one order into the other."""
    before = [id for id in old if id in new]
    after = [id for id in new if id in old]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {id for block in blocks for id in after[block.b : block.b + block.size]}
    return set(after) - kept


# Texts

_WORD = re.compile(r"[一-鿿々]+|[ァ-ヺー]+|[ぁ-ゖ]+|[^\W一-鿿々ァ-ヺーぁ-ゖ]+|\s+|.", re.DOTALL)
"""A word; where a language sets none apart, a run of one script."""


@dataclass(frozen=True)
class Piece:
    """A part of a text: in both versions, or only in the old or new one."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """The two texts as one, word by word; a piece is "same", "old" or "new"."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Piece] = []
    for step, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            found.append(Piece("same", "".join(before[i:j])))
            continue
        gone, fresh = "".join(before[i:j]), "".join(after[k:m])
        found += [Piece(kind, text) for kind, text in (("old", gone), ("new", fresh)) if text]
    return found
