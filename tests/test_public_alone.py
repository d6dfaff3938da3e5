"""The public site needs `public.db` and nothing else, says released numbers only, and always the same."""

import io
import re
import shutil
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from hees.findings import wording
from hees.findings.exhibits import exhibit
from hees.settings import PROJECT
from hees.store import connection
from hees.store.home import Home, prepare
from hees.store.releases import Part
from hees.web.api import factsheets
from tests import exhibits, handmade
from tests.exhibits import STUDY, VIEWS
from tests.site import fetching, visiting

LANGUAGES = ("en", "ja")
PAGES = ["home", "resources", "recommendations", "about", "releases", "partnerships"]
HELD = (Part("ex_types", "country", ""), Part("data_held", "area", ""))

PEOPLE = re.compile(
    r"n\s*[=＝]\s*([\d,]+)|([\d,]+) (?:organizations|respondents|responses)\b|([\d,]+)件の回答"
)
"""Numbers of respondents as texts say them, in both languages."""


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home of two releases whose exact answers are gone; some tables were withheld."""
    full = prepare(tmp_path_factory.mktemp("full"))
    exhibits.fill(full, PROJECT / "data", STUDY)
    handmade.release(full, STUDY, 1)
    handmade.release(full, STUDY, 2, withheld=HELD)
    home = Home(tmp_path_factory.mktemp("alone"))
    for path in full.folder.glob("public.db*"):
        shutil.copy(path, home.folder)
    yield home
    connection.release(full.responses)
    for one in (full, home):
        connection.release(one.public)


def addresses() -> list[str]:
    """Every address of the interface and every document, in every form."""
    found = [f"/api/v1/charts/{chart.id}.{form}" for chart in STUDY.charts.values()
             for form in ("json", "csv", "svg", "xlsx")]  # fmt: skip
    found += [f"/api/v1/charts/{chart}.json?by={by}&release=1" for chart, by in VIEWS if by]
    found += ["/api/v1/charts", "/api/v1/releases", "/api/v1/newest", "/api/v1/openapi.json"]
    found += ["/feed.atom", "/recommendations.pdf", "/api/v1/claims", "/api/v1/editions"]
    return found + [f"/factsheets/{topic.id}.pdf" for topic in STUDY.topics]


def spoken(text: str) -> list[int]:
    """The numbers of respondents that a text names."""
    found = (next(filter(None, match)) for match in PEOPLE.findall(text))
    return [int(number.replace(",", "")) for number in found]


def is_released(number: int) -> bool:
    return number >= 5 and number % 5 == 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [*PAGES, *(f"findings/{topic.id}" for topic in STUDY.topics)])
def test_every_public_page_works_without_the_answers(alone: Home, page: str, language: str):
    name, _, topic = page.partition("/")
    with visiting(alone, STUDY) as visit:
        shown = visit(name, language, **({"topic": topic} if topic else {}))
    assert shown.text or shown.html
    assert not shown.app.error
    assert not alone.responses.exists()


@pytest.mark.parametrize("address", addresses())
def test_every_route_and_document_works_without_the_answers_and_is_the_same_twice(
    alone: Home, address: str
):
    with fetching(alone, STUDY) as client:
        first = client.get(address)
    factsheets._sheet.cache_clear()
    factsheets._recommendations.cache_clear()
    with fetching(alone, STUDY) as client:
        again = client.get(address)
    assert first.status_code == 200
    assert first.content
    assert first.content == again.content
    assert not alone.responses.exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_face_speaks_of_a_number_of_respondents_that_was_not_released(
    alone: Home, language: str
):
    numbers: list[int] = []
    for chart, by in VIEWS:
        shown = exhibit(alone, STUDY, chart, by)
        if not shown.is_survey:
            continue
        told = [wording.alt(shown, language), *wording.caption(shown, language)]
        told += [text for _, text in wording.making(shown, language)]
        told.append(re.sub(r"<[^>]+>", " ", wording.html(shown, language)))
        numbers += spoken("\n".join(told))
    survey = [one for one in STUDY.charts.values() if exhibit(alone, STUDY, one.id, "").is_survey]
    with fetching(alone, STUDY) as client:
        for chart in survey:
            drawn = client.get(f"/api/v1/charts/{chart.id}.svg?lang={language}").text
            numbers += spoken(re.sub(r"<[^>]+>", " ", drawn))
        for topic in STUDY.topics:
            sheet = client.get(f"/factsheets/{topic.id}.pdf?lang={language}").content
            numbers += spoken(
                "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet)).pages)
            )
        numbers += spoken(client.get(f"/feed.atom?lang={language}").text)
    assert len(numbers) > 50
    assert [number for number in numbers if not is_released(number)] == []
