"""`GET /api/v1/data`: the reference material as tables."""

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from hees.findings import downloads, workbook
from hees.findings.workbook import Sheet
from hees.spreadsheet import csv_bytes
from hees.store import reference
from hees.store.home import Home
from hees.web import context
from hees.web.api import asked
from hees.web.api.asked import DATA_FORMATS, MEDIA_TYPES, SAVED
from hees.web.api.openapi import Endpoint
from hees.web.api.replies import as_bytes, reply


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


_OF_DATA = (asked.TABLE, asked.DATA_FORMAT, asked.LANG)
_TYPES = [MEDIA_TYPES[form] for form in DATA_FORMATS]

ENDPOINTS = (Endpoint("/api/v1/data/{name}.{format}", "data", data, _OF_DATA, _TYPES),)
