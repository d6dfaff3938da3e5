"""`GET /questionnaire.pdf`: the questionnaire on paper, for anybody who prefers that to the screen."""

from datetime import date
from functools import lru_cache
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hees import clock
from hees.settings import settings
from hees.team.questionnaire.paper import paper
from hees.web import context
from hees.web.api import asked
from hees.web.api.replies import METHODS, lasting_site, public, reply

_press = Lock()
"""Documents are set one at a time, so that they never take all processors from the pages."""


def questionnaire(request: Request) -> Response:
    """The form in the language of `?lang=`, the study's first by default."""
    language = asked.language(request)
    made = _made(language, clock.today(), lasting_site(request))
    name = f"{context.study().id}-questionnaire-{language}.pdf"
    return reply(request, made, "application/pdf", name=name)


@lru_cache(maxsize=8)
def _made(language: str, day: str, site: str) -> bytes:
    study, contact = context.study(), settings().contact
    with _press:
        return paper(study, language, date.fromisoformat(day), contact=contact, site=site)


routes = [Route("/questionnaire.pdf", public(questionnaire), methods=METHODS)]
