"""`GET /r/<token>`: a private link becomes a cookie, so that the secret leaves the address bar.

Each response has its own cookie. Two drafts in two tabs of one browser stay two drafts.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse

from hees.survey import drafts
from hees.web import context
from hees.web.shell import language_of

PREFIX = "hees_r_"


def open_link(request: Request) -> RedirectResponse:
    """303 to the survey; with the cookie when the link is good, to the help page when not."""
    token = request.path_params["token"]
    response = drafts.open_link(context.home(), token)
    language = language_of(request.scope)
    reply = RedirectResponse(f"/survey?d={response or 'none'}&lang={language}", status_code=303)
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["Referrer-Policy"] = "no-referrer"
    if response:
        reply.set_cookie(
            f"{PREFIX}{response}",
            token,
            max_age=context.study().link_days * 24 * 3600,
            httponly=True,
            samesite="lax",
            secure=is_https(request),
            path="/",
        )
    return reply


def is_https(request: Request) -> bool:
    """True when the visitor's side of the connection is encrypted, also behind a proxy."""
    return "https" in (request.url.scheme, request.headers.get("x-forwarded-proto", ""))


def allowed(cookies: dict[str, str], response: str) -> str | None:
    """The token by which these cookies may open `response`, or None."""
    token = cookies.get(f"{PREFIX}{response}")
    if token and drafts.open_link(context.home(), token) == response:
        return token
    return None
