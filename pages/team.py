"""Study team: exact counts that follow every change, and releases, behind a sign-in."""

import streamlit as st

from hees.web import context, guard, listing, monitor, prose, team_release
from hees.web.context import words

account = guard.signed_in()
if account is None:
    guard.closed()
else:
    guard.sign_out_button(account)
    prose.title(words("team.title"), context.study().title[context.language()])
    if team_release.is_open():
        team_release.remember()
        team_release.follow()
        team_release.show(account.role)
    else:
        monitor.remember_revision()
        monitor.follow()
        monitor.counts()
        monitor.any_question()
        listing.show(account.role, st.session_state["team_revision"])
