"""The script that runs for every visitor: navigation, language and the frame around the page."""

import streamlit as st

from hees.web import effects, filters, frame, pages
from hees.web.readers import live

st.set_page_config(layout="wide")
frame.dress()
language = frame.choose_language()
current = st.navigation([pages.page(name) for name in pages.NAMES], position="top")
frame.title(current.url_path or "home")
filters.follow()
frame.simulated_notice()
with live.followed(current.url_path):
    current.run()
frame.footer()
effects.apply(language, st.session_state.pop("screen", frame.screen(current.url_path)))
