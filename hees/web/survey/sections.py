"""One section on a screen, with the list of all sections beside it."""

import streamlit as st

from hees.language import show_time
from hees.study import Kind, Section
from hees.survey import readable
from hees.survey.drafts import Draft
from hees.survey.path import Field
from hees.survey.progress import Status
from hees.web import context, prose
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.survey import entry_list, fields
from hees.web.survey.answering import session
from hees.web.survey.current import REVIEW, go
from hees.web.survey.form import Form

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
        form.session.searching.clear()
        unsettled_notice(draft, besides=section.id)
        if section.repeat:
            entry_list.entry_list(form, section, _fields)
        else:
            _fields(form, draft.path.of(section))
        _back_and_next(draft, section)
        _announce(form)
        if form.session.reread:
            form.session.reread = False
            st.rerun()


def unsettled_notice(draft: Draft, besides: str = "") -> bool:
    """Name the answers on other screens that could not be saved; True when there are any."""
    unsettled = [
        at
        for at in session(draft.response.id).unsettled_fields(draft.path.fields)
        if at.section.id != besides
    ]
    if unsettled:
        st.error(words("survey.unsettled"), icon=":material/cloud_off:")
        for at in unsettled:
            field_link(draft, at, "unsettled")
    return bool(unsettled)


def field_link(draft: Draft, at: Field, purpose: str, reason: str = "") -> None:
    """A button that leads to a field, named by its question."""
    language = context.language()
    parts = [
        readable.entry_title(draft, at, language) if at.entry else "",
        at.question.label[language],
        readable.item_label(at, language),
    ]
    label = ": ".join(filter(None, parts))
    st.button(
        plain(f"{label} — {reason}" if reason else label),
        key=f"{purpose}-{at.question.id}-{at.item}",
        type="tertiary",
        icon=":material/arrow_forward:",
        on_click=go,
        args=(at.section.id, at.entry),
    )


def _announce(form: Form) -> None:
    """Tell screen readers of each save; the fields that are typed into do so themselves."""
    said = ""
    if form.session.last_saved:
        time = show_time(form.session.last_saved, context.language(), st.context.timezone)
        said = words("survey.saved", time=time)
    st.html(f'<p class="hees-heard" role="status">{said}</p>')


def section_list(draft: Draft, screen: str) -> None:
    """All sections with how far each is answered, each leading to its screen."""
    with st.container(key="sections", gap=None):
        for section in draft.path.sections:
            status = draft.progress.status[section.id]
            _section_button(section.title[context.language()], section.id, status, screen)
        _section_button(words("review.title"), REVIEW, None, screen)


def _section_button(title: str, name: str, status: Status | None, screen: str) -> None:
    # An empty circle says by itself that nothing is answered yet.
    state = f" :gray[{words(f'status.{status}')}]" if status not in {None, Status.OPEN} else ""
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
