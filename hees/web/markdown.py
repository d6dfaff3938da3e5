"""Text from people inside Markdown labels: it must stay text."""

_SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in r"\`*_{}[]()#+-.!|<>~$:"})

_LINKS = {"://": ":/\u2060/", "@": "\u2060@\u2060", "www.": "www\u2060."}
"""What Markdown makes links of even when escaped; an invisible joiner keeps it apart."""


def plain(text: str) -> str:
    """Escape everything that Markdown, or Streamlit's additions to it, could read as markup."""
    text = " ".join(text.split())
    for mark, broken in _LINKS.items():
        text = text.replace(mark, broken)
    return text.translate(_SPECIAL)
