"""Draws one field of the questionnaire and says what became of the answer.

For each kind of question one function draws the input (`choices`, `typed_input`, `finders`); `draw`
adds the words around it. Every input saves in its callback, before anything is drawn again.
"""

from collections.abc import Callable

import streamlit as st

from hees.language import say
from hees.study import TYPED_KINDS, Kind
from hees.survey import finder
from hees.survey.drafts import Conflict
from hees.survey.path import Field
from hees.survey.readable import in_words
from hees.survey.values import problem
from hees.web import context
from hees.web.context import words
from hees.web.survey import choices
from hees.web.survey.answering import Failed
from hees.web.survey.finders import found
from hees.web.survey.form import Form
from hees.web.survey.typed import heard
from hees.web.survey.typed_input import typed_input


def draw(form: Form, at: Field) -> None:
    """Draw a field: question, hint, input, and what became of the answer."""
    is_row = at.question.kind is Kind.SCALE
    with st.container(key=f"{'row' if is_row else 'field'}-{at.question.id}-{at.item}"):
        if is_row:
            choices.scale_row(form, at)
        else:
            _question(form, at)
            _INPUTS[at.question.kind](form, at)
        _outcome(form, at)


def draw_scale_head(form: Form, at: Field) -> None:
    """The question above the rows of a scale."""
    with st.container(key=f"scale-{at.question.id}"):
        _question(form, at)


def _question(form: Form, at: Field) -> None:
    """The question's words; side by side, one column a language."""
    shown = form.languages()
    with st.container(key=f"asked-{at.question.id}-{at.entry}"):
        for column, language in zip(st.columns(len(shown)), shown, strict=True):
            required = f" :gray[{say('survey.required', language)}]" if at.question.required else ""
            column.markdown(f"**{_plain(at.question.label[language])}**{required}")
            if at.question.help:
                column.caption(at.question.help[language])


def _plain(text: str) -> str:
    """Text of the study inside bold Markdown: an asterisk of its own would end it."""
    return text.replace("*", r"\*")


_INPUTS: dict[Kind, Callable[[Form, Field], None]] = {
    Kind.SINGLE: choices.single,
    Kind.MULTI: choices.multi,
    Kind.RANK: choices.rank,
    Kind.INSTITUTION: found,
    Kind.ORGANISATION: found,
} | dict.fromkeys(TYPED_KINDS, typed_input)


def _outcome(form: Form, at: Field) -> None:
    note = form.session.notes.get(at.key)
    if isinstance(note, Failed):
        _failed(form, at, note)
    elif isinstance(note, Conflict):
        _conflict(form, at, note)
    elif wrong := problem(at.question, form.stored(at).value):
        st.error(words(f"problem.{wrong.code}", limit=wrong.limit), icon=":material/error:")
    if at.question.kind in TYPED_KINDS:
        return  # the field itself says what became of it
    with st.container(horizontal=True, key=f"after-{at.question.id}-{at.item}"):
        if said := form.note(at):
            st.caption(said)
        if at.question.kind in {Kind.SINGLE, Kind.SCALE} and form.shown(at) is not None:
            # A radio button cannot be unchosen, and a question can be left without an answer.
            st.button(
                words("survey.clear"),
                key=form.key(at, "clear"),
                type="tertiary",
                on_click=choices.clear,
                args=(form.session, at, form.choice_key(at)),
            )


def _failed(form: Form, at: Field, note: Failed) -> None:
    st.error(words(note.reason), icon=":material/cloud_off:")
    if note.reason == "save.too_large":
        return  # trying again cannot help
    st.button(
        words("survey.retry"),
        key=form.key(at, "retry"),
        on_click=form.session.retry,
        args=(at,),
    )


def _conflict(form: Form, at: Field, note: Conflict) -> None:
    language = context.language()
    entries = finder.names(context.home(), [note.mine, note.theirs])
    with st.container(border=True, key=form.key(at, "conflict")):
        st.markdown(f"**{words('conflict.title')}**")
        for name, value in (("mine", note.mine), ("theirs", note.theirs)):
            st.caption(words(f"conflict.{name}"))
            st.text(in_words(at.question, value, entries, language) or words("review.no_answer"))
        with st.container(horizontal=True):
            for name, settle in (
                ("keep_mine", form.session.keep_mine),
                ("keep_theirs", form.session.keep_theirs),
            ):
                st.button(
                    words(f"conflict.{name}"),
                    key=form.key(at, name),
                    on_click=_settle_conflict,
                    args=(form, at, settle),
                )


def _settle_conflict(form: Form, at: Field, settle: Callable[[Field], None]) -> None:
    settle(at)
    if at.question.kind in TYPED_KINDS:
        # The browser still holds the text that it sent, and Streamlit may report it once more.
        form.session.rejected[at.key] = heard(form.key(at))
        return
    for key in [key for key in st.session_state if str(key).startswith(form.key(at))]:
        del st.session_state[key]
