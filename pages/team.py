"""Study team: exact counts that follow every change, behind a sign-in."""

import streamlit as st

from hees.web import context, guard, listing, monitor, prose
from hees.web.context import words

account = guard.signed_in()
if account is None:
    guard.closed()
else:
    monitor.remember_revision()
    guard.sign_out_button(account)
    prose.title(words("team.title"), context.study().title[context.language()])
    monitor.follow()
    monitor.counts()
    monitor.any_question()
    listing.show(account.role, st.session_state["team_revision"])
