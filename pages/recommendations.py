"""Recommendations: of the published study, and drafts of the study team under consultation."""

import streamlit as st

from hees.web import context, prose
from hees.web.context import words

language = context.language()

prose.title(words("nav.recommendations"))
prose.prose("recommendations")
for recommendation in context.study().recommendations:
    st.header(recommendation.title[language], anchor=recommendation.id)
    st.markdown(recommendation.text[language])
    audiences = [context.choice_label("audience", code) for code in recommendation.audiences]
    st.caption(words("recommendations.for", audiences=words("list_separator").join(audiences)))
    if recommendation.source:
        st.caption(words("recommendations.source", address=recommendation.source))
    else:
        st.caption(words("recommendations.draft"))
