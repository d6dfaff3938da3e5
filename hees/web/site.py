"""The script that runs for every visitor: navigation, language and the frame around the page."""

import streamlit as st

from hees.web import effects, filters, frame, pages
from hees.web.context import study

st.set_page_config(page_title=study().short_title[study().languages[0]], layout="wide")
frame.dress()
language = frame.choose_language()
current = st.navigation([pages.page(name) for name in pages.NAMES], position="top")
filters.follow()
frame.simulated_notice()
current.run()
frame.footer()
effects.apply(language, st.session_state.pop("screen", current.url_path))
