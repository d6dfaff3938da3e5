"""`GET /r/<token>`: a private link becomes a cookie, so that the secret leaves the address bar.

Each response has its own cookie. Two drafts in two tabs of one browser stay two drafts.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hees.survey import drafts, throttle
from hees.team.invitations import links
from hees.web import context, document
from hees.web.visitor import give_cookie, language_of, network_of

PREFIX = "hees_r_"


def open_link(request: Request) -> Response:
    """303 to the survey; with the cookie when the link is good, to the help page when not.

    429 for an address that has tried too many links that open nothing.
    """
    token = request.path_params["token"]
    language = language_of(request.scope)
    response = drafts.open_link(context.home(), token)
    if response is None and request.method == "GET":  # HEAD is a program that only looks
        response = links.open_link(context.home(), context.study(), token, language)
    if response is None and not throttle.allows(context.home(), "link", network_of(request)):
        page = document.message(language, "link.ended_title", "link.too_many")
        return HTMLResponse(page, status_code=429)
    reply = RedirectResponse(f"/survey?d={response or 'none'}&lang={language}", status_code=303)
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["Referrer-Policy"] = "no-referrer"
    if response:
        name, days = f"{PREFIX}{response}", context.study().link_days
        give_cookie(reply, request, name, token, days=days)
    return reply


def allowed(cookies: dict[str, str], response: str) -> str | None:
    """The token by which these cookies may open `response`, or None."""
    token = cookies.get(f"{PREFIX}{response}")
    if token and drafts.open_link(context.home(), token) == response:
        return token
    return None
