"""The flags of a response in words, each with its evidence, and how to settle them."""

from collections.abc import Iterator
from html import escape
from typing import Any

import streamlit as st

from hees.language import show_moment
from hees.store import responses as store
from hees.store.connection import reading
from hees.study import Question
from hees.survey import finder, readable
from hees.survey.drafts import Draft
from hees.team import reviewing
from hees.team.flags import Flag, FlagKind
from hees.team.response_list import Row
from hees.team.roles import Role
from hees.web import context, markup
from hees.web.context import words
from hees.web.team import door, responses


def show(row: Row, draft: Draft, *, reviews: bool) -> None:
    """Open flags first, then those that were settled."""
    st.header(words("responses.flags.title"), anchor=False)
    if row.flags:
        st.caption(words("responses.flags.explain"))
    elif not row.settled:
        st.caption(words("responses.flags.none"))
    for flag in row.flags:
        _flag(row, draft, flag, "", reviews=reviews)
    if row.settled:
        label = words("responses.flags.settled", count=len(row.settled))
        with st.expander(label, key="flags_settled"):
            for flag, done in row.settled:
                when = show_moment(done.at, context.language(), st.context.timezone)
                by = words("responses.flags.settled_by", who=done.who, when=when)
                _flag(row, draft, flag, by, reviews=reviews)
    with reading(context.home().responses) as connection:
        simulated = store.kind(connection) == "simulated"
    if simulated:
        st.caption(words("responses.simulated_times"))


def _flag(row: Row, draft: Draft, flag: Flag, settled: str, *, reviews: bool) -> None:
    key = f"flag-{flag.kind}-{flag.digest[:12]}"
    with st.container(key=key, gap="small"):
        name = escape(words(f"responses.flag_names.{flag.kind}"))
        lines = "".join(markup.paragraph(line, kind="note") for line in _evidence(draft, flag))
        by = markup.paragraph(escape(settled), kind="small") if settled else ""
        st.html(f'<p class="hees-flag">{name}</p>{lines}{by}')
        if reviews:
            label = words(f"responses.flags.{'raise' if settled else 'settle'}")
            act = reviewing.unsettle if settled else reviewing.settle
            st.button(label, key=f"{key}-act", on_click=_act, args=(act, row.id, flag))


def _act(act: Any, response: str, flag: Flag) -> None:
    if account := door.acting(Role.REVIEWER):
        act(context.home(), response, flag, account.name)


def _evidence(draft: Draft, flag: Flag) -> Iterator[str]:
    """The evidence, line by line, as markup."""
    of = flag.evidence
    match flag.kind:
        case FlagKind.FAST:
            took, expected = _took(of["seconds"]), _took(of["expected"])
            yield escape(
                words(
                    "responses.evidence.fast", answers=of["answers"], took=took, expected=expected
                )
            )
        case FlagKind.STRAIGHT:
            for question, code, rows in of["scales"]:
                asked, answer = _label(draft, question), _answer(draft, question, code)
                yield escape(
                    words("responses.evidence.straight", question=asked, answer=answer, rows=rows)
                )
        case FlagKind.CONTRADICTION:
            yield from _contradiction(draft, of["id"], of["entry"], of["answers"])
        case FlagKind.PLACEHOLDER:
            asked = _asked(draft, of["question"], of["item"])
            yield escape(words("responses.evidence.placeholder", question=asked, text=of["text"]))
        case FlagKind.TEXT:
            asked = _asked(draft, of["question"], of["item"])
            yield escape(words("responses.evidence.text", question=asked, letters=of["letters"]))
            yield _others(of["others"])
        case FlagKind.ORGANISATION | FlagKind.EMAIL:
            yield escape(words(f"responses.evidence.{flag.kind}"))
            yield _others(of["others"])


def _took(seconds: int) -> str:
    if seconds < 120:
        return words("responses.evidence.seconds", count=seconds)
    return words("responses.evidence.minutes", count=round(seconds / 60))


def _contradiction(draft: Draft, id: str, entry: str, answers: list) -> Iterator[str]:
    """What the study says of it, and the answers that it is about."""
    known = {one.id: one for one in context.study().contradictions}
    if id in known:
        yield escape(known[id].says[context.language()])
    for question, item, value in answers:
        answer = _answer(draft, question, value)
        asked = _asked(draft, question, item or (entry if _is_repeated(draft, question) else ""))
        yield escape(words("responses.flags.answer", question=asked, answer=answer))


def _question(draft: Draft, id: str) -> Question | None:
    return draft.questionnaire.questions.get(id) or context.study().questionnaire.questions.get(id)


def _is_repeated(draft: Draft, id: str) -> bool:
    section = draft.questionnaire.section_of.get(id)
    return section is not None and section.repeat is not None


def _label(draft: Draft, id: str) -> str:
    question = _question(draft, id)
    return question.label[context.language()] if question else id


def _asked(draft: Draft, id: str, item: str) -> str:
    """What was asked, with the row of a scale or the entry."""
    field = next((one for one in draft.path.fields if one.key == (id, item)), None)
    label, language = _label(draft, id), context.language()
    if field is None:
        return label
    part = (
        readable.entry_title(draft, field, language)
        if field.entry
        else readable.item_label(field, language)
    )
    return words("responses.flags.part", question=label, part=part) if part else label


def _answer(draft: Draft, id: str, value: Any) -> str:
    question = _question(draft, id)
    if question is None:
        return str(value)
    entries = finder.names(context.home(), [value])
    return readable.in_words(question, value, entries, context.language())


def _others(ids: list[str]) -> str:
    """Links to the other responses, by name."""
    rows = {row.id: row for row in responses.all_rows() if row.id in set(ids)}
    names = responses.titles(list(rows.values()))
    links = [
        responses.link(id, f"{names.get(id) or words('responses.unnamed')} ({id})") for id in ids
    ]
    return f"{escape(words('responses.flags.others'))} {' · '.join(links)}"
