"""Middleware: replies compressed, and the programs of the page compressed only once.

Their names change with what is in them, so that what was packed for one visitor is right for all.
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PROGRAMS = "/static/"
LEVEL = 4
"""Of nine: it takes 40 % of the time of the last, and leaves 4 % more to send."""

SMALLEST = 1000
"""In bytes: what is smaller is sent as it is."""


class Packing:
    """ASGI middleware; see the module."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.packed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)
        self.kept: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_be_kept(scope):
            await self.packed(scope, receive, send)
        elif scope["path"] in self.kept:
            await self._again(scope, receive, send)
        else:
            await self._first(scope, receive, send)

    async def _first(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compress a reply on its way, and keep what came of it when that will not change."""
        headers, parts = Headers(), []

        async def take(message: Message) -> None:
            nonlocal headers
            if message["type"] == "http.response.start":
                headers = Headers(raw=message["headers"])
            else:
                parts.append(message.get("body", b""))
            await send(message)

        await self.packed(scope, receive, take)
        stays = "immutable" in headers.get("cache-control", "")
        if stays and headers.get("content-encoding") == "gzip":
            self.kept[scope["path"]] = b"".join(parts)

    async def _again(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what was kept, under headers of its own: they depend on who asks."""
        body = self.kept[scope["path"]]

        async def take(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                headers["content-encoding"] = "gzip"
                headers["content-length"] = str(len(body))
                headers.add_vary_header("Accept-Encoding")
                await send(message)
                await send({"type": "http.response.body", "body": body})
            elif message["type"] == "http.response.start":  # the visitor has it already
                await send(message)
                await send({"type": "http.response.body", "body": b""})

        await self.app({**scope, "method": "HEAD"}, receive, take)


def _may_be_kept(scope: Scope) -> bool:
    """Whether a request asks for a whole program, and takes it compressed."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    takes = "gzip" in headers.get("accept-encoding", "") and "range" not in headers
    return takes and scope["path"].startswith(PROGRAMS)
