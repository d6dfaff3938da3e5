"""Filters of a page, kept in its address as codes, so that what they show can be linked.

The address is the truth: fields follow it, also when the reader goes back or changes language.
"""

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from hees.store import releases
from hees.web import context
from hees.web.context import language, words

FOLLOWED = "followed_address"


def follow() -> None:
    """Bring the browser's address up to date after a link from this page to itself.

    Streamlit opens what such a link asks for, but leaves the address as it was.
    """
    before, now = st.session_state.get(FOLLOWED), state()
    st.session_state[FOLLOWED] = now
    if before is not None and before != now:
        st.query_params.from_dict(now)


def asked(name: str, codes: Sequence[str] | None = None) -> str:
    """What the address asks for under a name; "" for nothing, or for a code that there is not."""
    value = st.query_params.get(name, "")
    return value if codes is None or value in codes else ""


def number(name: str, last: int) -> int:
    """A number of the address between 1 and `last`; 1 where it has none."""
    return min(max(_whole(name), 1), max(last, 1))


def release() -> int | None:
    """The release that the address asks for; None for the newest, or where there is none such."""
    given = _whole("release")
    return given if given and releases.one(context.home(), given) else None


def _whole(name: str) -> int:
    """A whole number of the address; 0 where it has none, or one with more digits than any of ours."""
    value = asked(name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0


def choice(
    name: str, label: str, codes: Sequence[str], show: Callable[[str], str], other: str = ""
) -> str:
    """A choice of one code or of none, which is "" and called `other`, by default "All"."""
    value = asked(name, codes)
    key = _key(name, value)
    names = {"": other or words("filters.any")} | {code: show(code) for code in codes}
    st.selectbox(
        label,
        list(names),
        format_func=names.__getitem__,
        key=key,
        on_change=_keep,
    )
    return value


def buttons(
    control: Callable[..., str | None], name: str, label: str, names: Mapping[str, str], key: str
) -> str:
    """A choice among named codes as a row of buttons; "" is the default and not in the address.

    `control` is `st.segmented_control` or `st.pills`; `key` must differ between languages.
    """
    current = asked(name, list(names))
    if st.session_state.get(key) != current:
        st.session_state[key] = current
    chosen = control(
        label,
        list(names),
        format_func=names.__getitem__,
        required=True,
        key=key,
        on_change=lambda: _keep_one(name, st.session_state[key]),
    )
    return chosen or ""


def _keep_one(name: str, code: str) -> None:
    if code:
        st.query_params[name] = code
    else:
        st.query_params.pop(name, None)


def search(label: str, placeholder: str) -> str:
    """A field for words to search for; what was typed counts after a moment, without a key."""
    value = asked("q")
    st.text_input(
        label,
        key=_key("q", value),
        type="search",
        placeholder=placeholder,
        max_chars=200,
        live="400ms",
        on_change=_keep,
    )
    return value


def private_search(place: str, label: str, placeholder: str) -> str:
    """As `search`, for people and who they work for: what was typed never is in an address.

    Addresses end up in logs and histories. It stays with the open page, by the name of the `place`.
    """
    kept, key = f"searched-{place}", f"search-{place}-{language()}"
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(kept, "")

    def keep() -> None:
        st.session_state[kept] = st.session_state[key]
        st.query_params.from_dict(state(page=""))

    st.text_input(
        label,
        key=key,
        type="search",
        placeholder=placeholder,
        max_chars=200,
        live="400ms",
        on_change=keep,
    )
    return st.session_state.get(kept, "")


def clear_button(names: Sequence[str], place: str = "") -> None:
    """A button that takes all filters out, and the private search of a `place`, if there are any."""
    if any(asked(name) for name in names) or st.session_state.get(f"searched-{place}"):
        label = words("filters.clear")
        st.button(label, key="filters-clear", on_click=_clear, args=(names, place))


def state(**changes: str) -> dict[str, str]:
    """The parameters of the address with some changed; "" takes one out."""
    changed = st.query_params.to_dict() | changes | {"lang": language()}
    return {name: value for name, value in changed.items() if value}


def printing() -> str:
    """The query of a link to a document: the language, and the release if one is asked for."""
    pinned = release()
    return urlencode({"lang": language()} | ({"release": pinned} if pinned else {}))


def _key(name: str, value: str) -> str:
    """The key of a field that shows `value`. Streamlit knows choices by their labels, so the
    same field in another language is another one."""
    key = f"filter-{name}-{language()}"
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _keep() -> None:
    """Put what all fields hold into the address: one may have changed just before another."""
    fields = {
        parts[1]: st.session_state[key] or ""
        for key in st.session_state
        if (parts := str(key).split("-"))[0] == "filter" and parts[-1] == language()
    }
    st.query_params.from_dict(state(**fields, page=""))


def _clear(names: Sequence[str], place: str) -> None:
    for key in (f"searched-{place}", f"search-{place}-{language()}"):
        st.session_state.pop(key, None)
    st.query_params.from_dict(state(**dict.fromkeys([*names, "page"], "")))
