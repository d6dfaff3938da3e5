"""Middleware: what may come in at all, before anything reads it: from whom, and how much.

Streamlit answers a WebSocket from any page of the visitor's own machine, and its endpoint for
files takes them from whoever has a page open; the site is stricter.
"""

from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

UPLOADS = "/_stcore/upload_file/"
MOST_BYTES = 100_000
"""Of a request that is no file: the site's forms hold a name and passwords."""

_may_send: set[str] = set()


class Intake:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and _is_foreign(Headers(scope=scope)):
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] == "http" and (status := _refusal(scope)):
            await PlainTextResponse("", status, {"Connection": "close"})(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def uploader_shown() -> None:
    """Let the open page send files. For pages that asked for the role, where they draw the field."""
    context = get_script_run_ctx()
    if context and st.runtime.exists():
        _may_send.add(context.session_id)


def _is_foreign(headers: Headers) -> bool:
    """Whether another site's page opens the connection; programs name no origin."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host", "-")


def _refusal(scope: Scope) -> int | None:
    """The status to refuse a request with, or None."""
    path, headers = scope["path"], Headers(scope=scope)
    if path.startswith(UPLOADS):
        session = path.removeprefix(UPLOADS).partition("/")[0]
        return None if session in _may_send else 403
    if "transfer-encoding" in headers:
        return 411
    length = headers.get("content-length", "0")
    return None if length.isdigit() and int(length) <= MOST_BYTES else 413
