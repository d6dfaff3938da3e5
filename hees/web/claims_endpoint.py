"""`GET /api/v1/claims`: every claim under a recommendation with its evidence grade, for programs."""

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from hees.findings import claim_json, claim_words, sheets
from hees.findings.claims import standings
from hees.store import releases
from hees.store.home import Home
from hees.web import asked, context
from hees.web.open_reply import as_bytes, reply
from hees.web.openapi import Endpoint

JSON = "application/json"


def claims(request: Request) -> Response:
    """The claims as of the newest release, or of a named one."""
    language, pinned = asked.language(request), asked.release(request)
    number = releases.newest(context.home()) if pinned is None else pinned
    body = _claims(context.home(), number, language)
    return reply(request, body, JSON, pinned=pinned is not None)


@lru_cache(maxsize=64)
def _claims(home: Home, number: int | None, language: str) -> bytes:
    study = context.study()
    found = [
        claim_json.as_json(one, study, recommendation.id, language)
        for recommendation in study.recommendations
        for one in standings(home, study, recommendation, number)
    ]
    grades = [
        {"grade": str(grade), "label": label, "meaning": meaning}
        for grade, label, meaning in claim_words.meanings(language)
    ]
    release = releases.one(home, number) if number else None
    made = sheets.as_release(release) if release else None
    return as_bytes({"release": made, "language": language, "grades": grades, "claims": found})


ENDPOINTS = (
    Endpoint("/api/v1/claims", "claims", claims, (asked.LANG, asked.RELEASE), (JSON,), "Claims"),
)
