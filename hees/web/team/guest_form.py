"""Adding somebody to the list by hand, and correcting who is invited."""

from collections.abc import Mapping

import streamlit as st

from hees.store.invitations import Invitation
from hees.team.invitations import checking, guests, links
from hees.team.invitations.checking import LONGEST, Note
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door
from hees.web.team.invitations import say_once

FRESH = "guest_form_number"
"""Counts the forms that were sent, so that the next one is empty."""


def show() -> None:
    """A form for one more person."""
    st.header(words("invitations.form.title"), anchor=False)
    number = st.session_state.setdefault(FRESH, 0)
    key = f"guest-{number}-{context.language()}"
    with st.form(key):
        cells = _fields(key, {"wave": "1"})
        sent = st.form_submit_button(words("invitations.form.add"), type="primary")
    if sent and _added(cells):
        st.session_state[FRESH] += 1
        st.rerun()


def change(one: Invitation) -> None:
    """The same form with what is known of somebody, to correct it."""
    with st.expander(words("invitations.form.change"), key="change_guest"):
        st.caption(words("invitations.form.change_explain"))
        key = f"change-{one.id}-{context.language()}"
        with st.form(key):
            cells = _fields(key, vars(one.guest))
            sent = st.form_submit_button(words("invitations.form.save"))
    if sent and _changed(one, cells):
        st.rerun()


def _fields(key: str, known: Mapping[str, str]) -> dict[str, str]:
    """The fields of a person in two columns; what they hold."""
    study = context.study()
    choices: dict[str, dict[str, str]] = {
        "language": {code: study.language_names[code] for code in study.languages},
        "country": _labels(study.monitor.country),
        "category": _labels(study.monitor.category),
    }
    held = {}
    columns = st.columns(2)
    for place, field in enumerate(checking.FIELDS):
        label, value = words(f"invitations.field.{field}"), known.get(field, "")
        if field in checking.REQUIRED:
            label = words("invitations.form.required", label=label)
        with columns[place % 2]:
            if field in choices:
                codes = list(choices[field])
                held[field] = st.selectbox(
                    label,
                    codes,
                    index=codes.index(value) if value in codes else 0,
                    format_func=choices[field].__getitem__,
                    key=f"{key}-{field}",
                )
            else:
                held[field] = st.text_input(
                    label, value, max_chars=LONGEST[field], key=f"{key}-{field}"
                )
    return {field: text or "" for field, text in held.items()}


def _labels(question: str) -> dict[str, str]:
    return {"": words("invitations.form.unknown")} | context.labels(question)


def _added(cells: Mapping[str, str]) -> bool:
    account = door.acting(Role.ADMINISTRATOR)
    home, study = context.home(), context.study()
    if account is None:
        return False
    found = checking.check_one(study, guests.all_of(home), cells)
    if not found.guests:
        _complain(found.notes)
        return False
    try:
        guests.add(home, study, found.guests, account.name)
    except guests.ListChanged:
        st.error(words("invitations.list_changed"))
        return False
    except links.KeyUnusable as error:
        st.error(words("invitations.key_unusable", reason=plain(str(error))))
        return False
    warned = [note_text(note) for note in found.notes]
    added = words("invitations.form.added", organisation=plain(found.guests[0].organisation))
    say_once(" ".join([added, *warned]))
    return True


def _changed(one: Invitation, cells: Mapping[str, str]) -> bool:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return False
    found = checking.check_one(context.study(), guests.all_of(context.home()), cells, but=one.id)
    if not found.guests:
        _complain(found.notes)
        return False
    try:
        guests.change(context.home(), one.id, found.guests[0], account.name)
    except guests.ListChanged:
        st.error(words("invitations.list_changed"))
        return False
    say_once(words("invitations.form.saved"))
    return True


def _complain(notes: tuple[Note, ...]) -> None:
    for note in notes:
        st.error(note_text(note), icon=":material/error:")


def note_text(note: Note) -> str:
    """A note in words, with the field that it is about."""
    text = words(f"invitations.note.{note.code}", value=plain(note.value))
    if not note.column:
        return text
    field = words(f"invitations.field.{note.column}")
    return words("invitations.note_about", field=field, text=text)
