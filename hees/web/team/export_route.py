"""`GET /team/export/<id>`: an export that is ready, streamed from disk to whoever asked for it."""

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from hees.store.accounts import Account
from hees.team import roles, signing_in
from hees.team.export import jobs
from hees.team.roles import Role
from hees.web import context, document
from hees.web.sign_in import COOKIE
from hees.web.visitor import language_of


def download(request: Request) -> Response:
    """The archive; 404 to everybody but the account that asked for it, while it may have it."""
    language, account = language_of(request.scope), _account(request)
    job = jobs.one(context.home(), request.path_params["id"]) if account else None
    if account is None or job is None or job.archive is None or not _may(account, job):
        page = document.message(language, "export.gone_title", "export.gone")
        return HTMLResponse(page, status_code=404)
    return FileResponse(
        job.archive,
        media_type="application/zip",
        filename=jobs.name(job),
        headers={"Cache-Control": "no-store"},
    )


def _account(request: Request) -> Account | None:
    token = request.cookies.get(COOKIE)
    return signing_in.signed_in(context.home(), token) if token else None


def _may(account: Account, job: jobs.Job) -> bool:
    needed = Role.ADMINISTRATOR if job.request.contact else Role.VIEWER
    return job.who == account.name and roles.reaches(account.role, needed)


routes = [Route("/team/export/{id}", download)]
