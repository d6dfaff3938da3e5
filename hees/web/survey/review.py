"""All answers in words, what is missing, and submitting."""

import streamlit as st

from hees.survey import readable, submitting
from hees.survey.drafts import Draft
from hees.survey.path import Field
from hees.web import context, prose
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.survey.current import REVIEW, go
from hees.web.survey.leaving import leaving
from hees.web.survey.sections import section_list


def review_screen(draft: Draft) -> None:
    """All answers in the language on screen, what is missing, and the button to submit."""
    list_column, main = st.columns([3, 8], gap="large")
    with list_column:
        section_list(draft, REVIEW)
    with main:
        prose.title(words("review.title"))
        missing = submitting.gaps(draft)
        if missing:
            _gaps(draft, missing)
        else:
            st.markdown(words("review.ready"))
            prose.prose("consent")
            st.button(
                words("review.submit"),
                key="submit",
                type="primary",
                on_click=_submit,
                args=(draft.response.id,),
            )
        _skipped(draft)
        _all_answers(draft)
        leaving(draft)


def _gaps(draft: Draft, missing: list[submitting.Gap]) -> None:
    st.error(words("review.gaps", count=len(missing)), icon=":material/error:")
    for gap in missing:
        reason = words(f"problem.{gap.problem.code}", limit=gap.problem.limit)
        _field_link(draft, gap.field, "gap", reason)


def _field_link(draft: Draft, at: Field, purpose: str, reason: str = "") -> None:
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


def _submit(response: str) -> None:
    outcome = submitting.submit(context.home(), response, context.language())
    if not isinstance(outcome, list):
        st.session_state["editing"] = False


def _skipped(draft: Draft) -> None:
    skipped = submitting.unanswered(draft)
    if skipped:
        with st.expander(words("review.skipped", count=len(skipped))):
            for field in skipped:
                _field_link(draft, field, "skipped")


def _all_answers(draft: Draft) -> None:
    language = context.language()
    section = entry = ""
    for line in readable.lines(context.home(), draft, language):
        if line.section != section:
            section, entry = line.section, ""
            st.header(section, anchor=False)
        if line.entry != entry:
            entry = line.entry
            st.subheader(plain(entry), anchor=False)
        question = f"{line.question}: {line.item}" if line.item else line.question
        with st.container(key=f"answer-{line.field.question.id}-{line.field.item}", gap=None):
            st.caption(plain(question))
            if line.answer:
                st.text(line.answer)
            else:
                st.caption(words("review.no_answer"))
