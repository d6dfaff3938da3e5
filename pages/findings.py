"""Findings: what the study has published so far, and how survey results will appear."""

import streamlit as st

from hees.web import context, prose
from hees.web.context import words

study = context.study()
language = context.language()

prose.title(words("nav.findings"))
prose.prose("findings")
st.header(words("findings.topics"), anchor=False)
for topic in study.topics:
    st.subheader(topic.title[language], anchor=False)
    st.markdown(topic.lead[language])
