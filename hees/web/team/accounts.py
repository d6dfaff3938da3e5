"""The study team's accounts on the page of accounts and log; for administrators."""

from collections.abc import Callable

import streamlit as st

from hees.language import show_date, show_number
from hees.store.accounts import Account, Known
from hees.team import accounts, passwords, signing_in
from hees.team.accounts import AccountError
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door, grid

TOLD, PASSWORD = "account_told", "account_password"
"""Where the session keeps how the last deed went, and a password to show once."""


def show(account: Account) -> None:
    """Every account, and forms to add one and to change one."""
    st.header(words("accounts.title"), anchor=False)
    st.caption(words("accounts.explain", days=signing_in.SESSION_DAYS))
    found = accounts.everybody(context.home())
    _table(found)
    _told()
    left, right = st.columns(2, gap="large")
    with left:
        _add()
    with right:
        _change(found, account)


def _table(found: list[Known]) -> None:
    language = context.language()
    head = [words(f"accounts.{name}") for name in ("name", "role", "way_in", "sessions", "since")]
    rows = [
        [
            one.account.name,
            words(f"team.roles.{one.account.role}"),
            _way_in(one.account),
            show_number(one.sessions, language),
            show_date(one.created_at, language, st.context.timezone),
        ]
        for one in found
    ]
    grid.table(words("accounts.title"), head, rows, kind="texts")


def _way_in(account: Account) -> str:
    """How the account may sign in, or that it may not."""
    if account.disabled:
        return words("accounts.disabled")
    ways = [words("accounts.temporary" if account.temporary else "accounts.by_password")]
    if account.password_hash is None:
        ways = []
    if account.email:
        ways.append(words("accounts.by_email", email=account.email))
    return words("list_separator").join(ways)


def _told() -> None:
    """How the last deed went; a password only in the run right after it was made."""
    if told := st.session_state.pop(TOLD, None):
        done, text = told
        (st.success if done else st.error)(text)
    if made := st.session_state.pop(PASSWORD, None):
        name, password = made
        with st.container(key="account_password"):
            st.markdown(words("accounts.password_once", name=plain(name)))
            st.code(password, language=None)


def _add() -> None:
    language = context.language()
    st.subheader(words("accounts.add"), anchor=False)
    with st.form(f"account-add-{language}", border=False, clear_on_submit=True):
        st.text_input(words("accounts.name"), key="account-new-name", max_chars=40)
        st.selectbox(
            words("accounts.role"),
            list(Role),
            format_func=lambda role: words(f"team.roles.{role}"),
            key=f"account-new-role-{language}",
        )
        st.text_input(words("accounts.email"), key="account-new-email", max_chars=200)
        st.checkbox(words("accounts.with_password"), value=True, key="account-new-password")
        st.form_submit_button(words("accounts.add"), on_click=_added)


def _added() -> None:
    state = st.session_state
    name = state["account-new-name"].strip().casefold()
    role = state[f"account-new-role-{context.language()}"]
    password = passwords.new_password() if state["account-new-password"] else None

    def add(who: str) -> str:
        email = state["account-new-email"].strip() or None
        accounts.add(
            context.home(), name, role, password=password, email=email, temporary=True, who=who
        )
        return words("accounts.done.add", name=plain(name))

    if _try(add) and password:
        state[PASSWORD] = (name, password)


def _change(found: list[Known], own: Account) -> None:
    language = context.language()
    st.subheader(words("accounts.change"), anchor=False)
    by_name = {one.account.name: one.account for one in found}
    name = st.selectbox(words("accounts.name"), list(by_name), key="account-chosen")
    if name is None:
        return
    account = by_name[name]
    if name == own.name:
        st.caption(words("accounts.own"))
    role = st.selectbox(
        words("accounts.role"),
        list(Role),
        index=list(Role).index(Role(account.role)),
        format_func=lambda role: words(f"team.roles.{role}"),
        key=f"account-role-{name}-{account.role}-{language}",
    )
    same = role == account.role
    with st.container(horizontal=True, key="account_deeds"):
        _button("role", name, disabled=same, role=role)
        _button("enable" if account.disabled else "disable", name)
        _button("end", name)
        _button("password", name)


def _button(deed: str, name: str, *, disabled: bool = False, role: str = "") -> None:
    st.button(
        words(f"accounts.deed.{deed}"),
        key=f"account-{deed}",
        disabled=disabled,
        on_click=_changed,
        args=(deed, name, role),
    )


def _changed(deed: str, name: str, role: str) -> None:
    home, password = context.home(), passwords.new_password()
    deeds: dict[str, Callable[[str], object]] = {
        "role": lambda who: accounts.change_role(home, name, role, who=who),
        "enable": lambda who: accounts.enable(home, name, who=who),
        "disable": lambda who: accounts.disable(home, name, who=who),
        "end": lambda who: accounts.end_sessions(home, name, who=who),
        "password": lambda who: accounts.change_password(
            home, name, password, temporary=True, who=who
        ),
    }

    def do(who: str) -> str:
        deeds[deed](who)
        return words(f"accounts.done.{deed}", name=plain(name))

    if _try(do) and deed == "password":
        st.session_state[PASSWORD] = (name, password)


def _try(deed: Callable[[str], str]) -> bool:
    """Do something, if whoever clicked may still do so, and note how it went."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return False
    try:
        st.session_state[TOLD] = (True, deed(account.name))
    except AccountError as error:
        values = {name: plain(str(value)) for name, value in error.values.items()}
        st.session_state[TOLD] = (False, words(f"accounts.problem.{error.code}", **values))
        return False
    return True
