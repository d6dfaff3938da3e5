"""About: who made the study and how, its limits and rules, how to cite it, and its versions."""

import streamlit as st

from hees.web import pages, prose
from hees.web.context import words
from hees.web.readers import about

prose.title(words("nav.about"), words("about.lead"))
about.contents()
prose.prose("about")

for section in filter(about.has, ("method", "history", "partners", "limits")):
    st.header(words(f"about.{section}"), anchor=section)
    prose.prose(f"about_{section}")

st.header(words("about.publication"), anchor="publication")
prose.prose("about_publication")
about.rules()
pages.link("releases", words("nav.releases"))

if about.has("privacy"):
    st.header(words("about.privacy"), anchor="privacy")
    prose.prose("privacy")

st.header(words("about.citation"), anchor="citation")
prose.prose("about_citation")
about.citation()

st.header(words("about.versions"), anchor="versions")
prose.prose("about_versions")
about.versions()

about.contact()
