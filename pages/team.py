"""Study team: exact counts that follow every change, behind a sign-in."""

import streamlit as st

from hees.web.team import door, listing, monitor

if account := door.enter("team"):
    monitor.remember_revision()
    monitor.follow()
    monitor.counts()
    monitor.any_question()
    listing.show(account, st.session_state["team_revision"])
