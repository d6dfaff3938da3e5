"""Text from people inside Markdown labels: it must stay text."""

_SPECIAL = str.maketrans({letter: f"\\{letter}" for letter in r"\`*_{}[]()#+-.!|<>~$:@"})


def plain(text: str) -> str:
    """Escape everything that Markdown, or Streamlit's additions to it, could read as markup."""
    return " ".join(text.split()).translate(_SPECIAL)
