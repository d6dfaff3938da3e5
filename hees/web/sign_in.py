"""`/sign-in` and `/sign-out` of the study team: plain HTML forms, so that the cookie is HttpOnly."""

import html
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hees.language import say
from hees.team import accounts
from hees.web import context, document
from hees.web.private_link import is_https
from hees.web.shell import language_of

COOKIE = "hees_team"


async def sign_in(request: Request) -> Response:
    """Show the form, or check what it sent: 303 to the team page, 401, 403 or 429."""
    language = language_of(request.scope)
    if request.method == "GET":
        return HTMLResponse(_form(language))
    if not same_origin(request):
        return HTMLResponse(_form(language, "sign_in.other_site"), status_code=403)
    form = await request.form(max_files=0, max_fields=10)
    name, password = str(form.get("name", ""))[:200], str(form.get("password", ""))[:1000]
    address = request.client.host if request.client else ""
    try:
        session = await run_in_threadpool(accounts.sign_in, context.home(), name, password, address)
    except accounts.Throttled:
        return HTMLResponse(_form(language, "sign_in.throttled"), status_code=429)
    if session is None:
        return HTMLResponse(_form(language, "sign_in.wrong"), status_code=401)
    reply = RedirectResponse(f"/team?lang={language}", status_code=303)
    reply.set_cookie(
        COOKIE,
        session.token,
        max_age=accounts.SESSION_DAYS * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=is_https(request),
        path="/",
    )
    return reply


async def sign_out(request: Request) -> Response:
    """End the session on the server and drop the cookie."""
    if not same_origin(request):
        return Response(status_code=403)
    if token := request.cookies.get(COOKIE):
        await run_in_threadpool(accounts.sign_out, context.home(), token)
    reply = RedirectResponse(f"/?lang={language_of(request.scope)}", status_code=303)
    reply.delete_cookie(COOKIE, path="/")
    return reply


def same_origin(request: Request) -> bool:
    """Refuse forms that another site sends: a browser names the origin of every POST."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _form(language: str, problem: str | None = None) -> str:
    def text(key: str) -> str:
        return html.escape(say(key, language))

    notice = f'<p class="problem" role="alert">{text(problem)}</p>' if problem else ""
    body = f"""{notice}<form method="post" action="/sign-in?lang={language}">
        <label for="name">{text("sign_in.name")}</label>
        <input id="name" name="name" autocomplete="username" required autofocus>
        <label for="password">{text("sign_in.password")}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
        <button>{text("sign_in.button")}</button></form>
        <p><a href="/?lang={language}">{text("sign_in.home")}</a></p>"""
    return document.page(language, say("sign_in.title", language), body, narrow=True)
