"""The public interface as a whole: its addresses, releases, their feed, and its own description."""

from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hees.findings import sheets
from hees.store import releases
from hees.web import context
from hees.web.api import asked, charts, claims, data, editions, feed, openapi
from hees.web.api import newest as newest_state
from hees.web.api.asked import MEDIA_TYPES
from hees.web.api.openapi import Endpoint
from hees.web.api.replies import METHODS, Handler, Refused, as_bytes, public, reply, site


def newest(request: Request) -> Response:
    """The newest release, and a name of all that is public, which changes when any of it does."""
    return reply(request, as_bytes(asdict(newest_state.newest())), MEDIA_TYPES["json"])


def all_releases(request: Request) -> Response:
    """Every release, the newest first: its rules, what was checked and withheld, and its frame."""
    found = [sheets.as_release(one) for one in releases.all_of(context.home())]
    return reply(request, as_bytes({"releases": found}), MEDIA_TYPES["json"])


def atom(request: Request) -> Response:
    """The releases as a feed, so that readers learn of new numbers."""
    language = asked.language(request)
    found = releases.all_of(context.home())
    body = feed.atom(context.study(), found, language, site(request))
    return reply(request, body, feed.MEDIA_TYPE)


def description(request: Request) -> Response:
    """This interface in the words of OpenAPI."""
    language = asked.language(request)
    body = openapi.document(context.study(), ENDPOINTS, language, site(request))
    return reply(request, as_bytes(body), MEDIA_TYPES["json"])


def unknown(request: Request) -> Response:
    """Whatever else is asked of the interface."""
    if request.method not in METHODS:
        raise Refused(405, "method", value=request.method)
    see = f"{site(request)}/api/v1/openapi.json"
    raise Refused(404, "unknown_address", value=request.url.path[:80], see=see)


_JSON, _FEED = (MEDIA_TYPES["json"],), (feed.MEDIA_TYPE,)

ENDPOINTS = (
    *charts.ENDPOINTS,
    *claims.ENDPOINTS,
    *data.ENDPOINTS,
    Endpoint(newest_state.ADDRESS, "newest", newest, (), _JSON, "Newest"),
    Endpoint("/api/v1/releases", "releases", all_releases, (), _JSON, "Releases"),
    *editions.ENDPOINTS,
    Endpoint("/api/v1/openapi.json", "description", description, (asked.LANG,), _JSON),
    Endpoint("/feed.atom", "feed", atom, (asked.LANG,), _FEED),
)
"""From these the routes are made, and their description."""

EVERY_METHOD = (*METHODS, "POST", "PUT", "PATCH", "DELETE")


def _route(path: str, handler: Handler, methods: tuple[str, ...] = METHODS) -> Route:
    return Route(path, public(handler), methods=methods)


routes = [
    *(_route(one.path, one.handler) for one in ENDPOINTS),
    _route("/api", unknown, EVERY_METHOD),
    _route("/api/{rest:path}", unknown, EVERY_METHOD),
]
