"""Public addresses, for links that are copied, mailed and cited."""

from urllib.parse import urlencode

import streamlit as st

from hees.settings import settings


def site() -> str:
    """The site's public address, as configured or as this visitor reached it."""
    if settings().base_url:
        return settings().base_url
    scheme, _, rest = (st.context.url or "http://127.0.0.1").partition("://")
    return f"{scheme}://{rest.split('/')[0]}"


def address_of(path: str, state: dict[str, str]) -> str:
    """The address of a page in a state, for citations and permalinks."""
    return f"{site()}/{path}?{urlencode({name: value for name, value in state.items() if value})}"
