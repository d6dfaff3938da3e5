"""Home: what the study is, what is known so far, and the ways in."""

import streamlit as st

from hees.web import context, prose
from hees.web.context import words
from hees.web.readers import home, live

study = context.study()

prose.title(study.title[context.language()], words("home.lead"))
release = live.release()
home.numbers(release)
home.results(release)
st.header(words("home.study"), anchor=False)
prose.prose("home")
st.header(words("home.ways_in"), anchor=False)
home.ways_in()
