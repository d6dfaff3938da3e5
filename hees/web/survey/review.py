"""All answers in words, what is missing, and submitting."""

import streamlit as st

from hees.release import listing
from hees.survey import drafts, readable, submitting
from hees.survey.drafts import Draft
from hees.web import context, prose
from hees.web.answering import session
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.survey.current import REVIEW
from hees.web.survey.leaving import leaving
from hees.web.survey.sections import field_link, section_list, unsettled_notice


def review_screen(draft: Draft) -> None:
    """All answers in the language on screen, what is missing, and the button to submit."""
    list_column, main = st.columns([3, 8], gap="large")
    with list_column:
        section_list(draft, REVIEW)
    with main:
        prose.title(words("review.title"))
        missing = submitting.gaps(draft)
        unsettled = unsettled_notice(draft)
        if missing:
            _gaps(draft, missing)
        ready = not missing and not unsettled
        if ready:
            st.markdown(words("review.ready"))
        _skipped(draft)
        _all_answers(draft)
        if ready:
            _consent_and_submit(draft)
        leaving(draft)


def _consent_and_submit(draft: Draft) -> None:
    with st.container(key="consent"):
        prose.prose("consent")
        st.button(
            words("review.submit"),
            key="submit",
            type="primary",
            on_click=_submit,
            args=(draft.response.id,),
        )


def _gaps(draft: Draft, missing: list[submitting.Gap]) -> None:
    st.error(words("review.gaps", count=len(missing)), icon=":material/error:")
    for gap in missing:
        reason = words(f"problem.{gap.problem.code}", limit=gap.problem.limit)
        field_link(draft, gap.field, "gap", reason)


def _submit(response: str) -> None:
    draft = drafts.load(context.home(), response)
    if session(response).unsettled_fields(draft.path.fields):
        return  # a save failed meanwhile; the review names it
    outcome = submitting.submit(context.home(), response, context.language())
    if not isinstance(outcome, list):
        st.session_state["editing"] = False
        listing.sync(context.home(), context.study())


def _skipped(draft: Draft) -> None:
    skipped = submitting.unanswered(draft)
    if skipped:
        with st.expander(words("review.skipped", count=len(skipped))):
            for field in skipped:
                field_link(draft, field, "skipped")


def _all_answers(draft: Draft) -> None:
    language = context.language()
    section = entry = ""
    for line in readable.lines(context.home(), draft, language):
        if line.section != section:
            section, entry = line.section, ""
            st.header(section, anchor=False)
        if line.field.entry != entry:
            entry = line.field.entry
            st.subheader(plain(line.entry), anchor=False)
        with st.container(key=f"answer-{line.field.question.id}-{line.field.item}", gap=None):
            st.caption(plain(line.asked))
            if line.answer:
                st.text(line.answer)
            else:
                st.caption(words("review.no_answer"))
