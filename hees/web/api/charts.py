"""`GET /api/v1/charts`: all charts, and each in every format, as data and as a picture."""

import logging
from functools import lru_cache
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from hees.findings import coverage_text, drawing, exhibits, sheets, wording
from hees.findings.coverage import coverage
from hees.findings.exhibits import Exhibit
from hees.study import Chart
from hees.typeset import MissingGlyph, png
from hees.web import context
from hees.web.api import asked
from hees.web.api.asked import CHART_FORMATS, MEDIA_TYPES, SAVED
from hees.web.api.openapi import Endpoint
from hees.web.api.replies import Refused, as_bytes, lasting_site, reply, site

log = logging.getLogger("hees")

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


_JSON = (MEDIA_TYPES["json"],)
_OF_CHART = (asked.CHART, asked.CHART_FORMAT, asked.BY, asked.LANG, asked.RELEASE)
_TYPES = [MEDIA_TYPES[form] for form in CHART_FORMATS]

ENDPOINTS = (
    Endpoint("/api/v1/charts", "charts", charts, (asked.LANG,), _JSON),
    Endpoint("/api/v1/charts/{id}.{format}", "chart", chart, _OF_CHART, _TYPES),
)
