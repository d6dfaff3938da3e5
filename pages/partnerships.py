"""Partnerships: the inventory with its filters, or the page of one partnership."""

import streamlit as st

from hees.web import context, filters, prose
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.readers import partnership, partnerships

one = partnerships.asked()

if one:
    partnerships.back()
    prose.title(plain(one.name[context.language()]))
    partnership.facts(one)
    partnership.related(one)
    partnership.take(one)
else:
    prose.title(words("nav.partnerships"))
    if filters.asked("id"):
        st.warning(words("partnerships.gone"))
    prose.prose("partnerships")
    st.header(words("partnerships.find"), anchor="find")
    partnerships.results(partnerships.find())
    partnerships.maps()

st.session_state["screen"] = partnerships.screen()
