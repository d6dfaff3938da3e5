"""Middleware: security headers on every response, and a page shell in the reader's language.

Streamlit's shell is one static file with `lang="en"` and the title "Streamlit"; screen readers
and search engines need better before any script has run.
"""

import base64
import hashlib
import html
import re
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hees.language import say
from hees.web import context, document, pages
from hees.web.visitor import language_of

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

POLICY = (
    "default-src 'self'; "
    "script-src 'self' {scripts}; "
    # Streamlit styles its elements at run time, so inline styles cannot be refused.
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' {socket}; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)

# Streamlit would otherwise look for its server under every folder of the address first.
SERVER_ADDRESS = "<script>window.__streamlit = {BACKEND_BASE_URL: location.origin}</script>"

FONTS = "public, max-age=2592000"
"""How long a browser may keep a font without asking again: a month."""

CHARTED = {"findings"}
"""Pages on which a chart is always first seen: its program is fetched beside the page's own."""

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_AGENT_LINK = re.compile(r'<link rel="service-desc"[^>]*>')


class Shell:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # The page is rewritten as text; compression happens outside of this.
        headers = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        await self.app({**scope, "headers": headers}, receive, _Reply(scope, send))


class _Reply:
    """Sends a response on, holding back an HTML page until it can be rewritten whole."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.send = send
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if self.scope["scheme"] == "https":
                headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            _leave_out_encoding(headers)
            if headers.get("content-type") == "font/woff2":
                headers.setdefault("Cache-Control", FONTS)
            if headers.get("content-type", "").startswith("text/html"):
                self.start = message
            else:
                headers.setdefault("Content-Security-Policy", self._policy(""))
                await self.send(message)
        elif self.start is None or message["type"] != "http.response.body":
            await self.send(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page(self.start)

    async def _send_page(self, start: Message) -> None:
        text = self.body.decode("utf-8", "replace")
        headers = MutableHeaders(scope=start)
        is_shell = '<div id="root">' in text
        if is_shell:
            language = language_of(self.scope)
            is_shell = is_page(self.scope["path"])
            text = localised(text, language) if is_shell else missing(language)
            if self.scope["path"].strip("/") in CHARTED:
                text = text.replace("</head>", f"{_charts_program()}</head>")
            start["status"] = start["status"] if is_shell else 404
            del headers["etag"]
            del headers["last-modified"]
            headers["cache-control"] = "no-cache"
            headers.add_vary_header("Accept-Language")
        body = text.encode()
        headers["content-length"] = str(len(body))
        headers.setdefault("Content-Security-Policy", self._policy(text if is_shell else ""))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})

    def _policy(self, page: str) -> str:
        """Inline scripts are allowed one by one, by their hash."""
        hashes = [
            f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
            for script in _INLINE_SCRIPT.findall(page)
        ]
        host = Headers(scope=self.scope).get("host", "")
        socket = f"ws://{host} wss://{host}" if re.fullmatch(r"[\w.\-:\[\]]+", host) else ""
        return POLICY.format(scripts=" ".join(hashes), socket=socket).replace("  ", " ")


@cache
def _charts_program() -> str:
    """A link to Streamlit's program for charts (4.7 MB), which it asks for only once it has a chart."""
    [program] = Path(st.__file__).parent.glob("static/static/js/PlotlyChart.*.js")
    return f'<link rel="modulepreload" crossorigin href="./static/js/{program.name}">'


def _leave_out_encoding(headers: MutableHeaders) -> None:
    """Take "Accept-Encoding" out of `Vary`: who compresses, outside of this, names it."""
    names = [name.strip() for name in headers.get("vary", "").split(",")]
    kept = [name for name in names if name and name.lower() != "accept-encoding"]
    del headers["vary"]
    if kept:
        headers["vary"] = ", ".join(kept)


def is_page(path: str) -> bool:
    """Whether the site has a page at a path. Streamlit answers every other one with its shell too."""
    return path.strip("/") in {"", *pages.NAMES[1:]}


def missing(language: str) -> str:
    """What to say where there is no page, with the way to the first one."""
    text, home = (html.escape(say(f"missing.{part}", language)) for part in ("text", "home"))
    body = f'<p>{text}</p><p><a href="/?lang={language}">{home}</a></p>'
    return document.page(language, say("missing.title", language), body)


def localised(page: str, language: str) -> str:
    """Streamlit's shell with the language, title and words of this site."""
    study = context.study()
    title = html.escape(study.title[language])
    noscript = html.escape(say("site.noscript", language))
    description = html.escape(say("site.description", language, study=study.title[language]))
    page = page.replace('<html lang="en">', f'<html lang="{language}">')
    page = page.replace(
        "<title>Streamlit</title>",
        f'<title>{title}</title>\n    <meta name="description" content="{description}">'
        f"\n    <style>{document.BACKDROP}</style>\n    {SERVER_ADDRESS}",
    )
    page = _AGENT_LINK.sub("", page)
    return _NOSCRIPT.sub(f"<noscript><h1>{title}</h1><p>{noscript}</p></noscript>", page)
