"""The entries of a repeating section: one opened at a time, the others a line each."""

from collections.abc import Callable
from contextlib import suppress

import streamlit as st

from hees.study import Section
from hees.survey import entries, readable
from hees.survey.path import Field
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.survey.answering import Session, session
from hees.web.survey.current import go
from hees.web.survey.form import Form


def entry_list(
    form: Form, section: Section, draw_fields: Callable[[Form, list[Field]], None]
) -> None:
    """Draw the entries in order; `draw_fields` draws the fields of the one that is open."""
    assert section.repeat
    draft, language = form.draft, context.language()
    living = draft.entries.get(section.id, ())
    opened = st.session_state.get("entry", "")
    for position, entry in enumerate(living):
        with st.container(border=True, key=f"entry-{entry}"):
            _entry_head(form, section, entry, position, last=position == len(living) - 1)
            if entry == opened:
                draw_fields(form, draft.path.of(section, entry))
    _undo(form.session, section, living)
    if len(living) < section.repeat.max:
        st.button(
            words("entry.add", entry=section.repeat.entry[language]),
            key="entry-add",
            icon=":material/add:",
            on_click=_add_entry,
            args=(draft.response.id, section),
        )
    else:
        st.caption(words("entry.full", most=section.repeat.max))


def _entry_head(form: Form, section: Section, entry: str, position: int, *, last: bool) -> None:
    draft, response = form.draft, form.draft.response.id
    first_field = Field(section, section.questions[0], entry)
    title = readable.entry_title(draft, first_field, context.language())
    opened = st.session_state.get("entry", "") == entry
    st.header(plain(title), anchor=False)
    with st.container(horizontal=True, key=f"entry-tools-{entry}"):
        st.button(
            words("entry.close" if opened else "entry.open"),
            key=f"open-{entry}",
            icon=":material/expand_less:" if opened else ":material/edit:",
            on_click=go,
            args=(section.id, "" if opened else entry),
        )
        for name, icon, action, disabled in (
            ("copy", "content_copy", _copy_entry, False),
            ("up", "arrow_upward", _move_up, position == 0),
            ("down", "arrow_downward", _move_down, last),
            ("delete", "delete", _delete_entry, False),
        ):
            st.button(
                words(f"entry.{name}"),
                key=f"{name}-{entry}",
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=disabled,
                on_click=action,
                args=(response, section, entry),
            )


def _add_entry(response: str, section: Section) -> None:
    with suppress(entries.TooManyEntries):  # the list says that it is full
        go(section.id, entries.add(context.home(), response, section))


def _copy_entry(response: str, section: Section, entry: str) -> None:
    try:
        copied = entries.copy(context.home(), response, section, entry, context.language())
    except entries.TooManyEntries:
        return  # the list says that it is full
    if copied:
        go(section.id, copied)


def _move_up(response: str, section: Section, entry: str) -> None:
    entries.move(context.home(), response, section, entry, -1)


def _move_down(response: str, section: Section, entry: str) -> None:
    entries.move(context.home(), response, section, entry, +1)


def _delete_entry(response: str, section: Section, entry: str) -> None:
    entries.delete(context.home(), response, section, entry)
    session(response).deleted = (section.id, entry)


def _undo(current: Session, section: Section, living: tuple[str, ...]) -> None:
    """Offer to bring back what was deleted here, or elsewhere while it was answered here."""
    deleted = dict.fromkeys(current.lost_entries(section, living), "entry.deleted_elsewhere")
    if current.deleted and current.deleted[0] == section.id:
        deleted[current.deleted[1]] = "entry.deleted"
    for entry, message in deleted.items():
        with st.container(border=True, horizontal=True, key=f"undo-{entry}"):
            st.markdown(words(message))
            st.button(
                words("entry.undo"),
                key=f"undo-delete-{entry}",
                icon=":material/undo:",
                on_click=_restore,
                args=(current, section, entry),
            )


def _restore(current: Session, section: Section, entry: str) -> None:
    with suppress(entries.TooManyEntries):  # the list says so; later there may be room
        entries.restore(context.home(), current.response, section, entry)
        current.deleted = None
