"""The scheme of codes of a question: for viewers to read, for reviewers to write."""

from collections.abc import Mapping

import streamlit as st

from hees.store.accounts import Account
from hees.store.coding import Code
from hees.team import coding, coding_scheme, roles
from hees.team.coding_scheme import LONGEST_DEFINITION, LONGEST_LABEL
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import comments

EDITED = "coding_edited"
"""Holds the code that is being edited."""


def show(question: str, account: Account) -> None:
    """Every code with its definition; reviewers may edit, move, retire and add."""
    may_write = roles.reaches(account.role, Role.REVIEWER)
    scheme = coding_scheme.codes(context.home(), question)
    st.markdown(words("coding.scheme_explain"))
    found = coding.answers(context.home(), question)
    blind = coding.still_blind(found, account.name)
    used = None if blind else coding.shares(found).counts
    active = coding_scheme.active(scheme)
    for number, code in enumerate(active, start=1):
        with st.container(key=f"code-{code.id}", gap="small"):
            if may_write and st.session_state.get(EDITED) == code.id:
                _form(question, code)
            else:
                _read(code, number, used)
                if may_write:
                    _deeds(question, code, is_first=number == 1)
    if not active:
        st.info(words("coding.no_codes_viewer"))
    if may_write:
        st.header(words("coding.add"), anchor=False)
        _form(question, None)
    retired = [code for code in scheme if code.retired_at]
    if retired:
        with st.expander(words("coding.retired", count=len(retired)), key="codes_retired"):
            for code in retired:
                _read(code, 0, used)
                if may_write:
                    st.button(
                        words("coding.restore"), key=f"restore-{code.id}", on_click=_retire,
                        args=(question, code.id), kwargs={"back": True},
                    )  # fmt: skip


def _read(code: Code, number: int, used: Mapping[str, int] | None) -> None:
    """A code in all languages of the study, with how often it was given, unless that is hidden."""
    languages = context.study().languages
    label = " · ".join(plain(code.label.get(language, "")) for language in languages)
    st.markdown(f"{number}\\. **{label}**" if number else f"**{label}**")
    for language in languages:
        if definition := code.definition.get(language):
            st.caption(plain(definition))
    if used is not None:
        st.caption(words("coding.used", count=used.get(code.id, 0)))


def _deeds(question: str, code: Code, *, is_first: bool) -> None:
    with st.container(horizontal=True, key=f"code-deeds-{code.id}"):
        st.button(words("coding.edit"), key=f"edit-{code.id}", on_click=_edit, args=(code.id,))
        if not is_first:
            st.button(
                words("coding.up"), key=f"up-{code.id}", on_click=_raise, args=(question, code.id)
            )
        st.button(
            words("coding.retire"), key=f"retire-{code.id}", on_click=_retire,
            args=(question, code.id), kwargs={"back": False},
        )  # fmt: skip


def _form(question: str, code: Code | None) -> None:
    """Label and definition in every language. What was typed stays when it is refused."""
    id = code.id if code else "new"
    with st.form(f"code-form-{question}-{id}", enter_to_submit=False):
        languages = context.study().languages
        for language, place in zip(languages, st.columns(len(languages)), strict=True):
            name = context.study().language_names.get(language, language)
            place.text_input(
                words("coding.label", name=name),
                code.label.get(language, "") if code else "",
                key=_field(question, id, "label", language),
                max_chars=LONGEST_LABEL,
            )
            place.text_area(
                words("coding.definition", name=name),
                code.definition.get(language, "") if code else "",
                key=_field(question, id, "definition", language),
                max_chars=LONGEST_DEFINITION,
                height=96,
            )
        with st.container(horizontal=True):
            st.form_submit_button(
                words("coding.save" if code else "coding.add"),
                type="primary",
                on_click=_save,
                args=(question, id),
            )
            if code:
                st.form_submit_button(words("coding.cancel"), on_click=_edit, args=("",))


def _field(question: str, id: str, part: str, language: str) -> str:
    return f"code-{part}-{question}-{id}-{language}"


def _save(question: str, id: str) -> None:
    study, home = context.study(), context.home()
    label, definition = (
        {
            language: st.session_state[_field(question, id, part, language)]
            for language in study.languages
        }
        for part in ("label", "definition")
    )

    def deed(who: str) -> None:
        if id == "new":
            coding_scheme.add_code(home, study, question, label, definition, who)
        else:
            coding_scheme.change_code(home, study, question, id, label, definition, who)

    if not comments.act(deed):
        return
    _edit("")
    if id == "new":
        for language in study.languages:
            for part in ("label", "definition"):
                st.session_state[_field(question, id, part, language)] = ""


def _edit(id: str) -> None:
    st.session_state[EDITED] = id


def _raise(question: str, id: str) -> None:
    comments.act(lambda who: coding_scheme.raise_code(context.home(), question, id, who))


def _retire(question: str, id: str, *, back: bool) -> None:
    def deed(who: str) -> None:
        coding_scheme.retire_code(context.home(), context.study(), question, id, who, back=back)

    comments.act(deed)
