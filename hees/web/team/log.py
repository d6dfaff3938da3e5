"""The audit log on the page of accounts and log: to read, to filter, and to keep elsewhere."""

import json
from collections.abc import Sequence
from html import escape

import streamlit as st

from hees import clock
from hees.language import messages
from hees.store import audit
from hees.store.audit import Entry
from hees.store.connection import reading
from hees.team import log_files
from hees.team.roles import Role
from hees.web import context, filters
from hees.web.context import words
from hees.web.pager import pager
from hees.web.team import door, grid

SHOWN = 50
"""So many entries has a page."""

FILES = {"csv": (log_files.as_csv, "text/csv"), "jsonl": (log_files.as_lines, "application/jsonl")}
READY = "log_ready"
"""Where the session keeps the files that were asked for."""


def show() -> None:
    """The newest entries first, of everybody or of one account, of all deeds or of one kind."""
    st.header(words("audit.title"), anchor=False)
    st.markdown(words("audit.explain"))
    _head()
    with reading(context.home().responses) as connection:
        whos, actions = audit.occurring(connection)
    with st.container(horizontal=True, key="log_filters"):
        who = filters.choice("who", words("audit.who"), whos, _who)
        action = filters.choice("action", words("audit.what"), actions, _named)
    with reading(context.home().responses) as connection:
        count = audit.count(connection, who=who, action=action)
        last = max(1, -(-count // SHOWN))
        number = filters.number("page", last)
        found = audit.page(connection, SHOWN, SHOWN * (number - 1), who=who, action=action)
    st.caption(words("audit.count", count=count))
    _table(found)
    pager("audit", number, last)
    _files()


def _head() -> None:
    with reading(context.home().responses) as connection:
        broken, head = audit.broken(connection), audit.head(connection)
    if broken is not None:
        st.error(words("audit.broken", number=broken), icon=":material/gpp_bad:")
    st.html(
        f'<p class="hees-digest">{escape(words("audit.head"))}<br><code>{escape(head)}</code></p>'
    )


def _table(found: Sequence[Entry]) -> None:
    if not found:
        return
    head = [words(f"audit.{name}") for name in ("when", "who", "what", "subject", "detail")]
    head[0] = grid.in_zone(head[0])
    rows = [
        [
            grid.moment(one.at),
            _who(one.who),
            _named(one.action),
            one.subject,
            _detail(one),
        ]
        for one in found
    ]
    grid.table(words("audit.title"), head, rows, kind="texts timed log")


def _who(who: str) -> str:
    """Who acted; whoever is no account is named in words."""
    return words(f"audit.actor.{key}") if (key := who.replace(" ", "_")) in ACTORS else who


ACTORS = {"command_line", "program", "visitor", "respondent", "automatic"}


def _named(action: str) -> str:
    """A deed in words; its name as it is where a newer HEES wrote it."""
    known = messages().get(f"audit.action.{action}")
    return known[context.language()] if known else action


def _detail(entry: Entry) -> str:
    parts = json.loads(entry.detail).items()
    return words("list_separator").join(f"{name} = {_value(value)}" for name, value in parts)


def _value(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _files() -> None:
    """The whole log as files. Taking it out is itself on the log."""
    st.subheader(words("audit.files"), anchor=False)
    st.caption(words("audit.files_explain"))
    ready = st.session_state.get(READY)
    if ready is None:
        st.button(words("audit.prepare"), key="log-prepare", on_click=_prepare)
        return
    day = clock.today()
    with st.container(horizontal=True, key="log_files"):
        for form, body in ready.items():
            name = f"{context.study().id}-log-{day}.{form}"
            label = words(f"audit.download_{form}")
            st.download_button(
                label, body, file_name=name, mime=FILES[form][1], key=f"log-{form}",
                on_click="ignore",
            )  # fmt: skip


def _prepare() -> None:
    """Make the files, if whoever clicked may still do so."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    entries = log_files.taken_out(context.home(), account.name)
    st.session_state[READY] = {form: make(entries) for form, (make, _) in FILES.items()}
