"""Inputs that offer choices: one, several, a row of a scale, a ranking."""

from typing import Any

import streamlit as st

from hees.survey.path import Field
from hees.survey.values import choose
from hees.web import context
from hees.web.context import words
from hees.web.survey.answering import Session
from hees.web.survey.form import Form

LONG_LIST = 8
"""From this many choices on, one is chosen from a list that can be searched."""


def single(form: Form, at: Field) -> None:
    """One choice: radio buttons, or a list that can be searched."""
    key = form.choice_key(at)
    codes = [choice.code for choice in at.question.choices]
    _seed(form, at, key)
    draw = _choose_from_list if len(codes) >= LONG_LIST else st.radio
    draw(
        at.question.label[context.language()],
        codes,
        index=None,
        format_func=lambda code: form.text(at.question.by_code[code].label),
        key=key,
        label_visibility="collapsed",
        on_change=_save_widget,
        args=(form.session, at, key),
    )


def _choose_from_list(*args: Any, **options: Any) -> None:
    """A list that can be searched and emptied, for more choices than a screen holds well."""
    st.selectbox(*args, **options, placeholder=words("survey.choose"))


def clear(session: Session, at: Field, key: str) -> None:
    """Take the choice back: no answer."""
    st.session_state[key] = None
    session.commit(at, None)


def scale_row(form: Form, at: Field) -> None:
    """One row of a matrix: the item, and its choices side by side, also on a phone."""
    key = form.choice_key(at)
    _seed(form, at, key)
    item = at.question.item_by_code[at.item]
    st.radio(
        form.text(item.label),
        [choice.code for choice in at.question.choices],
        index=None,
        format_func=lambda code: form.text(at.question.by_code[code].label),
        key=key,
        horizontal=True,
        on_change=_save_widget,
        args=(form.session, at, key),
        width="stretch",
    )


def multi(form: Form, at: Field) -> None:
    """Any number of choices; one that excludes the others unticks them."""
    keys = {choice.code: form.key(at, choice.code) for choice in at.question.choices}
    drawn = all(key in st.session_state for key in keys.values())
    ticked = [code for code, key in keys.items() if st.session_state.get(key)]
    if form.session.reconcile(at, form.stored(at), ticked, drawn=drawn):
        shown = form.shown(at)
        ticked = shown if isinstance(shown, list) else []
        _set_boxes(form, at, ticked)
    for choice in at.question.choices:
        st.checkbox(
            form.text(choice.label),
            key=keys[choice.code],
            on_change=_save_boxes,
            args=(form, at, list(ticked)),
        )


def _save_boxes(form: Form, at: Field, before: list[str]) -> None:
    ticked = [
        choice.code
        for choice in at.question.choices
        if st.session_state.get(form.key(at, choice.code))
    ]
    chosen = choose(at.question, before, ticked)
    _set_boxes(form, at, chosen)
    form.session.commit(at, chosen)


def _set_boxes(form: Form, at: Field, chosen: list[str]) -> None:
    """Tick and untick what differs. What is set again would undo a tick that is on its way."""
    for choice in at.question.choices:
        key = form.key(at, choice.code)
        if st.session_state.get(key) != (choice.code in chosen):
            st.session_state[key] = choice.code in chosen


def rank(form: Form, at: Field) -> None:
    """One list a place; a choice that has a place is not offered for another."""
    chosen = list(form.shown(at) or [])
    form.session.reconcile(at, form.stored(at), None, drawn=False)
    places = min(int(at.question.max or len(at.question.choices)), len(at.question.choices))
    for place in range(min(places, len(chosen) + 1)):
        key = form.choice_key(at, f"place{place}")
        mine = chosen[place] if place < len(chosen) else None
        if st.session_state.get(key, "") != mine:  # setting it anew would close an open list
            st.session_state[key] = mine
        free = [
            choice.code
            for choice in at.question.choices
            if choice.code == mine or choice.code not in chosen
        ]
        st.selectbox(
            words("survey.place", number=place + 1),
            free,
            index=None,
            format_func=lambda code: form.text(at.question.by_code[code].label),
            key=key,
            placeholder=words("survey.choose"),
            on_change=_save_place,
            args=(form.session, at, key, chosen, place),
        )


def _save_place(session: Session, at: Field, key: str, chosen: list[str], place: int) -> None:
    code = st.session_state.get(key)
    session.commit(at, [*chosen[:place], *([code] if code else []), *chosen[place + 1 :]])


def _save_widget(session: Session, at: Field, key: str) -> None:
    session.commit(at, st.session_state.get(key))


def _seed(form: Form, at: Field, key: str) -> None:
    """Give a choice its value before it is drawn, when what is stored should show."""
    drawn = key in st.session_state
    if form.session.reconcile(at, form.stored(at), st.session_state.get(key), drawn=drawn):
        value = form.shown(at)
        known = isinstance(value, str) and value in at.question.by_code
        st.session_state[key] = value if known else None
