"""What only the browser can do: the page's language, and a new screen read from its top."""

import streamlit as st

_component = st.components.v2.component("hees.effects", js="effects.js")


def apply(language: str, screen: str) -> None:
    """Tell the browser the language on screen, and which screen this is."""
    _component(data={"lang": language, "screen": screen}, key="effects", height=1)
