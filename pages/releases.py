"""Releases: how they are made and checked, all of them; or one edition; or two side by side."""

import streamlit as st

from hees.web import context, prose
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.readers import comparison, editions, releases

edition = editions.asked()
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
    editions.show(edition)
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
    editions.all_of_them()

st.session_state["screen"] = releases.screen(view)
