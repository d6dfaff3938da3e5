"""Coding one text after another: keys switch codes on and off, Enter saves and goes on."""

from collections.abc import Sequence

import streamlit as st

from hees.store.coding import Code
from hees.team import coding, coding_scheme
from hees.team.coding import CODERS, Answer
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import comments

KEYS = 9
"""How many codes have a key of their own."""

AT, GIVEN = "coding_at", "coding_given"
"""Which answer is on screen, and which codes are switched on for it but not saved yet."""


def show(question: str, coder: str) -> None:
    """The text whose turn it is for this coder, and the codes to give it."""
    scheme = coding_scheme.codes(context.home(), question)
    if not coding_scheme.active(scheme):
        st.info(words("coding.no_codes"))
        return
    mine = [one for one in coding.answers(context.home(), question) if one.is_for(coder)]
    if not mine:
        done = bool(coding.answers(context.home(), question))
        st.info(words("coding.all_done" if done else "coding.no_answers"))
        return
    _progress(mine, coder)
    answer = _current(mine, question, coder)
    if answer is None:
        st.success(words("coding.all_done"))
        _back(mine, question, len(mine))
        return
    with st.container(key="coding"):
        st.html(comments.text(answer.text))
        if answer.is_changed:
            st.caption(words("coding.changed"))
        given = _given(answer, question, coder)
        fixed = len(answer.codings) == CODERS
        if fixed:
            codes = comments.listed(given, comments.names(scheme))
            st.caption(plain(words("coding.fixed", codes=codes)))
        else:
            _codes(coding_scheme.active(scheme), given)
        _steps(mine, answer, question, coder, fixed=fixed)
    st.caption(f"{words('coding.keys')} {words('coding.blind')}")


def _progress(mine: Sequence[Answer], coder: str) -> None:
    done = sum(one.by(coder) is not None for one in mine)
    st.progress(done / len(mine), words("coding.progress", done=done, all=len(mine)))


def _current(mine: Sequence[Answer], question: str, coder: str) -> Answer | None:
    """The answer that the coder went to, else the first without the coder's codes."""
    at = st.session_state.get(AT)
    for answer in mine:
        if at == (question, answer.place):
            return answer
    return next((one for one in mine if one.by(coder) is None), None)


def _given(answer: Answer, question: str, coder: str) -> set[str]:
    """The codes that are switched on for the answer on screen: at first those given before."""
    now = (question, answer.place, answer.digest)
    kept = st.session_state.get(GIVEN)
    if kept is None or kept[0] != now:
        before = answer.by(coder)
        kept = (now, set(before.codes) if before else set())
        st.session_state[GIVEN] = kept
    return kept[1]


def _codes(scheme: Sequence[Code], given: set[str]) -> None:
    language, names = context.language(), comments.names(scheme)
    with st.container(key="coding-codes", gap="small"):
        for number, code in enumerate(scheme, start=1):
            on = code.id in given
            key = f"{number} " if number <= KEYS else ""
            mark = "✓ " if on else ""
            definition = plain(code.definition.get(language, ""))
            st.button(
                f"{key}{mark}**{plain(names[code.id])}** {definition}".strip(),
                key=f"coding-code-{code.id}",
                type="primary" if on else "secondary",
                shortcut=str(number) if number <= KEYS else None,
                on_click=given.symmetric_difference_update,
                args=({code.id},),
                width="stretch",
                wrap=True,
            )


def _steps(
    mine: Sequence[Answer], answer: Answer, question: str, coder: str, *, fixed: bool
) -> None:
    with st.container(horizontal=True, key="coding-steps"):
        _back(mine, question, mine.index(answer))
        given = st.session_state[GIVEN][1]
        label = "coding.next" if given else "coding.next_none"
        st.button(
            words("coding.forward" if fixed else label),
            key="coding-next",
            type="primary",
            shortcut="Enter",
            on_click=_go_on if fixed else _save,
            args=(mine, answer, question, coder),
        )


def _back(mine: Sequence[Answer], question: str, position: int) -> None:
    if position > 0:
        before = mine[position - 1]
        st.button(words("coding.back"), key="coding-back", on_click=_go_to, args=(question, before))


def _save(mine: Sequence[Answer], answer: Answer, question: str, coder: str) -> None:
    """Save the codes that are switched on, and go on if they were saved."""
    given = set(st.session_state[GIVEN][1])
    if comments.act(
        lambda who: coding.give(
            context.home(), question, answer.place, given, who, digest=answer.digest
        )
    ):
        _go_on(mine, answer, question, coder)


def _go_on(mine: Sequence[Answer], answer: Answer, question: str, coder: str) -> None:
    """To the next answer without this coder's codes, round the list; past it when none is left."""
    place = mine.index(answer)
    for one in (*mine[place + 1 :], *mine[:place]):
        if one.by(coder) is None:
            _go_to(question, one)
            return
    _forget()


def _go_to(question: str, answer: Answer) -> None:
    st.session_state[AT] = (question, answer.place)
    st.session_state.pop(GIVEN, None)


def _forget() -> None:
    st.session_state.pop(AT, None)
    st.session_state.pop(GIVEN, None)
