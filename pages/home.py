"""Home: what the study is, and the ways in."""

import streamlit as st

from hees.web import context, pages, prose
from hees.web.context import words

study = context.study()
language = context.language()

prose.title(study.title[language], words("home.lead"))
with st.container(horizontal=True, key="ways_in"):
    pages.link("survey", words("home.answer"), ":material/edit_note:")
    pages.link("findings", words("home.read"), ":material/query_stats:")
    pages.link("about", words("home.method"), ":material/menu_book:")
prose.prose("home")
