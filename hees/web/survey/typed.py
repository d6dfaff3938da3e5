"""A text field that is sent while it is being typed, and again until the server has it.

Streamlit's own fields are sent on blur, or lose what was typed when the connection drops. This one
sends a moment after the last key, never during IME composition, and repeats every 5 s until the
server says that it heard exactly this text. Text typed while the server was away arrives later.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

_component = st.components.v2.component(
    "hees.typed",
    html='<label><span></span></label><p class="count"></p><p class="note" role="status"></p>',
    css="typed.css",
    js="typed.js",
)


# As long as what the field in the browser has to know: one parameter each, handed on as it is.
def typed(
    label: str,
    value: str,
    *,
    key: str,
    language: str,
    revision: int = 0,
    mine: int = 0,
    settled: bool = True,
    on_change: Callable[..., None] | None = None,
    args: tuple[Any, ...] = (),
    lines: int = 1,
    longest: int = 0,
    counter: str = "",
    placeholder: str = "",
    unit: str = "",
    mode: str = "",
    autocomplete: str = "off",
    short: bool = False,
    invalid: bool = False,
    required: bool = False,
    note: str = "",
    waiting: str = "",
) -> None:
    """Draw the field showing `value`. What was typed is `heard(key)`, also inside `on_change`.

    `revision` is that of `value`, `mine` that of the last save from this field; `settled` is False
    while the field shows text that is not stored. `note` is shown while nothing newer was typed,
    `waiting` when the server does not answer. `counter` is shown from half of `longest` characters on, with `{n}` for their number.
    """
    _component(
        data={
            "label": label,
            "value": value,
            "heard": sent.text if (sent := heard(key)) else None,
            "revision": revision,
            "mine": mine,
            "settled": settled,
            "lines": lines,
            "longest": longest,
            "counter": counter,
            "placeholder": placeholder,
            "unit": unit,
            "mode": mode,
            "autocomplete": autocomplete,
            "short": short,
            "invalid": invalid,
            "required": required,
            "note": note,
            "waiting": waiting,
            "key": key,
            "lang": language,
            "pause": 800 if lines > 1 else 350,
        },
        key=key,
        on_sent_change=lambda: on_change(*args) if on_change else None,
    )


@dataclass(frozen=True)
class Sent:
    """What a field sent: its text, and the revision of the answer that the text is based on."""

    text: str
    based_on: int


def heard(key: str) -> Sent | None:
    """What the field with this key sent last, or None."""
    sent = (st.session_state.get(key) or {}).get("sent")
    if not sent:
        return None
    # Half a character, which a browser can send, is no text.
    text = str(sent["text"]).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Sent(text, int(sent["based_on"]))
