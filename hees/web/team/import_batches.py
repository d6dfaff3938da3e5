"""The imports so far, each of which can be taken back as a whole."""

import streamlit as st

from hees.language import show_date
from hees.store.imports import Batch
from hees.team.importing import batches
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door
from hees.web.team.import_check import SAID

ASKED = "import_undo"
"""Which batch the person was asked about."""


def show() -> None:
    """Every import, the newest first."""
    st.header(words("importing.batches_title"), anchor=False)
    found = batches.batches(context.home())
    if not found:
        st.caption(words("importing.no_batches"))
        return
    with st.container(key="import_batches"):
        for one in found:
            with st.container(key=f"import-batch-{one.id}", gap="small"):
                _batch(one)


def _batch(one: Batch) -> None:
    source, file = plain(one.source), plain(one.file)
    st.markdown(words("importing.batch", source=source, count=one.rows, file=file))
    made = words("importing.batch_made", date=_day(one.at), who=plain(one.who))
    if one.undone_at:
        undone = words(
            "importing.batch_undone", date=_day(one.undone_at), who=plain(one.undone_by or "")
        )
        st.caption(f"{made} · {undone}")
        return
    st.caption(made)
    if st.session_state.get(ASKED) != one.id:
        st.button(words("importing.undo"), key=f"undo-{one.id}", on_click=_ask, args=(one.id,))
        return
    with st.container(horizontal=True, key=f"import-sure-{one.id}"):
        st.button(
            words("importing.undo_sure", count=one.rows),
            key=f"undo-sure-{one.id}",
            type="primary",
            on_click=_undo,
            args=(one.id,),
        )
        st.button(
            words("importing.undo_keep"), key=f"undo-keep-{one.id}", on_click=_ask, args=("",)
        )


def _day(moment: str) -> str:
    return show_date(moment, context.language(), st.context.timezone)


def _ask(id: str) -> None:
    st.session_state[ASKED] = id


def _undo(id: str) -> None:
    account = door.acting(Role.REVIEWER)
    st.session_state.pop(ASKED, None)
    if account is not None and batches.undo(context.home(), id, account.name):
        st.session_state[SAID] = "undone", {}
