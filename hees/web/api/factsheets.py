"""`GET /factsheets/<topic>.pdf` and `GET /recommendations.pdf`: what the findings print, over HTTP."""

from functools import lru_cache
from threading import Lock
from typing import get_args

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hees.findings import factsheets, recommendation_list
from hees.findings.printing import Printer
from hees.store import reference
from hees.store.home import Home
from hees.typeset import PAPERS, Paper
from hees.web import context
from hees.web.api import asked
from hees.web.api.replies import METHODS, Refused, bad_parameter, lasting_site, public, reply

PDF = "application/pdf"
State = tuple[str, ...]
"""The state of the reference material: what is printed changes when it does."""

_press = Lock()
"""Documents are set one at a time, so that they never take all processors from the pages."""


def fact_sheet(request: Request) -> Response:
    """A topic's fact sheet; `?lang=`, `?release=` (the newest), `?paper=a4|us-letter`."""
    topic, known = request.path_params["topic"], context.study().topic
    if topic not in known:
        raise Refused(404, "unknown_topic", value=topic[:80], known=list(known))
    language, paper, release = (
        asked.language(request),
        _paper(request),
        asked.release_or_newest(request),
    )
    made = _sheet(context.home(), topic, release, language, paper, lasting_site(request), _state())
    suffix = f"-r{release}" if release is not None else ""
    return reply(request, made, PDF, name=f"hees-{topic}-{language}{suffix}.pdf")


def recommendations(request: Request) -> Response:
    """All recommendations; `?lang=`, `?release=` and `?paper=` as for a fact sheet."""
    language, paper, release = (
        asked.language(request),
        _paper(request),
        asked.release_or_newest(request),
    )
    address = lasting_site(request)
    made = _recommendations(context.home(), release, language, paper, address, _state())
    return reply(request, made, PDF, name=f"hees-recommendations-{language}.pdf")


@lru_cache(maxsize=128)
def _sheet(
    home: Home,
    topic: str,
    release: int | None,
    language: str,
    paper: Paper,
    address: str,
    _state: State,
) -> bytes:
    printer = Printer(home, context.study(), language, paper, address)
    with _press:
        return factsheets.sheet(printer, context.study().topic[topic], release)


@lru_cache(maxsize=16)
def _recommendations(
    home: Home,
    release: int | None,
    language: str,
    paper: Paper,
    address: str,
    _state: State,
) -> bytes:
    printer = Printer(home, context.study(), language, paper, address)
    with _press:
        return recommendation_list.printed(printer, release)


def _state() -> State:
    return reference.state(context.home())


def _paper(request: Request) -> Paper:
    papers: tuple[Paper, ...] = get_args(Paper)
    wanted = request.query_params.get("paper")
    if not wanted:
        return PAPERS.get(asked.language(request), "a4")
    for paper in papers:
        if wanted == paper:
            return paper
    raise bad_parameter("paper", wanted, papers)


routes = [
    Route("/factsheets/{topic}.pdf", public(fact_sheet), methods=METHODS),
    Route("/recommendations.pdf", public(recommendations), methods=METHODS),
]
