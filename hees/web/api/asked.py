"""What a request to the public interface asks for: its parameters, each with the values it allows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from hees.findings import downloads, workbook
from hees.store import releases
from hees.study import Chart
from hees.study.catalogue import TOTAL
from hees.web import context
from hees.web.api.replies import Refused, bad_parameter

CHART_FORMATS = ("json", "csv", "xlsx", "svg", "png")
DATA_FORMATS = ("json", "csv", "xlsx")
MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": workbook.MEDIA_TYPE,
    "svg": "image/svg+xml",
    "png": "image/png",
}
SAVED = {"csv", "xlsx"}
"""Formats that browsers keep as files."""


@dataclass(frozen=True)
class Parameter:
    """A part of an address. `allowed`: its values now. `about`: what the description says of it."""

    name: str
    place: Literal["path", "query"]
    allowed: Callable[[], Sequence[str]]
    about: str


LANG = Parameter("lang", "query", context.languages, "lang")
BY = Parameter("by", "query", lambda: list(context.study().breakdown), "by")
RELEASE = Parameter("release", "query", lambda: _releases(), "release")
CHART = Parameter("id", "path", lambda: list(context.study().charts), "chart")
TABLE = Parameter("name", "path", lambda: list(downloads.TABLES), "table")
CHART_FORMAT = Parameter("format", "path", lambda: CHART_FORMATS, "format")
DATA_FORMAT = Parameter("format", "path", lambda: DATA_FORMATS, "format")


def _releases() -> list[str]:
    return [str(one.number) for one in releases.all_of(context.home())]


def language(request: Request) -> str:
    """The language asked for; by default the study's first, whoever asks."""
    return _one_of(request, "lang", context.languages()) or context.languages()[0]


def chart(request: Request) -> Chart:
    """The chart that the address names."""
    charts, named = context.study().charts, request.path_params["id"]
    if named not in charts:
        raise Refused(404, "unknown_chart", value=named[:80], known=list(charts))
    return charts[named]


def table(request: Request) -> str:
    """The reference table that the address names."""
    named = request.path_params["name"]
    if named not in downloads.TABLES:
        raise Refused(404, "unknown_table", value=named[:80], known=list(downloads.TABLES))
    return named


def form(request: Request, formats: Sequence[str]) -> str:
    """The format at the end of the address."""
    named = request.path_params["format"]
    if named not in formats:
        raise bad_parameter("format", named, formats)
    return named


def breakdown(request: Request, chart: Chart) -> str:
    """The breakdown asked for, among those of the chart; by default none."""
    return _one_of(request, "by", chart.by) or TOTAL


def release(request: Request) -> int | None:
    """The release asked for; None for the newest."""
    named = _one_of(request, "release", _releases()) if "release" in request.query_params else ""
    return int(named) if named else None


def release_or_newest(request: Request) -> int | None:
    """The release asked for, else the newest, if any: read once for a whole document."""
    pinned = release(request)
    return releases.newest(context.home()) if pinned is None else pinned


def _one_of(request: Request, name: str, allowed: Sequence[str]) -> str:
    """A parameter's value, or "" where it is not given."""
    value = request.query_params.get(name, "")
    if value and value not in allowed:
        raise bad_parameter(name, value, allowed)
    return value
