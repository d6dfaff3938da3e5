"""What a request tells of who asks, and the cookies by which the site knows them again."""

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Scope

from hees.survey import throttle
from hees.web import context


def language_of(scope: Scope) -> str:
    """The language of a request: `?lang=`, else the one chosen before, else the browser's."""
    request = HTTPConnection(scope)
    asked = request.query_params.get("lang")
    browser = request.headers.get("accept-language")
    return context.preferred_language(asked, request.cookies, browser)


def network_of(request: Request) -> str:
    """The visitor's network, as the server and the proxy that it trusts report it."""
    return throttle.network(request.client.host) if request.client else ""


def is_https(request: Request) -> bool:
    """True when the visitor's side of the connection is encrypted, also behind a proxy."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))


def give_cookie(reply: Response, request: Request, name: str, value: str, *, days: int) -> None:
    """Put a secret where no script of a page can read it, and no other site can send it along."""
    reply.set_cookie(
        name,
        value,
        max_age=days * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=is_https(request),
        path="/",
    )
