"""Recommendations: of the published study, and drafts of the study team, each with its evidence."""

import streamlit as st

from hees.web import context, prose, recommendations
from hees.web.context import words

if context.study().recommendations:
    prose.title(words("nav.recommendations"), words("recommendations.lead"))
    prose.prose("recommendations")
    shown = recommendations.chosen()
    recommendations.summary(len(shown))
    for recommendation in shown:
        recommendations.draw(recommendation)
else:
    prose.title(words("nav.recommendations"))
    prose.prose("recommendations")
    st.info(words("recommendations.empty"))
