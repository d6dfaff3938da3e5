"""Study team: partnerships from files, checked before anything is written, and undone as a whole."""

import streamlit as st

from hees.web.context import words
from hees.web.team import door, import_batches, import_check, import_file, import_names

if door.enter("team_import"):
    st.markdown(words("importing.explain"))
    import_check.said()
    if upload := import_file.ask():
        found = import_check.draft(upload)
        import_names.settle(upload, found)
        import_check.show(upload, found)
    import_batches.show()
