"""The team's look at the questionnaire: one view at a time, named in the address."""

import streamlit as st

from hees.team.questionnaire.versions import versions
from hees.web import context, filters
from hees.web.context import words
from hees.web.team import question_files, question_list, routing_graph, translations, version_diff

VIEWS = ("routing", "translation", "versions", "files")


def show() -> None:
    """The switch between the views, and the one chosen."""
    study = context.study()
    names = {"": words("questionnaire.view.questions")}
    names |= {view: words(f"questionnaire.view.{view}") for view in VIEWS}
    key = f"questionnaire-view-{context.language()}"
    with st.container(key="questionnaire_views"):
        view = filters.buttons(
            st.segmented_control, "view", words("questionnaire.view.label"), names, key
        )
    if view == "routing":
        routing_graph.show(study.questionnaire)
    elif view == "translation":
        translations.show(study, versions(context.home(), study))
    elif view == "versions":
        version_diff.show(versions(context.home(), study))
    elif view == "files":
        question_files.show(study)
    else:
        question_list.show(study.questionnaire, study.languages)
