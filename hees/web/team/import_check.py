"""Importing partnerships: what would be imported, every message, and the deed itself."""

from html import escape

import streamlit as st

from hees.findings import reference
from hees.language import show_number
from hees.team.importing import batches, drafting, wording
from hees.team.importing.batches import NothingImported
from hees.team.importing.draft import Draft, Level, Line, Note
from hees.team.roles import Role
from hees.web import context, markup
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.readers.partnership_words import began, institutions, label, sides
from hees.web.team import door, import_file
from hees.web.team.import_file import Upload

DRAFT, SAID, WANTED = "import_draft", "import_said", "import_wanted"
"""Where the session keeps the last reading, how the last deed went, and duplicates to import."""

SHOWN = 200
PREVIEWED = 20


def draft(upload: Upload) -> Draft:
    """What the file says, read again only when anything that it depends on has changed."""
    state = _state(upload)
    kept = st.session_state.get(DRAFT)
    if kept is None or kept[0] != state:
        made = drafting.draft(
            context.home(),
            context.study(),
            upload.sheets,
            upload.mapping,
            upload.plan,
            upload.source,
        )
        if kept is None or kept[0][0] != state[0]:
            st.session_state[WANTED] = set()
        kept = st.session_state[DRAFT] = state, batches.new_id(), made
    return kept[2]


def _state(upload: Upload) -> tuple[object, ...]:
    headers = tuple((sheet.name, sheet.header_row) for sheet in upload.sheets)
    mapping = tuple(upload.mapping.items())
    plan = batches.plan(context.home(), upload.source)
    return (
        batches.digest(upload.body),
        upload.source,
        headers,
        mapping,
        repr(plan),
        batches.state(context.home()),
    )


def show(upload: Upload, found: Draft) -> None:
    """The end of the dry run, and the button."""
    st.header(words("importing.check_title"), anchor=False)
    language = context.language()
    st.markdown(
        words(
            "importing.counts",
            rows=show_number(found.rows, language),
            good=show_number(len(found.lines), language),
            errors=show_number(found.errors, language),
            warnings=show_number(len(found.notes) - found.errors, language),
        )
    )
    _messages(found.notes)
    _duplicates(found)
    lines = batches.chosen(found, st.session_state.get(WANTED, set()))
    _preview(lines)
    if not found.is_ready:
        st.info(words("importing.nothing_yet"), icon=":material/block:")
    st.button(
        words("importing.import", count=show_number(len(lines), language)),
        key="import_now",
        type="primary",
        disabled=not (found.is_ready and lines),
        on_click=_import,
        args=(upload,),
    )


def said() -> None:
    """How the last deed went."""
    if result := st.session_state.pop(SAID, None):
        code, values = result
        if code == "changed":
            st.warning(words("importing.changed"))
        elif code == "done":
            st.success(words("importing.done", **values), icon=":material/check:")
        else:
            st.success(words("importing.undone"), icon=":material/undo:")


def _messages(notes: list[Note]) -> None:
    if not notes:
        return
    language = context.language()
    ordered = sorted(notes, key=lambda note: note.level is not Level.ERROR)
    if len(ordered) > SHOWN:
        st.caption(words("importing.messages_first", shown=SHOWN, count=len(ordered)))
    rows = "".join(
        f'<tr class="{note.level}"><td>{escape(words(f"importing.level.{note.level}"))}</td>'
        f'<th scope="row">{escape(wording.place(note, language))}</th>'
        f"<td>{escape(wording.told(note, language))}</td></tr>"
        for note in ordered[:SHOWN]
    )
    title = escape(words("importing.messages"))
    head = "".join(
        f'<th scope="col">{escape(words(f"importing.{name}"))}</th>'
        for name in ("place", "message")
    )
    st.html(
        f'<div class="hees-scroll hees-import-notes" role="region" tabindex="0" aria-label="{title}">'
        f'<table class="hees-grid hees-import"><thead><tr><td></td>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    st.download_button(
        words("importing.download_messages"),
        wording.table(ordered, language),
        "messages.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _duplicates(found: Draft) -> None:
    if not found.duplicates:
        return
    st.subheader(words("importing.duplicates_title"), anchor=False)
    st.caption(words("importing.duplicates_explain"))
    listed = {one.id: one for one in reference.partnerships(context.home())}
    language = context.language()
    with st.container(key="import_duplicates"):
        for line in found.duplicates[:SHOWN]:
            names = [listed[id].name[language] for id in line.known if id in listed]
            place = f"{line.sheet} {line.row}".strip()
            key = f"import-duplicate-{language}-{batches_id()}-{line.place}"
            wanted = line.place in st.session_state.setdefault(WANTED, set())
            if st.session_state.get(key) != wanted:
                st.session_state[key] = wanted
            st.checkbox(
                words(
                    "importing.duplicate",
                    row=plain(place),
                    name=plain(line.partnership.name[language]),
                    known=plain(words("list_separator").join(names[:2])),
                ),
                key=key,
                on_change=_want,
                args=(line.place, key),
            )


def batches_id() -> str:
    """The id that the import on screen will have."""
    return st.session_state[DRAFT][1]


def _want(place: str, key: str) -> None:
    wanted: set[str] = st.session_state.setdefault(WANTED, set())
    if st.session_state[key]:
        wanted.add(place)
    else:
        wanted.discard(place)


def _preview(lines: list[Line]) -> None:
    if not lines:
        return
    shown = lines[:PREVIEWED]
    entries = institutions([line.partnership for line in shown])
    language = context.language()
    items = []
    for line in shown:
        one = line.partnership
        between = [f"<span>{escape(side.short)}</span>" for side in sides(one, entries)]
        activity = label("activity", one.activity) if one.activity else ""
        known = " · ".join(filter(None, (activity, began(one))))
        items.append(
            f"<b>{escape(one.name[language])}</b>"
            + markup.paragraph(*between, kind="between")
            + markup.paragraph(escape(known), kind="small")
        )
    with st.expander(words("importing.preview", count=len(shown)), key="import_preview"):
        st.html(markup.bullets(items, "actors"))


def _import(upload: Upload) -> None:
    """Import what is on screen, if whoever clicked may and nothing changed meanwhile."""
    account = door.acting(Role.REVIEWER)
    kept = st.session_state.get(DRAFT)
    if account is None or kept is None:
        return
    state, id, found = kept
    lines = batches.chosen(found, st.session_state.get(WANTED, set()))
    try:
        if state != _state(upload):
            raise NothingImported
        batches.put(
            context.home(),
            id,
            found,
            lines,
            source=upload.source,
            file=upload.name,
            body=upload.body,
            who=account.name,
        )
    except NothingImported:
        st.session_state[SAID] = "changed", {}
        return
    st.session_state[SAID] = "done", {"count": len(lines)}
    st.session_state.pop(DRAFT)
    import_file.forget_file()
