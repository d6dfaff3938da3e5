"""What changed in the questionnaire since a draft was begun."""

import streamlit as st

from hees.study import Difference
from hees.survey import versions
from hees.survey.drafts import Draft
from hees.web import context, prose
from hees.web.context import words


def changes_screen(draft: Draft, changes: Difference) -> None:
    """What is new since the draft was begun; answering goes on once it has been seen."""
    language = context.language()
    prose.title(words("changes.title"))
    st.markdown(words("changes.explain"))
    for name in ("added", "changed", "removed"):
        questions = getattr(changes, name)
        if questions:
            st.subheader(words(f"changes.{name}"), anchor=False)
            st.markdown("\n".join(f"- {question.label[language]}" for question in questions))
    if changes.sections:
        st.subheader(words("changes.sections"), anchor=False)
        st.markdown("\n".join(f"- {section.title[language]}" for section in changes.sections))
    st.button(
        words("changes.go_on"),
        key="adopt",
        type="primary",
        on_click=versions.adopt,
        args=(context.home(), context.study(), draft.response.id, language),
    )
