"""Findings: an overview, or the page of one topic that the address names."""

import streamlit as st

from hees.web import context, findings, key_figures, prose, quotations, visualisation
from hees.web.context import words

language = context.language()
topic = findings.asked_topic()

if topic is None:
    prose.title(words("nav.findings"), words("findings.lead"))
    prose.prose("findings")
    st.header(words("findings.topics"), anchor=False)
    findings.topic_cards()
    quotations.draw("")
else:
    prose.title(topic.title[language], topic.lead[language])
    findings.topic_links(topic)
    prose.prose(f"topic_{topic.id}")
    key_figures.draw(topic)
    findings.fact_sheet(topic)
    st.header(words("findings.data"), anchor="data")
    if topic.charts:
        with st.container(key="hint"):
            st.caption(words("findings.hint"))
        visualisation.show(topic)
    else:
        st.info(words("findings.no_charts"))
    quotations.draw(topic.id)

st.header(words("explore.title"), anchor=False)
findings.explore()
