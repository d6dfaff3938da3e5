"""The parts of the ASGI app: routes, middleware, start-up and the last resort for errors."""

import logging
import secrets
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from hees import discreet
from hees.release import worker
from hees.settings import settings
from hees.store.connection import StoreUnavailable
from hees.store.home import Home
from hees.survey.drafts import LinkEnded
from hees.team.export import jobs
from hees.team.invitations import post, sending
from hees.web import context, document, health, private_link, sign_in
from hees.web.api import factsheets, paper
from hees.web.api import routes as api
from hees.web.backing_up import backing_up
from hees.web.intake import Intake
from hees.web.packing import Packing
from hees.web.shell import Shell
from hees.web.survey import copies
from hees.web.team import export_route
from hees.web.visitor import language_of

log = logging.getLogger("hees")

routes = [
    Route("/healthz", health.healthz),
    Route("/r/{token}", private_link.open_link),
    Route("/copy/{response}.{form}", copies.copy),
    *factsheets.routes,
    *paper.routes,
    *api.routes,
    *export_route.routes,
    Route("/sign-in", sign_in.sign_in, methods=["GET", "POST"]),
    Route("/sign-out", sign_in.sign_out, methods=["POST"]),
]

middleware = [Middleware(Packing), Middleware(Shell), Middleware(Intake)]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncGenerator[dict[str, Any]]:
    """Load the study and bring the databases up to date.

    Beside the pages, releases and backups are made when due, mails sent, and old exports deleted.
    """
    discreet.install()
    context.study()
    try:
        context.home()
    except StoreUnavailable as error:
        # Serve all the same: pages and /healthz say what is wrong.
        log.error("the databases are not usable: %s", error)
    swept = jobs.kept_swept(Home(settings().home))
    with _releases(), backing_up(settings()), _mails(), swept:
        yield {}


def _releases() -> AbstractContextManager[None]:
    """The release worker, unless HEES_RELEASE is off."""
    if not settings().releases:
        return nullcontext()
    return worker.working(Home(settings().home), context.study())


def _mails() -> AbstractContextManager[None]:
    """What sends the mails of the outbox, where a mail server is set."""
    if not settings().mail.host:
        return nullcontext()
    if unset := post.unset(settings().mail):
        log.error("no mail is sent by this server: set %s", ", ".join(unset))
        return nullcontext()
    return sending.mailing_worker(Home(settings().home), context.study())


def log_error(error: BaseException) -> str:
    """Log an error with its traceback under an id, and return the id for the person to quote."""
    error_id = secrets.token_hex(4)
    log.error("error %s", error_id, exc_info=error)
    return error_id


def on_script_error(error: Exception) -> bool:
    """Tell a visitor what happened, in words; the traceback goes to the log."""
    if isinstance(error, StoreUnavailable):
        log.error("store: %s", error)
        st.error(context.words(f"trouble.{error.trouble}"), icon=":material/database_off:")
    elif isinstance(error, LinkEnded):
        st.error(context.words("link.ended"), icon=":material/link_off:")
    else:
        st.error(context.words("error.page", id=log_error(error)), icon=":material/error:")
    return True


async def _server_error(request: Request, error: Exception) -> Response:
    language = language_of(request.scope)
    text = document.message(language, "error.title", "error.page", id=log_error(error))
    return HTMLResponse(text, status_code=500)


async def _store_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, StoreUnavailable)
    log.error("store: %s", error)
    language = language_of(request.scope)
    text = document.message(language, "error.title", f"trouble.{error.trouble}")
    return HTMLResponse(text, status_code=503)


exception_handlers = {StoreUnavailable: _store_error, Exception: _server_error}
