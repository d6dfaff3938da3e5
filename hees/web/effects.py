"""What only the browser can do: the page's language, and a new screen read from its top."""

import streamlit as st

from hees.web.context import words

_PARTS = ("close_menu", "open_list", "choose_file", "progress")
"""Parts of the page that Streamlit names in English only."""

_component = st.components.v2.component("hees.effects", js="effects.js")


def apply(language: str, screen: str) -> None:
    """Tell the browser the language on screen, and which screen this is."""
    texts = {name: words(f"site.{name}") for name in ("menu", "offline", "skip")}
    names = {name: words(f"site.parts.{name}") for name in _PARTS} | {"menu": texts["menu"]}
    data = {"lang": language, "screen": screen, "names": names, **texts}
    _component(data=data, key="effects", height=1)
