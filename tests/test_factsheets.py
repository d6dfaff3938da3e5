"""Printed documents: two pages, the numbers of their charts, the same bytes every time; over HTTP."""

import io
import re
from datetime import date
from itertools import cycle, product

import pytest
from pypdf import PdfReader
from starlette.testclient import TestClient

from hees import typeset
from hees.findings import factsheets, reference
from hees.findings.exhibits import UnknownChart
from hees.findings.key_figures import key_figures
from hees.findings.printing import Printer, pages
from hees.findings.recommendation_list import printed
from hees.findings.running_text import paragraphs
from hees.language import say, show_date
from hees.settings import PROJECT
from hees.store import releases
from hees.store.home import Home
from hees.study import Study, Topic, load
from hees.typeset import FactSheet
from tests import exhibits
from tests.site import fetching

TOPICS = [topic.id for topic in load(PROJECT / "data").topics]
LANGUAGES = ["en", "ja"]
PAPERS = ["a4", "us-letter"]
EVERY = list(product(TOPICS, LANGUAGES))


@pytest.fixture
def unreleased(home: Home, study: Study) -> Home:
    return exhibits.fill(home, PROJECT / "data", study)


def printer(home: Home, study: Study, language: str = "en", paper: str = "a4") -> Printer:
    return Printer(home, study, language, paper, "https://example.org")  # ty: ignore[invalid-argument-type]


def read(pdf: bytes) -> str:
    """The text of a document without spaces, which print sets as it likes."""
    parts = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return squeezed("".join(parts))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def set_by(monkeypatch: pytest.MonkeyPatch, printer: Printer, topic: Topic) -> FactSheet:
    """What was given to the typesetter for the sheet that came out."""
    made: dict[bytes, FactSheet] = {}
    setting = typeset.pdf

    def watched(document: FactSheet) -> bytes:
        pdf = setting(document)
        made[pdf] = document
        return pdf

    monkeypatch.setattr(typeset, "pdf", watched)
    return made[factsheets.sheet(printer, topic)]


# The sheet


@pytest.mark.parametrize(("topic", "language"), EVERY)
def test_a_sheet_has_at_most_two_pages_and_every_number_that_it_shows(
    released: Home,
    study: Study,
    topic: str,
    language: str,
    monkeypatch: pytest.MonkeyPatch,
):
    order, of = printer(released, study, language), study.topic[topic]
    sheet = set_by(monkeypatch, order, of)
    made = typeset.pdf(sheet)
    assert pages(made) == len(PdfReader(io.BytesIO(made)).pages) <= 2
    text = read(made)
    for chart in sheet.charts:
        assert squeezed(chart.title) in text
        about = next(one for one in of.charts if one.title[language] == chart.title)
        assert squeezed(about.definition[language]) in text
        assert about.caveat is None or squeezed(about.caveat[language]) in text
        for cell in (cell for row in chart.table.rows for cell in row) if chart.table else ():
            assert squeezed(cell) in text
    for one in key_figures(released, study, of, language):
        assert one.value in text
        assert squeezed(one.period) in text
    assert sheet.charts


@pytest.mark.parametrize(("topic", "paper"), [*zip(TOPICS, cycle(PAPERS), strict=False)])
def test_a_sheet_is_the_same_bytes_every_time(released: Home, study: Study, topic: str, paper: str):
    first, second = (
        factsheets.sheet(printer(released, study, "ja", paper), study.topic[topic])
        for _ in range(2)
    )
    assert first == second
    assert pages(first) <= 2


def test_a_sheet_says_its_release_rules_and_citation(released: Home, study: Study):
    [release] = releases.all_of(released)
    made = factsheets.sheet(printer(released, study), study.topic["research"])
    text = read(made)
    policy = study.policy
    for part in (
        show_date(release.made_on, "en"),
        say("factsheets.none", "en"),
        say(
            "factsheets.policy",
            "en",
            rounding=policy.rounding,
            k=policy.k,
            base=policy.breakdown_base,
        ),
        "https://example.org/findings?topic=research&release=1&lang=en",
    ):
        assert squeezed(part) in text
    information = PdfReader(io.BytesIO(made)).metadata
    assert information
    assert information.creation_date
    assert information.creation_date.date() == date.fromisoformat(release.made_on)


@pytest.mark.parametrize(("topic", "language"), [*zip(TOPICS, cycle(LANGUAGES), strict=False)])
def test_before_the_first_release_a_sheet_shows_what_is_published(
    unreleased: Home, study: Study, topic: str, language: str
):
    made = factsheets.sheet(printer(unreleased, study, language), study.topic[topic])
    assert squeezed(say("factsheets.no_release", language)) in read(made)
    assert pages(made) <= 2


def test_every_chart_has_its_text_alternative(
    released: Home, study: Study, monkeypatch: pytest.MonkeyPatch
):
    sheet = set_by(monkeypatch, printer(released, study), study.topic["exchanges"])
    for chart in sheet.charts:
        assert chart.title in chart.alt
        assert re.search(r"\d", chart.alt)


def test_an_unknown_release_has_no_sheet(released: Home, study: Study):
    with pytest.raises(UnknownChart):
        factsheets.sheet(printer(released, study), study.topic["research"], 99)


# The recommendations


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_recommendation_with_its_origin(
    released: Home, study: Study, language: str
):
    made = printed(printer(released, study, language))
    text = read(made)
    for one in study.recommendations:
        assert squeezed(one.title[language]) in text
        assert all(squeezed(asked[language]) in text for asked in one.for_audience.values())
    drafts = sum(one.source is None for one in study.recommendations)
    assert text.count(squeezed(say("recommendations.asked", language))) == drafts
    links = {
        annotation.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(made)).pages
        for annotation in page.get("/Annots", ())
        if "/URI" in annotation.get_object().get("/A", {})
    }
    assert {one.source for one in study.recommendations if one.source} <= links
    assert made == printed(printer(released, study, language))


# Prose for print


def test_prose_becomes_plain_text_and_links():
    [first, second] = paragraphs(
        "**Bold**, _soft_ and [a link](https://example.org/a_(b)).\n\nA second\nparagraph, snake_case."
    )
    assert [(run.text, run.link) for run in first] == [
        ("Bold, soft and ", None),
        ("a link", "https://example.org/a_(b)"),
        (".", None),
    ]
    assert [run.text for run in second] == ["A second paragraph, snake_case."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_markup_is_left_in_the_prose_that_is_printed(study: Study, language: str):
    for name, text in study.content.items():
        if name.startswith("topic_") or name == "recommendations":
            runs = [run for one in paragraphs(text[language]) for run in one]
            assert any(run.link for run in runs)
            assert [run for run in runs if re.search(r"\*\*|\]\(|^#", run.text)] == []


# Over HTTP


@pytest.fixture
def site(released: Home, study: Study):
    with fetching(released, study) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/factsheets/research.pdf?lang=ja", "hees-research-ja-r1.pdf"),
        ("/factsheets/research.pdf?lang=en&release=1&paper=a4", "hees-research-en-r1.pdf"),
        ("/recommendations.pdf?lang=ja", "hees-recommendations-ja.pdf"),
    ],
)
def test_a_document_is_served_for_the_browser_to_show(site: TestClient, address: str, name: str):
    reply = site.get(address)
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/pdf"
    assert reply.headers["content-disposition"] == f'inline; filename="{name}"'
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.content.startswith(b"%PDF")
    again = site.get(address, headers={"If-None-Match": reply.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("/factsheets/astronomy.pdf", 404, "astronomy"),
        ("/factsheets/research.pdf?lang=fr", 400, "fr"),
        ("/factsheets/research.pdf?paper=b5", 400, "b5"),
        ("/factsheets/research.pdf?release=99", 400, "99"),
        ("/factsheets/research.pdf?release=x", 400, "x"),
        ("/recommendations.pdf?lang=fr", 400, "fr"),
        ("/recommendations.pdf?paper=b5", 400, "b5"),
    ],
)
def test_what_there_is_not_is_refused_by_name(
    site: TestClient, address: str, status: int, named: str
):
    reply = site.get(address)
    assert reply.status_code == status
    assert named in reply.json()["error"]["message"]
    assert reply.headers["access-control-allow-origin"] == "*"


def test_a_sheet_follows_the_reference_material(unreleased: Home, study: Study):
    """What is kept is kept for one state of the material only."""
    with fetching(unreleased, study) as client:
        before = client.get("/factsheets/exchanges.pdf?lang=en")
        figures = [
            one.model_copy(update={"value": 77.0}) if one.id == "hees_undergraduates" else one
            for one in reference.figures(unreleased).values()
        ]
        reference.put(unreleased, "figures", figures, origin=reference.IMPORTED)
        after = client.get("/factsheets/exchanges.pdf?lang=en")
    assert before.headers["etag"] != after.headers["etag"]
    assert "77%" in read(after.content)
