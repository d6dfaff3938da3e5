"""About: methodology, limits, privacy."""

import streamlit as st

from hees.web import prose
from hees.web.context import words

prose.title(words("nav.about"))
prose.prose("about")
st.header(words("about.privacy"), anchor="privacy")
prose.prose("privacy")
