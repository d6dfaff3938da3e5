"""Editions and comparisons over HTTP: the list, an edition whole, and what differs between two."""

from collections.abc import Sequence
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response

from hees.findings import comparison
from hees.findings import editions as findings
from hees.store import editions, releases
from hees.store.home import Home
from hees.store.releases import Release
from hees.web import context
from hees.web.api.asked import Parameter
from hees.web.api.openapi import Endpoint
from hees.web.api.replies import Refused, as_bytes, bad_parameter, lasting_site, reply

JSON, CSV, ZIP = "application/json", "text/csv; charset=utf-8", "application/zip"


def _ids() -> list[str]:
    return [one.id for one in editions.all_of(context.home())]


def _names() -> list[str]:
    """What may be compared: the numbers of releases and the ids of editions."""
    return [*(str(one.number) for one in releases.all_of(context.home())), *_ids()]


EDITION = Parameter("id", "path", _ids, "edition")
BEFORE = Parameter("a", "query", _names, "before")
AFTER = Parameter("b", "query", _names, "after")


def listed(request: Request) -> Response:
    """Every edition with its citation in each language and the address of its archive."""
    site, study = lasting_site(request), context.study()
    found = [
        {
            **findings.as_plain(one),
            "citation": {
                language: findings.citation(context.home(), study, one, language)
                for language in study.languages
            },
            "archive": f"{site}/editions/{one.id}.zip",
        }
        for one in editions.all_of(context.home())
    ]
    return reply(request, as_bytes({"editions": found}), JSON)


def archive(request: Request) -> Response:
    """All files of an edition."""
    id = request.path_params["id"]
    edition = editions.one(context.home(), id)
    if edition is None:
        raise Refused(404, "unknown_edition", value=id[:80], known=_ids())
    body = _archive(context.home(), id, edition.doi)
    return reply(request, body, ZIP, name=f"hees-edition-{id}.zip", save=True)


@lru_cache(maxsize=8)
def _archive(home: Home, id: str, _doi: str) -> bytes:
    """Made once for each DOI, which is all of an edition that may change."""
    edition = editions.one(home, id)
    assert edition
    return findings.archive(home, edition)


def compared(request: Request) -> Response:
    """What differs between two releases; `?a=` and `?b=` are numbers of releases or editions."""
    home, study = context.home(), context.study()
    pair = comparison.pair(home, _asked(request, "a"), _asked(request, "b"))
    if pair is None:
        raise Refused(404, "nothing_to_compare")
    before, after = pair
    found = comparison.changes(home, study, before.number, after.number)
    body = comparison.csv(study, before, after, found)
    name = f"hees-releases-{before.number}-{after.number}.csv"
    return reply(request, body, CSV, name=name, save=True)


def _asked(request: Request, name: str) -> Release | None:
    value = request.query_params.get(name, "")
    found = comparison.find(context.home(), value) if value else None
    if value and found is None:
        raise bad_parameter(name, value, _names())
    return found


ENDPOINTS: Sequence[Endpoint] = (
    Endpoint("/api/v1/editions", "editions", listed, (), (JSON,)),
    Endpoint("/editions/{id}.zip", "edition", archive, (EDITION,), (ZIP,)),
    Endpoint("/releases/compare.csv", "comparison", compared, (BEFORE, AFTER), (CSV,)),
)
"""What the public interface has of editions and comparisons."""
