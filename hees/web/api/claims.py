"""`GET /api/v1/claims`: every claim under a recommendation with its evidence grade, for programs."""

from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from hees.findings import claim_json, claim_words, sheets
from hees.findings.claims import standings
from hees.store import releases
from hees.store.home import Home
from hees.web import context
from hees.web.api import asked
from hees.web.api.openapi import Endpoint
from hees.web.api.replies import as_bytes, reply

JSON = "application/json"


def claims(request: Request) -> Response:
    """The claims as of the newest release, or of a named one."""
    language, number = asked.language(request), asked.release_or_newest(request)
    body = _claims(context.home(), number, language)
    return reply(request, body, JSON, pinned=asked.release(request) is not None)


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
