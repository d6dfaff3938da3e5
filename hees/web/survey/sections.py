"""One section on a screen, with the list of all sections beside it."""

import streamlit as st

from hees.study import Kind, Section
from hees.survey.drafts import Draft
from hees.survey.path import Field
from hees.survey.progress import Status
from hees.web import context, fields, prose
from hees.web.answering import session
from hees.web.context import words
from hees.web.fields import Form
from hees.web.survey import entry_list
from hees.web.survey.current import REVIEW, go

_ICONS = {
    Status.OPEN: ":material/radio_button_unchecked:",
    Status.STARTED: ":material/pending:",
    Status.DONE: ":material/check_circle:",
}


def section_screen(draft: Draft, screen: str) -> None:
    """The section list beside one section."""
    list_column, main = st.columns([3, 8], gap="large")
    with list_column:
        section_list(draft, screen)
    with main:
        section = draft.questionnaire.section(screen)
        _heading(draft, section)
        side_by_side = len(context.languages()) > 1 and st.toggle(
            words("survey.side_by_side"), key="side_by_side", persist_state="session"
        )
        form = Form(draft, session(draft.response.id), side_by_side)
        if section.repeat:
            entry_list.entry_list(form, section, _fields)
        else:
            _fields(form, draft.path.of(section))
        _back_and_next(draft, section)
        if form.session.reread:
            form.session.reread = False
            st.rerun()


def section_list(draft: Draft, screen: str) -> None:
    with st.container(key="sections", gap=None):
        for section in draft.path.sections:
            status = draft.progress.status[section.id]
            _section_button(section.title[context.language()], section.id, status, screen)
        _section_button(words("review.title"), REVIEW, None, screen)


def _section_button(title: str, name: str, status: Status | None, screen: str) -> None:
    state = f" :gray[{words(f'status.{status}')}]" if status else ""
    st.button(
        f"**{title}**{state}" if name == screen else f"{title}{state}",
        key=f"section-now-{name}" if name == screen else f"section-{name}",
        type="tertiary",
        icon=_ICONS[status] if status else ":material/checklist:",
        on_click=go,
        args=(name,),
    )


def _heading(draft: Draft, section: Section) -> None:
    language = context.language()
    ids = [one.id for one in draft.path.sections]
    number, total = ids.index(section.id) + 1, len(ids)
    with st.container(key="progress"):
        st.caption(
            words(
                "survey.progress",
                number=number,
                total=total,
                minutes=draft.progress.minutes_left,
            )
        )
        st.progress(draft.progress.answered / max(1, draft.progress.asked))
    prose.title(section.title[language])
    if section.intro:
        st.markdown(section.intro[language])


def _fields(form: Form, at: list[Field]) -> None:
    """The fields of one screen. The rows of a scale stand together under its question."""
    asked = None
    for field in at:
        if field.question.kind is Kind.SCALE and asked != field.question.id:
            fields.draw_scale_head(form, field)
        asked = field.question.id
        fields.draw(form, field)


def _back_and_next(draft: Draft, section: Section) -> None:
    ids = [one.id for one in draft.path.sections] + [REVIEW]
    position = ids.index(section.id)
    with st.container(horizontal=True, key="back-next", horizontal_alignment="distribute"):
        if position:
            st.button(words("survey.back"), key="back", on_click=go, args=(ids[position - 1],))
        st.button(
            words("survey.next"),
            key="next",
            type="primary",
            on_click=go,
            args=(ids[position + 1],),
        )
