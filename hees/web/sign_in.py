"""`/sign-in` and `/sign-out` of the study team: plain HTML forms, so that the cookie is HttpOnly."""

import html
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hees.language import say
from hees.team import accounts, passwords, signing_in
from hees.web import context, document
from hees.web.visitor import give_cookie, language_of, network_of

COOKIE = "hees_team"


async def sign_in(request: Request) -> Response:
    """Show the form, or check what it sent: 303 to the team page, 400, 401, 403 or 429.

    With `change` in the address it also sets a new password.
    """
    language = language_of(request.scope)
    changing = "change" in request.query_params
    if request.method == "GET":
        return HTMLResponse(_form(language, changing=changing))
    if not same_origin(request):
        return HTMLResponse(_form(language, "sign_in.other_site"), status_code=403)
    form = await request.form(max_files=0, max_fields=10)
    name, password = str(form.get("name", ""))[:200], str(form.get("password", ""))[:1000]
    new, again = str(form.get("new", ""))[:1000], str(form.get("again", ""))[:1000]
    if changing and (not new or new != again):
        return HTMLResponse(_form(language, "sign_in.differ", changing=True), status_code=400)
    try:
        session = await run_in_threadpool(
            signing_in.sign_in, context.home(), name, password, network_of(request), new=new
        )
    except signing_in.Throttled:
        return HTMLResponse(_form(language, "sign_in.throttled"), status_code=429)
    except signing_in.MustChange:
        return HTMLResponse(_form(language, "sign_in.must_change", changing=True), status_code=403)
    except accounts.AccountError as error:
        problem = f"accounts.problem.{error.code}"
        page = _form(language, problem, changing=True, values=error.values)
        return HTMLResponse(page, status_code=400)
    if session is None:
        return HTMLResponse(_form(language, "sign_in.wrong", changing=changing), status_code=401)
    reply = RedirectResponse(f"/team?lang={language}", status_code=303)
    give_cookie(reply, request, COOKIE, session.token, days=signing_in.SESSION_DAYS)
    return reply


async def sign_out(request: Request) -> Response:
    """End the session on the server and drop the cookie."""
    if not same_origin(request):
        return Response(status_code=403)
    if token := request.cookies.get(COOKIE):
        await run_in_threadpool(signing_in.sign_out, context.home(), token)
    reply = RedirectResponse(f"/?lang={language_of(request.scope)}", status_code=303)
    reply.delete_cookie(COOKIE, path="/")
    return reply


def same_origin(request: Request) -> bool:
    """Refuse forms that another site sends: a browser names the origin of every POST."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _form(
    language: str,
    problem: str | None = None,
    *,
    changing: bool = False,
    values: Mapping[str, object] | None = None,
) -> str:
    """The form to sign in; `changing` also asks for a new password, twice."""

    def text(key: str) -> str:
        return html.escape(say(key, language, least=passwords.MINIMUM_LENGTH))

    told = html.escape(say(problem, language, **(values or {}))) if problem else ""
    notice = f'<p class="problem" role="alert">{told}</p>' if told else ""
    new = f"""<label for="new">{text("sign_in.new")}</label>
        <input id="new" name="new" type="password" autocomplete="new-password" required>
        <label for="again">{text("sign_in.again")}</label>
        <input id="again" name="again" type="password" autocomplete="new-password" required>"""
    other = "" if changing else "change=1&amp;"
    body = f"""{notice}<form method="post" action="/sign-in?{"change=1&amp;" * changing}lang={language}">
        <label for="name">{text("sign_in.name")}</label>
        <input id="name" name="name" autocomplete="username" required autofocus>
        <label for="password">{text("sign_in.old" if changing else "sign_in.password")}</label>
        <input id="password" name="password" type="password" autocomplete="current-password" required>
        {new * changing}
        <button>{text("sign_in.change_button" if changing else "sign_in.button")}</button></form>
        <p><a href="/sign-in?{other}lang={language}">{text("sign_in.back" if changing else "sign_in.change")}</a></p>
        <p><a href="/?lang={language}">{text("sign_in.home")}</a></p>"""
    title = "sign_in.change" if changing else "sign_in.title"
    return document.page(language, say(title, language), body, narrow=True)
