"""Editions and comparisons: the same bytes for ever, every number as released, nothing else."""

import csv
import hashlib
import io
import json
import sqlite3
import zipfile

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from hees.findings import comparison, editions, reference
from hees.findings.editions import CannotFreeze
from hees.language import say
from hees.settings import PROJECT
from hees.store import editions as store
from hees.store import releases
from hees.store.home import prepare
from hees.store.releases import Part
from hees.study import load
from hees.study.catalogue import TableName, catalogue
from hees.survey import finder
from hees.team import accounts
from tests import handmade
from tests.site import fetching, markup, opened, run, serving, sign_in, text
from tests.test_cli import hees

SECOND = PROJECT / "tests" / "second_study"
STUDY = load(SECOND)
TABLE = next(one for one in catalogue(STUDY) if one.by)
HELD = (Part(TABLE.question, TABLE.by, ""),)
NAME = {"en": "First results", "ja": "第一次結果"}
SITE = "https://hees.example.org"
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory):
    """Two releases, of which the second withholds a table and the first is an edition."""
    return made(tmp_path_factory.mktemp("editions") / "home")


def made(folder, kind: str = "real"):
    ready = prepare(folder)
    finder.fill(ready, SECOND, STUDY.languages)
    reference.fill(ready, SECOND)
    handmade.release(ready, STUDY, 1, kind=kind)
    handmade.release(ready, STUDY, 2, kind=kind, withheld=HELD)
    freeze(ready, id="first")
    return ready


def freeze(home, release: int = 1, **changes):
    given = {"name": NAME, "day": "2027-01-15", "site": SITE} | changes
    return editions.freeze(home, STUDY, release, **given)


def archive(home, id: str = "first") -> bytes:
    edition = store.one(home, id)
    assert edition
    return editions.archive(home, edition)


def files(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


# The archive


def test_an_edition_is_the_same_bytes_each_time_and_in_another_home(home, tmp_path):
    once = archive(home)
    assert archive(home) == once
    assert archive(made(tmp_path / "again")) == once


def test_the_manifest_names_every_file_with_its_size_and_hash(home):
    found = files(archive(home))
    manifest = json.loads(found.pop("manifest.json"))
    assert {one["path"]: (one["bytes"], one["sha256"]) for one in manifest["files"]} == {
        path: (len(body), hashlib.sha256(body).hexdigest()) for path, body in found.items()
    }
    release = releases.one(home, 1)
    assert manifest["release"]["digest"] == release.digest
    assert manifest["release"]["policy"] == dict(release.policy)
    assert manifest["release"]["verdict"]["checked"] == release.verdict.checked
    assert manifest["edition"]["name"] == NAME


def test_every_number_is_that_of_the_release_rounded_or_hidden(home):
    found = files(archive(home))
    cells = rows(found["cells.csv"])
    said = {
        tuple(row[part] for part in ("question", "by", "group", "item", "answer")): row["count"]
        for row in cells
    }
    assert said == {
        (one.question, one.by, one.group, one.item, one.answer): str(one.count or "")
        for one in releases.all_counts(home, 1)
    }
    tables = [path for path in found if path.startswith("tables/")]
    assert sorted(str(row) for path in tables for row in rows(found[path])) == sorted(
        str(row) for row in cells
    )
    assert len(tables) == len(catalogue(STUDY))
    numbers = [row[name] for row in cells for name in ("count", "base")]
    assert all(not one or (int(one) >= 5 and int(one) % 5 == 0) for one in numbers)
    assert {row["status"] for row in cells if not row["count"]} == {"hidden"}
    assert all(
        row["share_percent"] == str(min(100, round(100 * int(row["count"]) / int(row["base"]))))
        for row in cells
        if row["count"]
    )


def test_what_the_gate_withheld_has_no_file_and_no_n(home):
    freeze(home, 2, id="second")
    found = files(archive(home, "second"))
    path = f"tables/{TABLE.question}.by-{TABLE.by}.csv"
    assert path in files(archive(home))
    assert path not in found
    assert json.loads(found["release.json"])["release"]["verdict"]["withheld"]


def test_the_codebook_has_every_question_and_answer_in_both_languages(home):
    found = rows(files(archive(home))["codebook.csv"])
    for name in {one.question for one in catalogue(STUDY)}:
        question = STUDY.questionnaire.questions[name]
        told = [row for row in found if row["question"] == name]
        assert [row["code"] for row in told if row["part"] == "choice"] == list(question.by_code)
        for row, choice in zip(told[-len(question.choices) :], question.choices, strict=True):
            assert (row["text_en"], row["text_ja"]) == (choice.label["en"], choice.label["ja"])
        assert told[0]["text_ja"] == question.label["ja"]
        assert told[0]["counted_en"]
        if not question.items and TableName(name, "") in catalogue(STUDY):
            assert (told[0]["n"], told[0]["n_status"]) == ("100", "shown")


@pytest.mark.parametrize("language", STUDY.languages)
def test_people_find_what_it_is_how_to_cite_it_and_what_they_may_do(home, language):
    found = files(archive(home))
    readme = found[f"README.{language}.txt"].decode()
    assert NAME[language] in readme
    assert STUDY.title[language] in readme
    assert releases.one(home, 1).digest in readme
    listed = [path.partition("/")[0] for path in found if not path.startswith("README")]
    assert all(name in readme for name in listed)
    cited = found["CITATION.txt"].decode()
    assert STUDY.title[language] in cited
    assert f"{SITE}/releases?edition=first&lang={language}" in cited
    assert say("editions.terms", language).strip() in found["TERMS.txt"].decode()
    for topic in STUDY.topics:
        sheet = PdfReader(io.BytesIO(found[f"factsheets/{topic.id}.{language}.pdf"]))
        printed = "".join("".join(page.extract_text() for page in sheet.pages).split())
        assert "".join(topic.title[language].split()) in printed


def test_simulated_numbers_say_so_in_every_file_that_names_the_study(tmp_path):
    found = files(archive(made(tmp_path / "home", kind="simulated")))
    mark = say("chart.of_simulation", "en", study=STUDY.title["en"])
    assert {row["source_en"] for row in rows(found["cells.csv"])} == {mark}
    assert mark in found["README.en.txt"].decode()
    assert "[simulated data]" in found["CITATION.txt"].decode()


# For ever


def test_nothing_but_a_doi_changes_an_edition(tmp_path, monkeypatch):
    home = made(tmp_path / "home")
    before = files(archive(home))
    handmade.release(home, STUDY, 3)
    monkeypatch.setitem(STUDY.title.root, "en", "Another title")
    assert files(archive(home)) == before
    editions.set_doi(home, "first", "https://doi.org/10.1234/abc.5")
    after = files(archive(home))
    assert {path for path in after if after[path] != before[path]} == {
        "CITATION.txt",
        "manifest.json",
    }
    assert b"https://doi.org/10.1234/abc.5" in after["CITATION.txt"]
    assert json.loads(after["manifest.json"])["edition"]["doi"] == "10.1234/abc.5"
    with sqlite3.connect(home.public) as connection:
        for statement in (
            "UPDATE edition SET release = 2",
            "UPDATE edition SET name = '{}'",
            "DELETE FROM edition_package",
            "DELETE FROM edition",
            "UPDATE edition_package SET body = x''",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    ("code", "release", "changes"),
    [
        ("no_release", 9, {}),
        ("name", 1, {"name": {"en": "Only English"}}),
        ("name", 1, {"name": NAME | {"ja": "あ" * 121}}),
        ("id", 1, {"id": "../etc"}),
        ("id", 1, {"id": "2026"}),
        ("id", 1, {"id": "Über"}),
        ("taken", 1, {"id": "first"}),
        ("doi", 1, {"id": "other", "doi": "not a doi"}),
    ],
)
def test_what_cannot_be_frozen_is_refused_with_a_reason(home, code, release, changes):
    before = store.all_of(home)
    with pytest.raises(CannotFreeze) as refused:
        freeze(home, release, **changes)
    assert refused.value.code == code
    for language in STUDY.languages:
        assert say(f"editions.problem.{code}", language, **refused.value.values)
    assert store.all_of(home) == before


def test_the_command_freezes_lists_and_takes_a_doi(tmp_path):
    home = prepare(tmp_path / "home")
    handmade.release(home, STUDY, 1)
    names = ("--name-en", NAME["en"], "--name-ja", NAME["ja"])
    done = hees(home.folder, "edition", "freeze", "1", *names, study=SECOND)
    assert done.returncode == 0, done.stderr
    assert hees(home.folder, "edition", "doi", "2026-12", "10.1234/x", study=SECOND).returncode == 0
    listed = hees(home.folder, "edition", "list", study=SECOND).stdout
    assert all(one in listed for one in ("2026-12", "release 1", "10.1234/x", NAME["en"]))
    again = hees(home.folder, "edition", "freeze", "1", *names, study=SECOND)
    assert again.returncode == 1
    assert "There is an edition “2026-12” already" in again.stderr


# Comparing


def test_the_changes_turn_one_release_into_the_other(home):
    before, after = (
        {comparison.cells.key(one): one.count for one in releases.all_counts(home, number)}
        for number in (1, 2)
    )
    found = comparison.changes(home, STUDY, 1, 2)
    assert 0 < len(found) < len(before)
    turned = dict(before)
    for one in found:
        turned.pop(one.cell, None)
        if one.after:
            turned[one.cell] = one.after.count
    assert turned == after
    gone = [one for one in found if one.after is None]
    assert {(one.cell[0], one.cell[1]) for one in gone} == {(TABLE.question, TABLE.by)}
    assert comparison.changes(home, STUDY, 2, 2) == []


# Over HTTP


@pytest.fixture
def client(home):
    with fetching(home, STUDY) as client:
        yield client


def test_an_edition_is_downloaded_whole_and_known_again(client, home):
    reply = client.get("/editions/first.zip")
    assert reply.content == archive(home)
    assert reply.headers["content-type"] == "application/zip"
    assert reply.headers["content-disposition"] == 'attachment; filename="hees-edition-first.zip"'
    tag = reply.headers["etag"]
    assert client.get("/editions/first.zip", headers={"If-None-Match": tag}).status_code == 304


def test_a_doi_is_in_the_download_at_once(tmp_path):
    home = made(tmp_path / "home")
    with fetching(home, STUDY) as client:
        before = client.get("/editions/first.zip")
        editions.set_doi(home, "first", "10.1234/new")
        after = client.get("/editions/first.zip", headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 200
        assert b"10.1234/new" in files(after.content)["CITATION.txt"]


def test_editions_are_listed_and_described(client):
    found = client.get("/api/v1/editions").json()["editions"]
    first = next(one for one in found if one["id"] == "first")
    assert (first["release"], first["name"], first["doi"]) == (1, NAME, None)
    assert NAME["ja"] in first["citation"]["ja"]
    assert first["archive"].endswith("/editions/first.zip")
    described = client.get("/api/v1/openapi.json?lang=ja").json()["paths"]
    assert {"/api/v1/editions", "/editions/{id}.zip", "/releases/compare.csv"} <= set(described)


def test_two_releases_or_editions_are_compared_as_a_file(client, home):
    reply = client.get("/releases/compare.csv?a=first&b=2")
    assert reply.content == client.get("/releases/compare.csv").content
    assert reply.headers["content-disposition"] == 'attachment; filename="hees-releases-1-2.csv"'
    found = rows(reply.content)
    assert len(found) == len(comparison.changes(home, STUDY, 1, 2))
    numbers = [row[f"{name}_{when}"] for row in found for name in ("count", "base")
               for when in ("before", "after")]  # fmt: skip
    assert all(not one or (int(one) >= 5 and int(one) % 5 == 0) for one in numbers)
    assert "not published" in {row["status_after"] for row in found}


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/editions/none.zip", 404, "unknown_edition"),
        ("/releases/compare.csv?a=9&b=1", 400, "bad_parameter"),
        ("/releases/compare.csv?b=" + "x" * 200, 400, "bad_parameter"),
    ],
)
def test_what_there_is_not_is_refused_in_words(client, address, status, code):
    reply = client.get(address)
    assert reply.status_code == status
    assert reply.json()["error"]["code"] == code
    assert reply.json()["error"]["message"]


# On the page


@pytest.fixture
def site(home, monkeypatch):
    monkeypatch.setenv("HEES_STUDY", str(SECOND))
    with serving(home.folder, monkeypatch) as cookies:
        yield cookies


@pytest.mark.parametrize("language", STUDY.languages)
def test_the_page_tells_the_rules_every_release_and_its_verdict(site, home, language):
    page = opened("releases", language)
    said = text(page)
    newest = releases.one(home, 2)
    assert newest.digest in said
    assert say("releases.rule_value.batch", language, count=STUDY.policy.batch) in said
    for number in (1, 2):
        assert f"{1200 + number:,}" in said
        assert any(f"/findings?release={number}" in one for one in markup(page))
    chart = next(one for one in STUDY.charts.values() if one.question == TABLE.question)
    by = STUDY.breakdown[TABLE.by].title[language]
    assert say("releases.part", language, title=chart.title[language], by=by) in said
    assert NAME[language] in said


@pytest.mark.parametrize("language", STUDY.languages)
def test_an_edition_has_a_page_with_its_citation(site, home, language):
    page = opened("releases", language, edition="first")
    assert page.title[0].value == NAME[language]
    edition = store.one(home, "first")
    assert page.code[0].value == editions.citation(home, STUDY, edition, language)
    assert releases.one(home, 1).digest in text(page)
    lost = opened("releases", language, edition="none")
    assert lost.warning[0].value == say("editions.unknown", language, id="none")


def test_a_comparison_is_filtered_and_kept_in_the_address(site, home):
    page = opened("releases", "en", a="first", b="2")
    found = comparison.changes(home, STUDY, 1, 2)
    assert say("comparison.count", "en", count=len(found)) in text(page)
    by = STUDY.breakdowns[0]
    page.selectbox(key="filter-by-en").select(by.id)
    run(page)
    of_by = [one for one in found if one.cell[1] == by.id]
    assert 0 < len(of_by) < len(found)
    assert say("comparison.count_of", "en", count=len(of_by), all=len(found)) in text(page)
    assert page.query_params["by"] == by.id
    assert say("comparison.not_published", "en") in text(page)


def form() -> None:
    from hees.web.team.editions_form import freeze_form

    freeze_form()


@pytest.mark.parametrize(("role", "may"), [("administrator", True), ("reviewer", False)])
def test_only_administrators_freeze_on_the_team_page(tmp_path, monkeypatch, role, may):
    home = made(tmp_path / "home")
    accounts.add(home, "ann", role, password=PASSWORD, email=None)
    monkeypatch.setenv("HEES_STUDY", str(SECOND))
    with serving(home.folder, monkeypatch) as cookies:
        sign_in(home, cookies, "ann", PASSWORD)
        page = run(AppTest.from_function(form, default_timeout=60))
        assert bool(page.text_input) == may
        if not may:
            return
        page.text_input(key="freeze-name-en").input("Second results")
        page.text_input(key="freeze-name-ja").input("第二次結果")
        page.text_input(key="freeze-id").input("first")
        page.button[0].click()
        run(page)
        assert page.error[0].value == say("editions.problem.taken", "en", id="first")
        page.text_input(key="freeze-id").input("second")
        page.button[0].click()
        run(page)
        assert page.success[0].value == say("editions.form.frozen", "en", id="second")
    edition = store.one(home, "second")
    assert edition
    assert (edition.release, edition.name["ja"]) == (2, "第二次結果")
