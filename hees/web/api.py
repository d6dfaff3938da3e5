"""The public interface: charts in every format, the reference material, releases, their feed."""

import logging
from dataclasses import asdict
from functools import lru_cache
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hees.findings import coverage_text, downloads, drawing, exhibits, sheets, wording, workbook
from hees.findings.coverage import coverage
from hees.findings.exhibits import Exhibit
from hees.findings.workbook import Sheet
from hees.spreadsheet import csv_bytes
from hees.store import reference, releases
from hees.store.home import Home
from hees.study import Chart
from hees.typeset import MissingGlyph, png
from hees.web import asked, claims_endpoint, context, editions, feed, openapi
from hees.web import newest as newest_state
from hees.web.asked import CHART_FORMATS, DATA_FORMATS
from hees.web.open_reply import (
    METHODS,
    Handler,
    Refused,
    as_bytes,
    lasting_site,
    public,
    reply,
    site,
)
from hees.web.openapi import Endpoint

log = logging.getLogger("hees")

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": workbook.MEDIA_TYPE,
    "svg": "image/svg+xml",
    "png": "image/png",
}
SAVED = {"csv", "xlsx"}
"""Formats that browsers keep as files."""

DRAWN = {"svg", "png"}
SCALE = 2
"""Pixels of a PNG for each of the SVG."""

_drawing = Lock()
"""Pictures are made one at a time, so that they never take all processors from the pages."""


def charts(request: Request) -> Response:
    """All charts with their breakdowns, formats and addresses."""
    language = asked.language(request)
    listed = [_listed(chart, language, site(request)) for chart in context.study().charts.values()]
    study = context.study()
    body = {"study": {"id": study.id, "title": study.title[language]}, "charts": listed}
    return reply(request, as_bytes(body), MEDIA_TYPES["json"])


def _listed(chart: Chart, language: str, address: str) -> dict[str, object]:
    study = context.study()
    topic = study.topic_of.get(chart.id)
    links = {
        form: f"{address}/api/v1/charts/{chart.id}.{form}?lang={language}" for form in CHART_FORMATS
    }
    return {
        "id": chart.id,
        "topic": topic.id if topic else None,
        "kind": str(chart.kind),
        "title": chart.title[language],
        "breakdowns": [{"id": by, "title": study.breakdown[by].title[language]} for by in chart.by],
        "formats": list(CHART_FORMATS),
        "links": links,
    }


def chart(request: Request) -> Response:
    """One chart in one format, of the newest release or of a named one."""
    wanted, language = asked.chart(request), asked.language(request)
    form = asked.form(request, CHART_FORMATS)
    by, release = asked.breakdown(request, wanted), asked.release(request)
    exhibit = exhibits.exhibit(context.home(), context.study(), wanted.id, by, release)
    if exhibit.lack and form in DRAWN:
        reason = wording.lacking(exhibit, language)
        raise Refused(404, "no_numbers", lack=str(exhibit.lack), reason=reason)
    address = "" if form in DRAWN else wording.address(exhibit, language, lasting_site(request))
    body = _made(exhibit, form, language, address)
    return reply(
        request,
        body,
        MEDIA_TYPES[form],
        name=f"{wording.name(exhibit)}.{form}",
        save=form in SAVED,
        pinned=exhibit.is_survey and release is not None,
    )


@lru_cache(maxsize=128)
def _made(exhibit: Exhibit, form: str, language: str, address: str) -> bytes:
    """A chart in a format. Exhibits are kept, so that the same one is not drawn twice."""
    if form == "json":
        return as_bytes(_as_json(exhibit, language, address))
    if form == "csv":
        return sheets.csv(exhibit, language)
    if form == "xlsx":
        return sheets.xlsx(exhibit, language, address)
    title, desc = wording.titled(exhibit, language), wording.alt(exhibit, language)
    with _drawing:
        picture = drawing.svg(exhibit, language, title=title, desc=desc)
        return picture.encode() if form == "svg" else _png(picture)


def _as_json(exhibit: Exhibit, language: str, address: str) -> dict[str, object]:
    """The chart as plain data, with who answered of those to ask."""
    found = coverage(context.home(), exhibit)
    covered = coverage_text.as_json(exhibit, found, language) if found else None
    return sheets.as_json(exhibit, language, address) | {"coverage": covered}


def _png(picture: str) -> bytes:
    try:
        return png(picture, SCALE)
    except MissingGlyph as error:
        log.error("png: %s", error)
        raise Refused(404, "not_drawable") from error


def data(request: Request) -> Response:
    """A table of the reference material."""
    name, language = asked.table(request), asked.language(request)
    form = asked.form(request, DATA_FORMATS)
    home = context.home()
    body = _table(home, name, form, language, reference.state(home))
    file = f"hees-{name}.{form}"
    return reply(request, body, MEDIA_TYPES[form], name=file, save=form in SAVED)


@lru_cache(maxsize=64)
def _table(home: Home, name: str, form: str, language: str, state: tuple[str, ...]) -> bytes:
    """Made once for each state of the reference material, which `state` names."""
    header, rows = downloads.table(home, context.study(), name, language)
    if form == "csv":
        return csv_bytes(header, rows)
    if form == "xlsx":
        return workbook.xlsx([Sheet(name, header, rows)], context.study().title[language])
    listed = [dict(zip(header, row, strict=True)) for row in rows]
    return as_bytes({"name": name, "language": language, "rows": listed})


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
_CHART = [MEDIA_TYPES[form] for form in CHART_FORMATS]
_DATA = [MEDIA_TYPES[form] for form in DATA_FORMATS]
_OF_CHART = (asked.CHART, asked.CHART_FORMAT, asked.BY, asked.LANG, asked.RELEASE)
_OF_DATA = (asked.TABLE, asked.DATA_FORMAT, asked.LANG)

ENDPOINTS = (
    Endpoint("/api/v1/charts", "charts", charts, (asked.LANG,), _JSON),
    Endpoint("/api/v1/charts/{id}.{format}", "chart", chart, _OF_CHART, _CHART),
    *claims_endpoint.ENDPOINTS,
    Endpoint("/api/v1/data/{name}.{format}", "data", data, _OF_DATA, _DATA),
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
