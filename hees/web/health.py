"""`GET /healthz`: whether answers can be kept, as JSON. Monitors should read the body."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from hees import __version__
from hees.settings import settings
from hees.store import backups, health
from hees.store.connection import StoreUnavailable
from hees.web import context


def healthz(_request: Request) -> JSONResponse:
    """200 with `"status": "ok"`, or 503 with the reason: a `Trouble` of the store."""
    body: dict[str, str | None] = {
        "status": "ok",
        "version": __version__,
        "study": context.study().id,
    }
    try:
        reason = health.trouble(context.home())
    except StoreUnavailable as error:
        reason = error.trouble
    if reason:
        body |= {"status": "unavailable", "reason": str(reason)}
    newest = next(iter(backups.all_in(settings().backups)), None)
    body |= {"newest_backup": newest.made_at if newest else None}
    return JSONResponse(
        body, status_code=503 if reason else 200, headers={"Cache-Control": "no-store"}
    )
