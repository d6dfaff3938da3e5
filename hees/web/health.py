"""`GET /healthz`: whether answers can be kept, as JSON. Monitors should read the body."""

from starlette.requests import Request
from starlette.responses import JSONResponse

from hees import __version__
from hees.store.connection import StoreUnavailable
from hees.team import monitoring
from hees.web import context


def healthz(_request: Request) -> JSONResponse:
    """200 with `"status": "ok"`, or 503 with the reason."""
    body = {"status": "ok", "version": __version__, "study": context.study().id}
    try:
        monitoring.revision(context.home())
    except StoreUnavailable as error:
        body |= {"status": "unavailable", "reason": str(error.trouble)}
        return JSONResponse(body, status_code=503)
    return JSONResponse(body, headers={"Cache-Control": "no-store"})
