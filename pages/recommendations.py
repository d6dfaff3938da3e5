"""Recommendations: of the published study, and drafts of the study team, each with its evidence."""

import streamlit as st

from hees.web import context, prose
from hees.web.context import words
from hees.web.readers import claims, live, recommendations

if context.study().recommendations:
    prose.title(words("nav.recommendations"), words("recommendations.lead"))
    prose.prose("recommendations")
    shown = recommendations.chosen()
    recommendations.summary(len(shown))
    recommendations.contents(shown)
    release = live.release()
    live.bar(release, "recommendations")
    claims.legend()
    for recommendation in shown:
        recommendations.draw(recommendation, release)
else:
    prose.title(words("nav.recommendations"))
    prose.prose("recommendations")
    st.info(words("recommendations.empty"))
