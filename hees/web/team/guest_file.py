"""A list from a file: looked over first, and put in place as a whole or not at all."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.findings import workbook
from hees.findings.workbook import Sheet
from hees.language import show_number
from hees.spreadsheet import csv_bytes
from hees.store.invitations import Guest
from hees.team import sheets
from hees.team.invitations import checking, guests, links
from hees.team.invitations.checking import FIELDS, MOST_BYTES, MOST_ROWS, Note, Reading
from hees.team.roles import Role
from hees.team.tables import Unreadable
from hees.web import context, intake, markup
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door
from hees.web.team.invitations import say_once

SHOWN = 200
"""How many notes are listed on the page; all are in the file."""

FRESH = "guest_file_number"
"""Counts the lists that were added, so that the field is empty again."""


def show() -> None:
    """The file to fill in, the field for it, and what it would do."""
    st.header(words("invitations.file.title"), anchor=False)
    st.markdown(words("invitations.file.explain", rows=show_number(MOST_ROWS, context.language())))
    st.download_button(
        words("invitations.file.template"),
        template(),
        "invitations.xlsx",
        workbook.MEDIA_TYPE,
        icon=":material/download:",
        on_click="ignore",
    )
    number = st.session_state.setdefault(FRESH, 0)
    intake.uploader_shown()
    with st.container(key="guest_file"):
        sent = st.file_uploader(
            words("invitations.file.choose"), type=["csv", "xlsx"], key=f"guest-file-{number}"
        )
    if sent:
        _looked_over(sent.name, sent.getvalue())


def template() -> bytes:
    """An empty list in the language on screen, and a sheet of what may stand in its columns."""
    study, language = context.study(), context.language()
    header = [words(f"invitations.field.{field}") for field in FIELDS]
    of = study.questionnaire.questions
    columns = [
        [study.language_names[code] for code in study.languages],
        [choice.label[language] for choice in of[study.monitor.country].choices],
        [choice.label[language] for choice in of[study.monitor.category].choices],
    ]
    names = [words(f"invitations.field.{field}") for field in ("language", "country", "category")]
    longest = max(map(len, columns))
    rows = [
        [column[place] if place < len(column) else "" for column in columns]
        for place in range(longest)
    ]
    found = [
        Sheet(words("invitations.file.sheet"), header, []),
        Sheet(words("invitations.file.values"), names, rows),
    ]
    return workbook.xlsx(found, words("invitations.file.title"))


def _looked_over(name: str, body: bytes) -> None:
    """What the file would do; the button to do it when nothing is wrong with it."""
    study, home = context.study(), context.home()
    try:
        read = sheets.read(name, body, most_bytes=MOST_BYTES, most_rows=MOST_ROWS + 1)
    except Unreadable as error:
        text = words(f"sheets.{error.code}", file=plain(name), **error.values)
        st.error(text, icon=":material/error:")
        return
    found = checking.read(study, guests.all_of(home), read)
    _verdict(found)
    _notes(found.notes)
    if found.guests and not found.errors:
        label = words("invitations.file.add", count=len(found.guests))
        st.button(label, type="primary", key="add-list", on_click=_add, args=(found.guests,))


def _verdict(found: Reading) -> None:
    if found.errors:
        st.error(words("invitations.file.errors", count=found.errors), icon=":material/error:")
    elif found.guests:
        text = words("invitations.file.good", count=len(found.guests), left_out=found.left_out)
        st.success(text, icon=":material/check:")
    else:
        st.info(words("invitations.file.nobody", left_out=found.left_out))


def _notes(notes: Sequence[Note]) -> None:
    """What there is to say, each with its place; errors first."""
    if not notes:
        return
    order = ("error", "warning", "left_out")
    ordered = sorted(notes, key=lambda note: order.index(note.level))
    head = ("level", "row", "column", "text")
    names = [words(f"invitations.file.{name}") for name in head]
    rows = "".join(
        f'<tr class="{note.level}"><th scope="row">{escape(level)}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in rest)
        + "</tr>"
        for note in ordered[:SHOWN]
        for level, *rest in [_cells(note)]
    )
    label = words("invitations.file.notes")
    st.html(markup.table(label, names, rows, box="releases notes"))
    if len(ordered) > SHOWN:
        st.caption(words("invitations.file.more", shown=SHOWN, all=len(ordered)))
        st.download_button(
            words("invitations.file.all_notes"),
            csv_bytes(names, [_cells(note) for note in ordered]),
            "notes.csv",
            "text/csv",
            on_click="ignore",
        )


def _cells(note: Note) -> list[str]:
    column = words(f"invitations.field.{note.column}") if note.column else ""
    row = words("invitations.file.place", sheet=note.sheet, row=note.row)
    return [
        words(f"invitations.file.level_{note.level}"),
        row if note.sheet else str(note.row or ""),
        column,
        words(f"invitations.note.{note.code}", value=note.value),
    ]


def _add(found: tuple[Guest, ...]) -> None:
    """Put the list in place, if whoever clicked may still do so and nobody else was faster."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    try:
        guests.add(context.home(), context.study(), found, account.name)
    except guests.ListChanged:
        say_once(words("invitations.list_changed"), good=False)
        return
    except links.KeyUnusable as error:
        say_once(words("invitations.key_unusable", reason=plain(str(error))), good=False)
        return
    st.session_state[FRESH] += 1
    say_once(words("invitations.file.added", count=len(found)))
