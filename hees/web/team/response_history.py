"""How the answers of a response came about: every change, and two submissions side by side."""

from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import groupby

import streamlit as st

from hees.language import messages, show_date, show_moment
from hees.store.responses import Key
from hees.store.review import Event
from hees.store.submissions import Submission
from hees.survey import finder, readable
from hees.survey.drafts import Draft
from hees.team import reviewing
from hees.team.reviewing import Look
from hees.web import context, markup
from hees.web.context import words
from hees.web.team import grid

KIND = "texts history"
"""How its tables look."""


def show(look: Look, draft: Draft) -> None:
    """Every change of every answer, answer by answer, folded."""
    label = words("responses.history.title", count=len(look.events))
    with st.expander(label, key="history"):
        st.caption(words("responses.history.explain"))
        if look.events:
            st.html(_history(look, draft))


def _history(look: Look, draft: Draft) -> str:
    columns = ("day", "who", "language", "old", "new")
    heads = [words(f"responses.history.{one}") for one in columns]
    place = _order(draft)
    events = sorted(look.events, key=lambda one: place((one.question, one.item)))
    cell = _Words(draft, [value for one in events for value in (one.old, one.new)])
    body = ""
    for key, of in groupby(events, key=lambda one: (one.question, one.item)):
        body += f'<tr><th scope="rowgroup" colspan="5">{escape(cell.asked(key))}</th></tr>'
        body += "".join(_event(one, cell) for one in of)
    title = words("responses.history.title", count=len(events))
    return grid.framed(title, heads, body, kind=KIND)


def _event(one: Event, cell: "_Words") -> str:
    language = context.language()
    spoken = context.study().language_names.get(one.language, one.language)
    cells = [
        _who(one.who),
        spoken,
        cell.answer(one.question, one.old),
        cell.answer(one.question, one.new),
    ]
    data = "".join(f"<td>{escape(text)}</td>" for text in cells)
    return f'<tr><th scope="row">{escape(show_date(one.day, language))}</th>{data}</tr>'


def _who(who: str) -> str:
    """The kinds of hands that answers come from; an account by its name."""
    return words(f"responses.whos.{who}") if f"responses.whos.{who}" in messages() else who


def compare(look: Look) -> None:
    """Two submissions side by side, where there are two."""
    kept = [one for one in look.submissions if one.answers]
    if len(kept) < 2:
        return
    st.header(words("responses.compare.title"), anchor=False)
    first, second = _two_of(kept, look.draft.response.id)
    earlier, later = (reviewing.as_submitted(context.home(), look, one) for one in (first, second))
    rows = list(_differences(earlier, later))
    if not rows:
        st.caption(words("responses.compare.same"))
        return
    heads = [
        words("responses.compare.question"),
        *(words("responses.compare.head", number=one) for one in (first, second)),
    ]
    body = "".join(markup.row(escape(asked), map(escape, both)) for asked, *both in rows)
    st.html(grid.framed(words("responses.compare.title"), heads, body, kind=KIND))


def _two_of(kept: Sequence[Submission], response: str) -> tuple[int, int]:
    """The numbers of the two submissions to compare: at first the last two."""
    language, zone = context.language(), st.context.timezone
    names = {
        one.number: words(
            "responses.compare.number",
            number=one.number,
            when=show_moment(one.submitted_at, language, zone),
        )
        for one in kept
    }
    numbers = list(names)
    with st.container(horizontal=True):
        first, second = (
            st.selectbox(
                words(f"responses.compare.{side}"),
                numbers,
                index=len(numbers) - back,
                format_func=names.__getitem__,
                key=f"compare-{side}-{response}-{language}",
            )
            for side, back in (("first", 2), ("second", 1))
        )
    return first, second


def _differences(earlier: Draft, later: Draft) -> Iterator[tuple[str, str, str]]:
    """(what was asked, answer before, answer after) wherever the two differ, in order."""
    cell = _Words(later, [*earlier.values.values(), *later.values.values()])
    before = _Words(earlier, [])
    keys = sorted(earlier.values.keys() | later.values.keys(), key=_order(later))
    for key in keys:
        old, new = earlier.values.get(key), later.values.get(key)
        if old != new:
            asked = cell.asked(key) if key in later.path.keys else before.asked(key)
            yield asked, cell.answer(key[0], old), cell.answer(key[0], new)


def _order(draft: Draft) -> Callable[[Key], tuple[int, int, str]]:
    """Where a field stands on the path; those off it come where their question stands."""
    fields = {field.key: place for place, field in enumerate(draft.path.fields)}
    questions = {question: place for place, question in enumerate(draft.questionnaire.questions)}

    def place(key: Key) -> tuple[int, int, str]:
        return (
            questions.get(key[0], len(questions)),
            fields.get(key, len(fields)),
            key[1],
        )

    return place


class _Words:
    """Answers of one response in words; the register is asked once."""

    def __init__(self, draft: Draft, values: list) -> None:
        self._draft = draft
        self._entries = finder.names(context.home(), values)
        self._fields = {field.key: field for field in draft.path.fields}
        self._questions = context.study().questionnaire.questions | draft.questionnaire.questions

    def asked(self, key: Key) -> str:
        """What was asked, with the row of a scale or the entry."""
        language = context.language()
        question = self._questions.get(key[0])
        label = question.label[language] if question else key[0]
        field = self._fields.get(key)
        item = question.item_by_code.get(key[1]) if question else None
        part = item.label[language] if item else ""
        if field and field.entry:
            part = readable.entry_title(self._draft, field, language)
        return words("responses.flags.part", question=label, part=part) if part else label

    def answer(self, id: str, value: object) -> str:
        if value is None:
            return words("responses.history.nothing")
        question = self._questions.get(id)
        if question is None:
            return str(value)
        return readable.in_words(question, value, self._entries, context.language())
