"""Another study is another folder: two other countries, three questions, two charts, and the same code.

The study in `tests/second_study` has nothing that a study may do without: no recommendations, no
directory, no partnerships, no glossary, no maps, no prose but one page, no steering of simulations.
"""

import re
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from google.protobuf.json_format import MessageToJson
from openpyxl import load_workbook
from pypdf import PdfReader
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from hees.settings import PROJECT
from hees.store import releases
from hees.store.connection import release
from hees.store.home import Home, prepare
from hees.study import load
from hees.team import accounts, signing_in
from hees.web import server
from hees.web.api.asked import CHART_FORMATS, DATA_FORMATS
from hees.web.pages import NAMES
from hees.web.sign_in import COOKIE
from tests import studies
from tests.respondent import Respondent
from tests.test_cli import hees

FOLDER = PROJECT / "tests" / "second_study"
STUDY = load(FOLDER)
LANGUAGES = STUDY.languages
TOPIC, ORGANISATIONS = STUDY.topics[0], 40
DATA = ("series", "figures", "partnerships", "intermediaries", "glossary", "sources")
PASSWORD = "correct horse battery"

OTHERS = re.compile(
    r"\bJapan\b|日本(?!語)|United States|\bU\.S\.|米国|日米|アメリカ|USJP|都道府県|prefecture"
)
"""What belongs to the shipped study alone. The Japanese language and its name are the site's."""


def foreign(text: str) -> list[str]:
    """Words of the shipped study, each with what stands round it."""
    return [text[max(0, one.start() - 40) : one.end() + 40] for one in OTHERS.finditer(text)]


def forget() -> None:
    """Empty every cache of the code: settings, study and home are kept for the whole process."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "hees"]:
        for part in list(vars(sys.modules[name]).values()):
            if callable(clear := getattr(part, "cache_clear", None)):
                clear()


@contextmanager
def process_of(home: Path, study: Path) -> Generator[Home]:
    """While it lasts, the process serves this study from this home."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEES_HOME", str(home))
        patch.setenv("HEES_STUDY", str(study))
        forget()
        ready = prepare(home)
        accounts.add(ready, "watcher", "viewer", password=PASSWORD, email=None)
        session = signing_in.sign_in(ready, "watcher", PASSWORD, "127.0.0.1")
        assert session
        patch.setattr(type(st.context), "cookies", {COOKIE: session.token})
        yield ready
    forget()
    release(ready.responses)
    release(ready.public)


def answer(home: Home) -> None:
    """Answer as made-up organisations, as many in each country."""
    for number in range(ORGANISATIONS):
        one = Respondent.starts(home, STUDY, LANGUAGES[number % 2])
        one.answers(
            name={"name": f"Made-up organization {number}"},
            base=["canada", "finland"][number % 2],
            aims=["students", "research"] if number % 3 else ["language"],
        )
        one.receipt()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home of the second study with a release, which the whole process takes for its own."""
    with process_of(tmp_path_factory.mktemp("second") / "home", FOLDER) as ready:
        answer(ready)
        released = hees(ready.folder, "release", study=FOLDER)
        assert released.returncode == 0, released.stderr
        yield ready


def over_http() -> TestClient:
    """All that the site says over HTTP besides its pages."""
    return TestClient(
        Starlette(
            routes=server.routes,
            middleware=server.middleware,
            exception_handlers=server.exception_handlers,
        )
    )


@pytest.fixture(scope="module")
def client(home: Home) -> TestClient:
    return over_http()


def sent(app: AppTest) -> str:
    """Everything that a page sends to the browser: texts, charts, data of components."""
    protos = (getattr(node, "proto", None) for node in app.main)
    text = "\n".join(MessageToJson(one, ensure_ascii=False) for one in protos if one)
    return re.sub(r"\\\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def drawn(name: str, language: str, **address: str) -> str:
    """What a page sends; it must not fail."""
    app = AppTest.from_file(PROJECT / "hees" / "web" / "site.py", default_timeout=60)
    app.context = {"url": "http://127.0.0.1:8501/"}
    app.switch_page(str(PROJECT / "pages" / f"{name}.py"))
    for key, value in {"lang": language, **address}.items():
        app.query_params[key] = value
    app.run()
    assert [one.value for one in app.exception] == []
    return sent(app)


def opened(name: str, language: str, **address: str) -> str:
    """What a page of this study sends; it must say which study this is, and name no other."""
    text = drawn(name, language, **address)
    assert STUDY.title[language] in text
    assert foreign(text) == []
    return text


# The command


def test_check_calls_it_good(tmp_path: Path):
    found = hees(tmp_path, "check", study=FOLDER)
    assert found.returncode == 0, found.stderr
    assert f"{STUDY.id}: 3 questions" in found.stdout


def test_it_has_nothing_that_a_study_may_do_without():
    assert len(STUDY.questionnaire.questions) == 3
    assert len(STUDY.charts) == 2
    assert not STUDY.recommendations
    assert STUDY.inventory is None
    assert STUDY.agreement is None
    assert not (FOLDER / "geo").exists()


def test_its_answers_are_released(home: Home):
    [made] = releases.all_of(home)
    assert made.responses == ORGANISATIONS
    assert made.questionnaire == STUDY.questionnaire.version


def test_organizations_can_be_simulated_without_steering(tmp_path: Path):
    done = hees(tmp_path / "home", "simulate", "12", study=FOLDER)
    assert done.returncode == 0, done.stderr
    assert "submitted" in done.stdout


# Pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", NAMES)
def test_every_page_is_of_this_study(home: Home, page: str, language: str):
    opened(page, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_data_shows_both_charts_and_both_countries(home: Home, language: str):
    for number, chart in enumerate(TOPIC.charts, start=1):
        address = {"topic": TOPIC.id, "page": str(number), "by": "country" if chart.by else ""}
        text = opened("findings", language, **address)
        assert TOPIC.title[language] in text
        assert chart.title[language] in text
        assert '"spec"' in text, "the page draws no chart"
        assert all(country.name[language] in text for country in STUDY.countries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_team_counts_by_country(home: Home, language: str):
    text = opened("team", language)
    assert all(country.name[language] in text for country in STUDY.countries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_with_what_the_study_has_not_is_answered(home: Home, language: str):
    opened("partnerships", language, id="nothing")
    opened("resources", language, term="nothing", category="nothing")
    opened("findings", language, topic="nothing")
    opened("recommendations", language, audience="nothing", theme="nothing")


# HTTP


def got(client: TestClient, address: str, language: str) -> bytes:
    reply = client.get(address, params={"lang": language})
    assert reply.status_code == 200, (address, reply.text[:300])
    return reply.content


def words(body: bytes, form: str) -> str:
    """What a reader of a file sees."""
    if form == "xlsx":
        sheets = load_workbook(BytesIO(body))
        rows = (row for sheet in sheets for row in sheet.iter_rows(values_only=True))
        return "\n".join(str(value) for row in rows for value in row if value is not None)
    if form == "pdf":
        pages = (page.extract_text() for page in PdfReader(BytesIO(body)).pages)
        return "".join("".join(pages).split())
    return body.decode("utf-8-sig")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chart", STUDY.charts)
def test_every_format_of_every_chart_is_of_this_study(
    client: TestClient, chart: str, language: str
):
    for form in CHART_FORMATS:
        body = got(client, f"/api/v1/charts/{chart}.{form}", language)
        if form == "png":
            assert body.startswith(b"\x89PNG")
            continue
        text = words(body, form)
        assert foreign(text) == [], form
        if form != "csv":
            assert STUDY.charts[chart].title[language] in text, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_is_of_this_study(client: TestClient, language: str):
    for name in DATA:
        for form in DATA_FORMATS:
            text = words(got(client, f"/api/v1/data/{name}.{form}", language), form)
            assert foreign(text) == [], (name, form)
    assert STUDY.sources["made_up"].name[language] in words(
        got(client, "/api/v1/data/sources.csv", language), "csv"
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address", ["/api/v1/charts", "/api/v1/releases", "/api/v1/openapi.json", "/feed.atom"]
)
def test_the_interface_describes_this_study(client: TestClient, address: str, language: str):
    text = words(got(client, address, language), "json")
    assert foreign(text) == []
    if address != "/api/v1/releases":
        assert STUDY.title[language] in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", [f"/factsheets/{TOPIC.id}.pdf", "/recommendations.pdf"])
def test_what_is_printed_is_of_this_study(client: TestClient, address: str, language: str):
    text = words(got(client, address, language), "pdf")
    assert "".join(STUDY.title[language].split()) in text
    assert foreign(text) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fact_sheet_shows_both_charts(client: TestClient, language: str):
    text = words(got(client, f"/factsheets/{TOPIC.id}.pdf", language), "pdf")
    for chart in TOPIC.charts:
        assert "".join(chart.title[language].split()) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_respondent_gets_a_copy_of_three_answers(home: Home, client: TestClient, language: str):
    one = Respondent.starts(home, STUDY, language)
    one.answers(name={"name": "Made-up Institute"}, base="finland", aims=["other"])
    reply = client.get(f"/r/{one.token}", params={"lang": language}, follow_redirects=False)
    assert reply.status_code == 303
    cookies = {cookie.name: str(cookie.value) for cookie in reply.cookies.jar}
    for form in ("html", "csv"):
        body = client.get(f"/copy/{one.id}.{form}", params={"lang": language}, cookies=cookies)
        assert body.status_code == 200
        assert STUDY.country["FI"].name[language] in body.text
        assert foreign(body.text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/sign-in", "/copy/nothing.html"])
def test_small_pages_name_this_study(client: TestClient, address: str, language: str):
    text = client.get(address, params={"lang": language}).text
    assert STUDY.short_title[language] in text
    assert foreign(text) == []


# A study of one country, without topics, charts, breakdowns, prose and reference tables


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return studies.write(tmp_path_factory.mktemp("bare"))


@pytest.mark.parametrize("released", [False, True])
def test_a_study_without_findings_has_a_whole_site(bare: Path, tmp_path: Path, released: bool):
    study = load(bare)
    with process_of(tmp_path / "home", bare) as ready:
        if released:
            assert hees(ready.folder, "simulate", "60", study=bare).returncode == 0
            made = hees(ready.folder, "release", study=bare)
            assert made.returncode == 0, made.stderr
        client = over_http()
        for number, name in enumerate(NAMES):  # each page in one of the languages
            language = study.languages[(number + released) % 2]
            assert study.title[language] in drawn(name, language)
        for language in study.languages:
            assert client.get("/api/v1/charts", params={"lang": language}).json()["charts"] == []
            got(client, "/api/v1/openapi.json", language)
            got(client, "/feed.atom", language)
            got(client, "/recommendations.pdf", language)
