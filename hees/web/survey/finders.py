"""Inputs that find organisations by name while somebody types."""

from typing import Any

import streamlit as st

from hees.study import Kind
from hees.survey import finder
from hees.survey.path import Field
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.survey.answering import Session
from hees.web.survey.form import Form
from hees.web.survey.typed import heard, typed


def found(form: Form, at: Field) -> None:
    """A finder: what is chosen, a search field, and what it finds to choose from."""
    form.session.reconcile(at, form.stored(at), None, drawn=False)
    value = form.shown(at)
    chosen = value if isinstance(value, list) else [value] if value else []
    entries = finder.names(context.home(), chosen)
    for position, one in enumerate(chosen):
        name = finder.name_of(one, entries, context.language())
        with st.container(
            horizontal=True, vertical_alignment="center", key=form.key(at, f"c{position}")
        ):
            st.text(name)
            st.button(
                words("finder.remove"),
                key=form.key(at, f"remove{position}"),
                type="tertiary",
                on_click=_choose_found,
                args=(form.session, at, [*chosen[:position], *chosen[position + 1 :]]),
            )
    most = int(at.question.max or 20) if at.question.kind is Kind.INSTITUTION else 1
    if len(chosen) < most:
        _search(form, at, chosen)


def _search(form: Form, at: Field, chosen: list[Any]) -> None:
    # A new key for each choice made, so that the search field is empty again.
    key = form.key(at, f"search{len(chosen)}-{form.stored(at).revision}")
    form.session.searching[at.key] = (at, chosen, key)
    sent = heard(key)
    typed(
        words("finder.search"),
        sent.text if sent else "",
        key=key,
        language=context.language(),
        placeholder=words("finder.search"),
    )
    text = sent.text.strip() if sent else ""
    if not text:
        return
    with st.container(key=form.key(at, "hits"), gap="small"):
        for entry in finder.find(context.home(), at.question, text):
            name = finder.show(entry, context.language())
            detail = " · ".join(filter(None, [_other_name(entry.matched, name), entry.place]))
            st.button(
                f"{plain(name)} :gray[{plain(detail)}]" if detail else plain(name),
                key=form.key(at, f"hit-{entry.id}"),
                width="stretch",
                on_click=_choose_found,
                args=(form.session, at, [*chosen, {"id": entry.id}]),
            )
        st.button(
            words("finder.as_typed", name=plain(text)),
            key=form.key(at, "as-typed"),
            type="tertiary",
            icon=":material/add:",
            on_click=_choose_found,
            args=(form.session, at, [*chosen, {"name": text}]),
        )


def _other_name(matched: str, name: str) -> str:
    return matched if matched != name else ""


def _choose_found(session: Session, at: Field, chosen: list[Any]) -> None:
    session.searching.pop(at.key, None)
    one = at.question.kind is Kind.ORGANISATION
    session.commit(at, (chosen[0] if chosen else None) if one else chosen)


def keep_searches(session: Session) -> None:
    """Keep names that were typed into finders and not chosen: nothing typed is lost."""
    for at, chosen, key in list(session.searching.values()):
        sent = heard(key)
        if sent and sent.text.strip():
            _choose_found(session, at, [*chosen, {"name": sent.text}])
    session.searching.clear()
