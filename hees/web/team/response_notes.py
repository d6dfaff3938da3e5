"""Notes of the study team about a response."""

from html import escape

import streamlit as st

from hees.language import show_moment
from hees.store.accounts import Account
from hees.store.review import Note
from hees.team import reviewing, roles
from hees.team.reviewing import LONGEST, Look
from hees.team.roles import Role
from hees.web import context, markup
from hees.web.context import words
from hees.web.team import door

REFUSED = "note_refused"
FIELD = "note_text"


def show(look: Look, account: Account, *, writes: bool) -> None:
    """The notes, and a field for another one."""
    st.header(words("responses.notes.title"), anchor=False)
    if not look.notes:
        st.caption(words("responses.notes.none"))
    for note in look.notes:
        with st.container(key=f"note-{note.id}", gap="small"):
            _note(look, note, account, writes=writes)
    if not writes or look.draft.response.status == "erased":
        return
    st.caption(words("responses.notes.explain"))
    if refused := st.session_state.pop(REFUSED, None):
        st.warning(words(f"responses.refused.{refused}"))
    st.text_area(words("responses.notes.new"), key=FIELD, max_chars=LONGEST, height=110)
    st.button(
        words("responses.notes.add"), key="note-add", on_click=_add, args=(look.draft.response.id,)
    )


def _note(look: Look, note: Note, account: Account, *, writes: bool) -> None:
    when = show_moment(note.at, context.language(), st.context.timezone)
    by = words("responses.review.decided", who=note.who, when=when)
    lines = "<br>".join(escape(line) for line in note.text.splitlines())
    st.html(markup.paragraph(lines, kind="note") + markup.paragraph(escape(by), kind="small"))
    if writes and _may_delete(note, account):
        st.button(
            words("responses.notes.delete"),
            key=f"note-delete-{note.id}",
            type="tertiary",
            on_click=_delete,
            args=(look.draft.response.id, note),
        )


def _may_delete(note: Note, account: Account) -> bool:
    """Whoever wrote a note, and administrators."""
    return note.who == account.name or roles.reaches(account.role, Role.ADMINISTRATOR)


def _add(response: str) -> None:
    account = door.acting(Role.REVIEWER)
    if account is None:
        return
    text = st.session_state[FIELD]
    st.session_state[REFUSED] = reviewing.add_note(context.home(), response, text, account.name)
    if st.session_state[REFUSED] is None:
        st.session_state[FIELD] = ""


def _delete(response: str, note: Note) -> None:
    account = door.acting(Role.REVIEWER)
    if account and _may_delete(note, account):
        reviewing.delete_note(context.home(), response, note.id, account.name)
