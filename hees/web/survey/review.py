"""All answers in words, what is missing, and submitting."""

import streamlit as st

from hees.release import listing
from hees.survey import drafts, readable, submitting
from hees.survey.drafts import Draft
from hees.web import answers, context, prose
from hees.web.context import words
from hees.web.survey.answering import session
from hees.web.survey.current import REVIEW, go
from hees.web.survey.leaving import leaving
from hees.web.survey.sections import field_link, section_list, unsettled_notice


def review_screen(draft: Draft) -> None:
    """What is missing, the answers in the language on screen, and the button to submit."""
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
        _given(draft)
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
        field_link(draft, gap.field, "gap", _reason(gap))


def _reason(gap: submitting.Gap) -> str:
    """What is wrong with an answer; of one that is missing, only that."""
    if gap.problem.code == "required":
        return words("review.no_answer")
    return words(f"problem.{gap.problem.code}", limit=gap.problem.limit)


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


def _given(draft: Draft) -> None:
    """The answers, section by section, with the way back to each. What has none is named above."""
    language = context.language()
    given = [line for line in readable.lines(context.home(), draft, language) if line.answer]
    for section in draft.path.sections:
        with st.container(key=f"given-{section.id}"):
            with st.container(horizontal=True, key=f"given-head-{section.id}"):
                st.header(section.title[language], anchor=False)
                st.button(
                    words("review.change"),
                    key=f"change-{section.id}",
                    type="tertiary",
                    on_click=go,
                    args=(section.id,),
                )
            lines = [line for line in given if line.field.section.id == section.id]
            if lines:
                st.html(answers.listed(lines))
            else:
                st.caption(words("review.no_answer"))
