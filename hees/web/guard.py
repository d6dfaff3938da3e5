"""Who may see the study team's pages."""

import streamlit as st

from hees.store.accounts import Account
from hees.team import accounts
from hees.web import context, prose
from hees.web.context import words
from hees.web.sign_in import COOKIE


def single_sign_on() -> bool:
    """True when an OpenID Connect provider is configured in `.streamlit/secrets.toml`."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def signed_in() -> Account | None:
    """The team member who is looking: by session cookie, or vouched for by single sign-on."""
    if token := st.context.cookies.get(COOKIE):
        return accounts.signed_in(context.home(), token)
    if getattr(st.user, "is_logged_in", False) and getattr(st.user, "email_verified", True):
        return accounts.by_email(context.home(), str(st.user.email))
    return None


def closed() -> None:
    """What anybody else sees of a team page."""
    prose.title(words("team.title"))
    st.markdown(words("team.closed"))
    st.html(
        f'<a class="hees-button" href="/sign-in?lang={context.language()}">'
        f"{words('team.sign_in')}</a>"
    )
    if single_sign_on():
        if getattr(st.user, "is_logged_in", False):
            st.warning(words("team.no_account", email=str(st.user.email)))
            st.button(words("team.sign_out"), on_click=st.logout)
        else:
            st.button(words("team.single_sign_on"), on_click=st.login)


def sign_out_button(account: Account) -> None:
    """Name the account, and end its session."""
    role = words(f"team.roles.{account.role}")
    with st.container(horizontal=True, horizontal_alignment="distribute", key="signed-in"):
        st.caption(words("team.signed_in", name=account.name, role=role))
        if COOKIE in st.context.cookies:
            st.html(
                f'<form method="post" action="/sign-out?lang={context.language()}">'
                f'<button class="hees-quiet">{words("team.sign_out")}</button></form>',
                width="content",
            )
        else:
            st.button(words("team.sign_out"), on_click=st.logout)
