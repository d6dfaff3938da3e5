"""Who may enter the study team's pages, and what stands at the head of each."""

from pathlib import Path

import streamlit as st

from hees.store.accounts import Account
from hees.team import roles, signing_in
from hees.team.roles import Role
from hees.web import context, pages, prose
from hees.web.context import words
from hees.web.sign_in import COOKIE

_STYLE = Path(__file__).parent / "team.css"

NEEDED = {
    "team": Role.VIEWER,
    "team_responses": Role.VIEWER,
    "team_comments": Role.VIEWER,
    "team_invitations": Role.REVIEWER,
    "team_import": Role.REVIEWER,
    "team_export": Role.VIEWER,
    "team_questionnaire": Role.VIEWER,
    "team_releases": Role.VIEWER,
    "team_protection": Role.ADMINISTRATOR,
    "team_log": Role.ADMINISTRATOR,
}
"""The least role that sees each page. What a page lets somebody do is asked again at the deed."""


def enter(page: str) -> Account | None:
    """Draw the head of a team page; None, behind a closed door, for whoever may not see it."""
    account = signed_in()
    if account is None:
        _closed()
        return None
    st.html(_STYLE)
    _head(account, page)
    prose.title(_name(page))
    if not roles.reaches(account.role, NEEDED[page]):
        st.info(words("team.needs_role", role=words(f"team.roles.{NEEDED[page]}")))
        return None
    return account


def acting(needed: Role) -> Account | None:
    """The account that does something now, if it still may: to be asked at the deed itself."""
    account = signed_in()
    return account if account and roles.reaches(account.role, needed) else None


def signed_in() -> Account | None:
    """The team member who is looking: by session cookie, or vouched for by single sign-on."""
    if token := st.context.cookies.get(COOKIE):
        return signing_in.signed_in(context.home(), token)
    if getattr(st.user, "is_logged_in", False) and getattr(st.user, "email_verified", True):
        return signing_in.by_email(context.home(), str(st.user.email))
    return None


def single_sign_on() -> bool:
    """True when an OpenID Connect provider is configured in `.streamlit/secrets.toml`."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def _closed() -> None:
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


def _name(page: str) -> str:
    """What a page is called among the team's pages: the first has their common name in the menu."""
    return words("team.monitor" if page == "team" else f"nav.{page}")


def _head(account: Account, page: str) -> None:
    """The way to the other pages, the account's name, and how to end its session."""
    role = words(f"team.roles.{account.role}")
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="signed-in",
    ):
        st.caption(words("team.signed_in", name=account.name, role=role))
        if COOKIE in st.context.cookies:
            st.html(
                f'<form method="post" action="/sign-out?lang={context.language()}">'
                f'<button class="hees-quiet">{words("team.sign_out")}</button></form>',
                width="content",
            )
        else:
            st.button(words("team.sign_out"), on_click=st.logout)
    with st.container(horizontal=True, key="team_pages"):
        for name in pages.TEAM:
            if roles.reaches(account.role, NEEDED[name]):
                label = _name(name)
                pages.link(name, f"**{label}**" if name == page else label)
