"""Findings: an overview, or the page of one topic that the address names."""

import streamlit as st

from hees.web import context, prose
from hees.web.context import words
from hees.web.readers import key_figures, quotations, topics, visualisation

language = context.language()
topic = topics.asked()

if topic is None:
    prose.title(words("nav.findings"), words("findings.lead"))
    prose.prose("findings")
    st.header(words("findings.topics"), anchor=False)
    topics.cards()
    quotations.draw("")
else:
    prose.title(topic.title[language], topic.lead[language])
    topics.links(topic)
    prose.prose(f"topic_{topic.id}")
    key_figures.draw(topic)
    topics.fact_sheet(topic)
    st.header(words("findings.data"), anchor="data")
    if topic.charts:
        with st.container(key="hint"):
            st.caption(words("findings.hint"))
        visualisation.show(topic)
    else:
        st.info(words("findings.no_charts"))
    quotations.draw(topic.id)

st.header(words("explore.title"), anchor=False)
topics.explore()
