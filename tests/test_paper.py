"""The questionnaire on paper: every question, in each language, with directions and boxes."""

import io
import re
from datetime import date
from pathlib import Path
from unicodedata import normalize

import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient

from hees.cli import main
from hees.language import say
from hees.settings import settings
from hees.store.home import Home
from hees.study import Study
from hees.team.questionnaire import paper
from hees.web.api import paper as web
from hees.web.server import exception_handlers, middleware
from tests import site, studies

DAY = date(2026, 11, 26)
CONTACT = "study@example.org"


def printed(study: Study, language: str) -> bytes:
    return paper.paper(study, language, DAY, contact=CONTACT, site="https://hees.example.org")


def text(pdf: bytes) -> str:
    """All that is printed, without spaces: lines break where they will."""
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", normalize("NFKC", words))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_text_of_the_shipped_questionnaire_is_on_the_paper(study: Study, language: str):
    pdf = printed(study, language)
    found = text(pdf)
    for section in study.questionnaire:
        assert squeezed(section.title[language]) in found
        for question in section.questions:
            # A repeat has its questions in each of its blank blocks.
            times = paper.BLANK_ENTRIES if section.repeat else 1
            assert found.count(squeezed(question.label[language])) >= times, question.id
            assert question.help is None or squeezed(question.help[language]) in found
            for choice in (*question.choices, *question.items):
                assert squeezed(choice.label[language]) in found, (question.id, choice.code)
    consent = study.content["consent"][language]
    assert squeezed(consent) in found
    assert CONTACT in found


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_is_tagged_in_its_language_and_the_same_every_time(tiny: Study, language: str):
    pdf = printed(tiny, language)
    assert pdf == printed(tiny, language)
    catalog = PdfReader(io.BytesIO(pdf)).root_object
    assert catalog["/Lang"] == language
    assert catalog["/MarkInfo"]["/Marked"]


def test_directions_name_the_questions_by_number_and_where_all_others_go_on(tiny: Study):
    document = paper.document(tiny, "en", DAY, contact="", site="")
    asked = {question.label: question for part in document.sections for question in part.questions}
    only = asked["Which other activity?"].only
    assert only == "Only if question 5 includes “Other”. Otherwise go on with question 7."
    research, training = document.sections[1:3]
    assert research.only.endswith("Otherwise go on with question 10.")
    assert training.only.startswith("Only if question 5 includes “Training”, and question 2 is not")
    last = document.sections[-1].questions[-1]
    assert last.only == ""


def test_a_repeat_has_two_blank_blocks_and_says_what_to_do_with_more(tiny: Study):
    programmes = paper.document(tiny, "ja", DAY, contact="", site="").sections[3]
    assert len(programmes.entries) == 2
    assert "3件まで" in programmes.note


def test_each_kind_has_its_own_form(tiny: Study):
    document = paper.document(tiny, "en", DAY, contact="", site="")
    forms = {one.label: one.form for part in document.sections for one in part.questions}
    assert forms["Do you agree?"] == "table"
    assert forms["Wishes"] == "ranks"
    assert forms["Laboratories"] == "names"
    assert forms["Since"] == "year"
    assert forms["What costs most?"] == "lines"


def test_it_is_served_to_anybody_in_the_language_asked_for(home: Home, monkeypatch):
    with site.serving(home.folder, monkeypatch):
        app = Starlette(
            routes=web.routes, middleware=middleware, exception_handlers=exception_handlers
        )
        client = TestClient(app)
        reply = client.get("/questionnaire.pdf?lang=ja")
        assert reply.status_code == 200
        assert reply.headers["content-type"] == "application/pdf"
        assert PdfReader(io.BytesIO(reply.content)).root_object["/Lang"] == "ja"
        assert client.get("/questionnaire.pdf?lang=xx").status_code == 400


def test_the_start_of_the_survey_leads_to_it(home: Home, monkeypatch):
    with site.serving(home.folder, monkeypatch):
        page = site.opened("survey", "ja")
        assert say("paper.read_first", "ja") in site.text(page)
        assert any("/questionnaire.pdf?lang=ja" in one for one in site.markup(page))


def test_the_command_writes_it(tmp_path: Path):
    study, file = studies.write(tmp_path / "study"), tmp_path / "paper.pdf"
    settings.cache_clear()
    arguments = ["questionnaire", "paper", "--lang", "ja", "--output", str(file)]
    result = CliRunner().invoke(main, arguments, env={"HEES_STUDY": str(study)})
    settings.cache_clear()
    assert result.exit_code == 0, result.output
    assert "貴団体について" in text(file.read_bytes())
