"""A private link to copy. Streamlit's own copy button is small, and English only."""

import streamlit as st

from hees.web.context import words

_component = st.components.v2.component(
    "hees.copy_link",
    html='<div class="row"><textarea readonly rows="2"></textarea>'
    '<button type="button"></button></div><p role="status"></p>',
    css="copy_link.css",
    js="copy_link.js",
)


def copy_link(link: str, key: str) -> None:
    """Show `link` in full with a button that copies it."""
    texts = {name: words(f"link.{name}") for name in ("label", "copy", "copied", "selected")}
    _component(data={"link": link, **texts}, key=key)
