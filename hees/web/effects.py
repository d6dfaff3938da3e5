"""What only the browser can do: the page's language, and a new screen read from its top."""

import streamlit as st

from hees.web.context import words

_component = st.components.v2.component("hees.effects", js="effects.js")


def apply(language: str, screen: str) -> None:
    """Tell the browser the language on screen, and which screen this is."""
    texts = {name: words(f"site.{name}") for name in ("menu", "offline", "skip")}
    _component(data={"lang": language, "screen": screen, **texts}, key="effects", height=1)
