"""Start the site: `streamlit run` finds `app` here. All it is made of stands in `hees/web/`."""

from pathlib import Path

import streamlit as st

from hees.web.server import exception_handlers, lifespan, middleware, on_script_error, routes

app = st.App(
    Path(__file__).parent / "hees/web/site.py",
    routes=routes,
    middleware=middleware,
    lifespan=lifespan,
    on_script_error=on_script_error,
    exception_handlers=exception_handlers,
)
