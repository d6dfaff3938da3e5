"""Resources: the intermediary actors between the institutions of the two countries."""

import streamlit as st

from hees.web import directory, prose
from hees.web.context import words

prose.title(words("nav.resources"))
prose.prose("resources")
st.header(words("resources.directory"), anchor=False)
directory.table()
