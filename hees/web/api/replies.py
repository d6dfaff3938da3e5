"""Replies that anybody may read from anywhere: entity tags, caching, CORS, and errors as JSON."""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hees.language import say
from hees.settings import settings
from hees.store.connection import StoreUnavailable
from hees.web import context, visitor

log = logging.getLogger("hees")

METHODS = ("GET", "HEAD", "OPTIONS")
SHOWN = 80
"""So many characters of a wrong value are said back."""

LIVE = "public, max-age=0, must-revalidate"
PINNED = "public, max-age=3600"
"""For numbers of a named release: they never change, but the words round them may."""

_CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": ", ".join(METHODS),
}

Handler = Callable[[Request], Response]


class Refused(Exception):
    """The request cannot be met. `code` is for programs, `key` the message for people."""

    def __init__(self, status: int, code: str, **details: Any) -> None:
        self.status, self.code, self.details = status, code, details
        super().__init__(f"{code}: {details}")


def bad_parameter(name: str, value: str, allowed: Sequence[str]) -> Refused:
    """A parameter has a value that is not among those allowed."""
    details = {"parameter": name, "value": value[:SHOWN], "allowed": list(allowed)}
    return Refused(400, "bad_parameter", **details)


def public(handler: Handler) -> Handler:
    """The handler with CORS, an answer to OPTIONS, and refusals as JSON."""

    @wraps(handler)
    def open_handler(request: Request) -> Response:
        if request.method == "OPTIONS":
            reply = Response(status_code=204, headers=_PREFLIGHT)
        else:
            reply = _answer(handler, request)
        reply.headers.update(_CORS)
        return reply

    return open_handler


def _answer(handler: Handler, request: Request) -> Response:
    try:
        return handler(request)
    except Refused as refused:
        return _refusal(request, refused)
    except StoreUnavailable as error:
        log.error("store: %s", error)
        return _refusal(request, Refused(503, "unavailable"))


def _refusal(request: Request, refused: Refused) -> Response:
    """What is wrong, in the language asked for, and what would be right."""
    language = request.query_params.get("lang")
    language = language if language in context.languages() else context.languages()[0]
    message = say(f"api.error.{refused.code}", language, **refused.details)
    body = {"error": {"code": refused.code, "message": message, **refused.details}}
    headers = {"Cache-Control": "no-store"}
    if refused.status == 405:
        headers["Allow"] = ", ".join(METHODS)
    return Response(as_bytes(body), refused.status, headers, "application/json")


def reply(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    name: str = "",
    save: bool = False,
    pinned: bool = False,
) -> Response:
    """The body, or 304 when the client has this very one.

    `name`: of the file. `save`: browsers keep it as a file instead of showing it. `pinned`: it
    never changes.
    """
    # Weak: the compressed body and the plain one are the same to a reader, but not to the byte.
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": PINNED if pinned else LIVE}
    if name:
        how = "attachment" if save else "inline"
        headers["Content-Disposition"] = f'{how}; filename="{name}"'
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _has(tags: str, tag: str) -> bool:
    """Whether an If-None-Match header names the tag, as strong, weak or any."""
    named = [one.strip().removeprefix("W/") for one in tags.split(",")]
    return tag.removeprefix("W/") in named or "*" in named


def as_bytes(body: Any) -> bytes:
    """JSON as UTF-8, laid out so that people can read it too."""
    return json.dumps(body, ensure_ascii=False, indent=1).encode()


def lasting_site(request: Request) -> str:
    """The site's address for what is made once and kept for other visitors.

    It is the configured one, else that of this server where the visitor came straight to it, else
    "". A visitor can claim any name to have come by, so another would be a copy for each claim.
    """
    if settings().base_url:
        return settings().base_url
    address, port = request.scope.get("server") or ("", None)
    names = {address, "localhost", "127.0.0.1"}
    straight = {f"{name}:{port}" for name in names} | (names if port == 80 else set())
    return site(request) if request.headers.get("host") in straight else ""


def site(request: Request) -> str:
    """The site's public address, as configured or as this visitor reached it."""
    if settings().base_url:
        return settings().base_url
    scheme = "https" if visitor.is_https(request) else "http"
    host = request.headers.get("host", "")
    return f"{scheme}://{host}" if re.fullmatch(r"[\w.\-:\[\]]+", host) else ""
