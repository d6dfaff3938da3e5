"""Releases: how they are made and checked, all of them; or one edition; or two side by side."""

import streamlit as st

from hees.web import comparison, context, prose, releases
from hees.web.context import words
from hees.web.markdown import plain

edition = releases.asked_edition()
view = "all"

if comparison.asked():
    view = "comparison"
    releases.back()
    prose.title(words("releases.compare"))
    comparison.show()
elif edition:
    view = edition.id
    releases.back()
    prose.title(plain(edition.name[context.language()]))
    releases.edition(edition)
else:
    prose.title(words("nav.releases"), words("releases.lead"))
    prose.prose("gate")
    releases.contents()
    releases.section("made")
    releases.steps()
    releases.section("limits")
    releases.limits()
    releases.section("rules")
    releases.rules()
    releases.section("all")
    releases.table()
    releases.section("editions")
    releases.edition_list()

st.session_state["screen"] = releases.screen(view)
