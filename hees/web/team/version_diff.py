"""Two versions of the questionnaire side by side: what changed, and what it means for the data."""

from collections.abc import Iterator, Sequence
from html import escape

import streamlit as st

from hees.language import show_date
from hees.study import Choice, Condition, Question, Questionnaire, Text
from hees.team.questionnaire.comparison import (
    Change,
    Comparison,
    SectionChange,
    What,
    compare,
    pieces,
)
from hees.team.questionnaire.outline import rules
from hees.team.questionnaire.versions import Version
from hees.team.routing_words import said
from hees.web import context, filters
from hees.web.context import words
from hees.web.team.file_parts import findings_box


def show(versions: Sequence[Version]) -> None:
    """All versions, and the differences between two of them. `versions`: the oldest first."""
    st.markdown(words("questionnaire.versions.explain"))
    findings_box(
        [
            words(f"questionnaire.versions.{name}")
            for name in ("version", "first_used", "responses")
        ],
        [(_id(one), _day(one), str(one.responses)) for one in reversed(versions)],
    )
    if len(versions) < 2:
        st.info(words("questionnaire.versions.only_one"))
        return
    by_id = {one.id: one for one in versions}
    ids = [one.id for one in reversed(versions)]
    names = {id: f"{_id(one)} · {_day(one)}" for id, one in by_id.items()}
    with st.container(horizontal=True):
        old = _choose("old", [ids[1], *(id for id in ids if id != ids[1])], names)
        new = _choose("new", ids, names)
    before, after = by_id[old].questionnaire, by_id[new].questionnaire
    found = compare(before, after)
    if not found:
        st.info(words("questionnaire.versions.same"))
        return
    st.html(_Teller(before, after).all(found))


def _choose(name: str, ids: Sequence[str], names: dict[str, str]) -> str:
    """A choice of a version; the first stands when the address names none."""
    first, *others = ids
    label = words(f"questionnaire.versions.{name}")
    return filters.choice(name, label, others, names.__getitem__, other=names[first]) or first


def _id(version: Version) -> str:
    return words("questionnaire.versions.present", id=version.id) if version.present else version.id


def _day(version: Version) -> str:
    if not version.first_used:
        return words("questionnaire.versions.unused")
    return show_date(version.first_used, context.language())


class _Teller:
    """Writes changes in the language on screen; wording is shown in every language it changed in."""

    def __init__(self, old: Questionnaire, new: Questionnaire) -> None:
        self.old, self.new = old, new
        self.language = context.language()

    def all(self, found: Comparison) -> str:
        sections = "".join(self._section(change) for change in found.sections)
        questions = "".join(self._question(change) for change in found.questions)
        parts = (("sections", sections), ("questions", questions))
        return "".join(
            f'<h2 class="hees-section">{escape(words(f"questionnaire.versions.{name}"))}</h2>{body}'
            for name, body in parts
            if body
        )

    def _section(self, change: SectionChange) -> str:
        part = change.new or change.old
        assert part
        lines: list[str] = []
        if change.old and change.new:
            old, new = change.old, change.new
            lines += self._texts([(old.title, new.title), (old.intro, new.intro)])
            lines += self._routing(change.what, change)
        return self._entry(change.id, part.title[self.language], change.what, lines, [])

    def _question(self, change: Change) -> str:
        part = change.new or change.old
        assert part
        lines: list[str] = []
        if change.old and change.new:
            old, new = change.old, change.new
            lines += self._texts(
                [(old.label, new.label), (old.help, new.help), (old.unit, new.unit)]
            )
            lines += self._choices(old.choices, new.choices) + self._choices(old.items, new.items)
            lines += self._routing(change.what, change)
            lines += self._rules(old, new)
        means = [words(f"questionnaire.means.{code}", what=what) for code, what in change.means]
        return self._entry(change.id, part.label[self.language], change.what, lines, means)

    def _entry(
        self,
        id: str,
        title: str,
        what: Sequence[What],
        lines: Sequence[str],
        means: Sequence[str],
    ) -> str:
        marks = "".join(f"<li>{escape(words(f'questionnaire.what.{one}'))}</li>" for one in what)
        data = "".join(f'<p class="hees-means">{escape(one)}</p>' for one in means)
        return (
            f'<article class="hees-question"><p class="hees-asks"><code>{escape(id)}</code></p>'
            f'<ul class="hees-what">{marks}</ul><p class="hees-title">{escape(title)}</p>'
            f"{''.join(f'<p>{line}</p>' for line in lines)}{data}</article>"
        )

    def _texts(self, pairs: Sequence[tuple[Text | None, Text | None]]) -> list[str]:
        found: list[str] = []
        for old, new in pairs:
            for language in dict.fromkeys([*(old or ()), *(new or ())]):
                before = old.root.get(language, "") if old else ""
                after = new.root.get(language, "") if new else ""
                if before != after:
                    found.append(f'<span lang="{language}">{_marked(before, after)}</span>')
        return found

    def _choices(self, old: Sequence[Choice], new: Sequence[Choice]) -> list[str]:
        before = {choice.code: choice.label for choice in old}
        after = {choice.code: choice.label for choice in new}
        found = {
            code: self._texts([(before.get(code), after.get(code))])
            for code in dict.fromkeys([*after, *before])
        }
        return [
            f"<code>{escape(code)}</code> {' · '.join(texts)}"
            for code, texts in found.items()
            if texts
        ]

    def _routing(self, what: Sequence[What], change: Change | SectionChange) -> list[str]:
        if What.ROUTING not in what:
            return []
        clauses = [
            self._when(questionnaire, part.when if part else None)
            for questionnaire, part in ((self.old, change.old), (self.new, change.new))
        ]
        return [_replaced(*clauses)]

    def _when(self, questionnaire: Questionnaire, condition: Condition | None) -> str:
        if condition is None:
            return words("questionnaire.versions.always")
        clause = said(questionnaire, condition, self.language)
        return words("questionnaire.routing.when", clause=clause)

    def _rules(self, old: Question, new: Question) -> Iterator[str]:
        before, after = rules(old, self.language), rules(new, self.language)
        yield from (f"<del>{escape(one)}</del>" for one in before if one not in after)
        yield from (f"<ins>{escape(one)}</ins>" for one in after if one not in before)


def _replaced(old: str, new: str) -> str:
    return f"<del>{escape(old)}</del> <ins>{escape(new)}</ins>"


_TAGS = {"same": "{}", "old": "<del>{}</del>", "new": "<ins>{}</ins>"}


def _marked(old: str, new: str) -> str:
    return "".join(_TAGS[piece.kind].format(escape(piece.text)) for piece in pieces(old, new))
