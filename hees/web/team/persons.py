"""Finding a person's data on the page of data protection, handing it over, and deleting it."""

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from hees import clock
from hees.language import messages, show_date
from hees.release import particulars
from hees.store.register import Entry
from hees.survey import finder
from hees.team import protection
from hees.team.protection import Found, Held
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door

ASKED, FILES, TOLD = "person_asked", "person_files", "person_told"
"""Where the session keeps what was looked for, files that were asked for, and the last deed."""

FORMS = {"json": (protection.as_json, "application/json"), "csv": (protection.as_csv, "text/csv")}


def show() -> None:
    """A search over all that is held, and for each find what may be done with it."""
    st.header(words("protection.find.title"), anchor=False)
    st.markdown(words("protection.find.explain"))
    with st.container(key="person_search"), st.form("person", border=False):
        st.text_input(words("protection.find.label"), key="person-text", max_chars=200)
        st.form_submit_button(words("protection.find.button"), on_click=_look, type="primary")
    if told := st.session_state.pop(TOLD, None):
        st.success(told)
    asked = st.session_state.get(ASKED)
    if not asked:
        return
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    if len(asked) < protection.SHORTEST:
        st.info(words("protection.find.short", least=protection.SHORTEST))
        return
    _results(_found(asked, account.name), asked)


def _look() -> None:
    """Look for what was typed; a new search forgets the one before."""
    st.session_state[ASKED] = st.session_state["person-text"].strip()
    for name in (FILES, "person_found"):
        st.session_state.pop(name, None)


def _found(asked: str, who: str) -> Found:
    """What was found, kept while the page stays: each look is on the log."""
    kept = st.session_state.get("person_found")
    if kept is None:
        kept = protection.find(context.home(), context.study(), asked, who)
        st.session_state["person_found"] = kept
    return kept


def _results(found: Found, asked: str) -> None:
    count = len(found.held) + found.more
    st.markdown(words("protection.find.count", count=count, text=plain(asked)))
    names = finder.names(context.home(), [one.name for one in found.held])
    for held in found.held:
        _one(held, names)
    if found.more:
        st.info(words("protection.find.more", count=found.more))
    if found.elsewhere:
        st.markdown(words("protection.find.elsewhere"))
        st.html(f"<p>{escape(_places(found.elsewhere))}</p>")


def _one(held: Held, names: Mapping[str, Entry]) -> None:
    key = f"held-{held.kind}-{held.id}"
    with st.container(key=key, gap="small"):
        name = finder.name_of(held.name, names, context.language()) if held.name else ""
        st.markdown(f"**{plain(name or words('survey.unnamed'))}**")
        st.html(f'<p class="hees-small">{escape(_facts(held))}</p>')
        with st.container(horizontal=True, key=f"{key}-deeds"):
            _files(held, key)
            if held.has_contact:
                _sure("contact", held, key)
            if held.status != "erased":
                _sure("all", held, key)


def _facts(held: Held) -> str:
    day = show_date(held.since, context.language(), st.context.timezone) if held.since else ""
    status = words(f"team.statuses.{held.status}") if held.status else ""
    parts = (words(f"protection.{held.kind}", id=held.id), status, day, _places(held.where))
    return " · ".join(filter(None, parts))


def _places(where: Mapping[str, int]) -> str:
    """The places of finds in words; a table that has none by its name."""
    parts = []
    for table, rows in sorted(where.items()):
        known = messages().get(f"protection.place.{table.replace('public.', 'public_')}")
        name = known[context.language()] if known else table
        parts.append(words("protection.rows", place=name, count=rows))
    return words("list_separator").join(parts)


def _files(held: Held, key: str) -> None:
    """The data as files for the person; they are made when asked for, which is on the log."""
    ready = st.session_state.get(FILES)
    if ready is None or ready[0] != held.id:
        label = words("protection.export")
        st.button(label, key=f"{key}-export", on_click=_export, args=(held,))
        return
    for form, body in ready[1].items():
        name = f"{context.study().id}-{held.id}-{clock.today()}.{form}"
        st.download_button(
            words(f"protection.download_{form}"),
            body,
            file_name=name,
            mime=FORMS[form][1],
            key=f"{key}-{form}",
            on_click="ignore",
        )


def _export(held: Held) -> None:
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    package = protection.export(context.home(), context.study(), held, account.name)
    files = {form: make(package) for form, (make, _) in FORMS.items()}
    st.session_state[FILES] = (held.id, files)


DEEDS: dict[str, Callable[..., None]] = {
    "contact": protection.delete_contact,
    "all": protection.delete_all,
}


def _sure(deed: str, held: Held, key: str) -> None:
    """A deed that says what it does, and asks once more."""
    with st.popover(words(f"protection.delete.{deed}"), key=f"{key}-{deed}-ask"):
        st.markdown(words(f"protection.delete.{deed}_{held.kind}"))
        st.caption(words("protection.delete.backups"))
        st.button(
            words("protection.delete.sure"),
            key=f"{key}-{deed}",
            type="primary",
            on_click=_delete,
            args=(deed, held),
        )


def _delete(deed: str, held: Held) -> None:
    """Delete, if whoever clicked may still do so, and look again what is left."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    DEEDS[deed](context.home(), held, account.name)
    follow_up()
    st.session_state[TOLD] = words(f"protection.delete.{deed}_done", id=held.id)
    for name in (FILES, "person_found"):
        st.session_state.pop(name, None)


def follow_up() -> None:
    """Take what was deleted off the public pages as well, at once."""
    particulars.sync(context.home(), context.study())
