"""What is exported is what was submitted: in every format, with labels, across versions, and no more."""

import csv
import json
import os
import time
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from hees.cli import main
from hees.settings import settings
from hees.simulation.simulator import simulate
from hees.spreadsheet import safe_cell
from hees.store import audit, review
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.responses import changing
from hees.store.review import Review
from hees.study import Study
from hees.survey import drafts, entries, withdrawal
from hees.team import accounts, signing_in
from hees.team.export import jobs, labels, missing, naming
from hees.team.export import reading as reading_of
from hees.team.export.building import tables
from hees.team.export.making import Made, make, pack
from hees.team.export.missing import Missing
from hees.team.export.request import Request
from hees.team.export.rows import Rows
from hees.team.export.variables import Used
from hees.team.export.writers import Format
from hees.web.team import export_route
from tests import database, site, studies
from tests.naughty import NAUGHTY
from tests.respondent import Respondent
from tests.studies import ABOUT, CONTACT, RESEARCH, VIEWS

DAY = "2026-11-26"
LISTS = 'A | B, C; D、E\nand "more"'
UNSURE = ("choices.toml", 'high = { en = "Agree", ja = "賛成" }', 'high = { en = "Agree", ja = "賛成" }\nunknown = { en = "Don’t know", ja = "わからない" }')  # fmt: skip
LONG_LABEL = ("choices.toml", 'foundation = { en = "Foundation", ja = "財団" }', f'foundation = {{ en = "{"Foundation " * 30}", ja = "{"財団" * 60}" }}')  # fmt: skip


@pytest.fixture
def first(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return studies.tiny(tmp_path_factory.mktemp("first"), UNSURE)


@pytest.fixture
def second(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The next version: a choice and a question are gone, a choice comes before the others."""
    return studies.tiny(
        tmp_path_factory.mktemp("second"),
        LONG_LABEL,
        ("choices.toml", '[wish]\n', '[wish]\npeace = { en = "Peace", ja = "平和" }\n'),
        ("choices.toml", 'training = { en = "Training", ja = "研修" }\n', ""),
        (studies.TRAINING, 'includes = "training"', 'includes = "research"'),
        (RESEARCH, 'id = "lab_site"', 'id = "lab_page"'),
        (ABOUT, 'en = "Since"', 'en = "Founded in"'),
        UNSURE,
    )  # fmt: skip


@pytest.fixture
def answered(home: Home, first: Study, second: Study) -> dict[str, str]:
    """Four responses of two versions, answers of every kind; returns the ids by what they are."""
    full = Respondent.starts(home, first)
    full.completes()
    full.answers(base="here", since=1990, activities=["research", "training"], papers=12)
    full.answers(labs=[{"name": LISTS}, {"name": "=1+1"}], lab_site="https://example.org/a?b=1,2")
    full.answers(trainees=150, training_note=LISTS, wishes=["staff", "money"], share=12.5)
    full.gives("views", "high", "cost")
    full.gives("views", "unknown", "time")
    full.answers(cost_note="\n".join(NAUGHTY[:40]), person="Ann Archer", email="ann@example.org")
    one = entries.add(home, full.id, full.draft.questionnaire.section("programmes"))
    full.gives("programme_name", "＝Program 1", one)
    full.gives("programme_size", 3, one)
    two = entries.add(home, full.id, full.draft.questionnaire.section("programmes"))
    full.gives("programme_name", "Program 2", two)
    full.receipt()
    bare = Respondent.starts(home, first)
    bare.completes()
    bare.receipt()
    later = Respondent.starts(home, second, "ja")
    later.completes()
    later.answers(activities=["research"], wishes=["peace"], lab_page=None, share=0)
    later.receipt()
    begun = Respondent.starts(home, second)
    begun.answers(category="agency", base="there")
    return {"full": full.id, "bare": bare.id, "later": later.id, "begun": begun.id}


def exported(home: Home, study: Study, folder: Path, form: Format, **wanted: Any) -> Made:
    folder = folder / f"{form}-{len(list(folder.iterdir()))}"
    folder.mkdir()
    request = Request(form, **{"language": "en", **wanted})
    return make(home, study, request, folder, DAY, lambda step, share: None)


def expected(home: Home, response: str, question: str, item: str = "") -> Any:
    return database.submitted(home, response).get((question, item))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Read back by other libraries


def test_spss_holds_the_answers_their_labels_and_why_there_is_none(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path
):
    made = exported(home, second, tmp_path, Format.SAV, language="ja")
    frame, known = pyreadstat.read_sav(made.data[0], user_missing=True)
    frame = frame.set_index("response_id")
    full, bare, later = (frame.loc[answered[name]] for name in ("full", "bare", "later"))
    label = known.variable_value_labels
    assert label["base"][full["base"]] == "こちら"
    assert full["papers"] == expected(home, answered["full"], "papers") == 12
    assert full["share"] == 12.5
    assert label["views__time"][full["views__time"]] == "わからない"
    assert full["views__time"] == missing.places(["unknown"])["unknown"][0]
    assert full["training_note"] == expected(home, answered["full"], "training_note")
    assert full["cost_note"] == expected(home, answered["full"], "cost_note")
    assert (full["labs__name1"], full["labs__name2"]) == (LISTS.replace("\n", " "), "=1+1")
    assert [label["wishes__rank1"][full[f"wishes__rank{n}"]] for n in (1, 2)] == ["人員", "資金"]
    chosen = [full[f"activities__{code}"] for code in ("research", "training", "other", "none")]
    assert chosen == [1, 1, 0, 0]
    assert bare["base"] == bare["activities__research"] == Missing.NO_ANSWER
    assert bare["papers"] == bare["trainees"] == Missing.NOT_ASKED
    assert later["activities__training"] == Missing.OTHER_VERSION
    assert label["papers"][bare["papers"]] == "質問対象外"
    assert known.column_names_to_labels["views__cost"] == "費用が高い｜賛成ですか"
    assert known.missing_ranges["views__time"] == [{"lo": -9, "hi": -1}]
    assert pd.isna(
        pyreadstat.read_sav(made.data[0])[0].set_index("response_id").loc[bare.name, "papers"]
    )
    again = pd.read_spss(made.data[0]).set_index("response_id")
    assert again.loc[answered["full"], "base"] == "こちら"


def test_stata_holds_the_same(home: Home, second: Study, answered: dict[str, str], tmp_path: Path):
    made = exported(home, second, tmp_path, Format.DTA)
    frame, known = pyreadstat.read_dta(made.data[0], user_missing=True)
    frame = frame.set_index("response_id")
    full, bare, later = (frame.loc[answered[name]] for name in ("full", "bare", "later"))
    assert full["cost_note"] == expected(home, answered["full"], "cost_note")
    assert (full["papers"], full["share"], full["since"]) == (12, 12.5, 1990)
    assert known.variable_value_labels["base"][full["base"]] == "Here"
    assert (bare["base"], bare["papers"], later["activities__training"]) == ("b", "a", "c")
    assert full["views__time"] == "d"
    assert known.variable_value_labels["views__time"]["d"] == "Don’t know"
    assert known.variable_value_labels["base"]["b"] == "No answer"
    plain = pd.read_stata(made.data[0], convert_categoricals=False, convert_missing=True)
    plain = plain.set_index("response_id")
    assert plain.loc[answered["full"], "training_note"] == LISTS
    assert str(plain.loc[answered["bare"], "papers"]) == ".a"
    assert str(plain.loc[answered["bare"], "base"]) == ".b"
    named = pd.read_stata(made.data[0]).set_index("response_id")
    assert named.loc[answered["full"], "base"] == "Here"
    with pd.io.stata.StataReader(made.data[0]) as reader:
        assert reader.variable_labels()["views__cost"] == "It costs too much | Do you agree?"


def test_a_number_that_may_be_negative_keeps_every_answer(
    home: Home, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
):
    below = (VIEWS, "whole = false\nmin = 0\nmax = 100", "whole = true")
    study = studies.tiny(tmp_path_factory.mktemp("below"), below)
    cold = Respondent.starts(home, study)
    cold.completes()
    cold.answers(share=-9)
    cold.receipt()
    silent = Respondent.starts(home, study)
    silent.completes()
    silent.receipt()
    for form, read in ((Format.SAV, pyreadstat.read_sav), (Format.DTA, pyreadstat.read_dta)):
        frame, _ = read(exported(home, study, tmp_path, form).data[0])
        shares = frame.set_index("response_id")["share"]
        assert shares[cold.id] == -9
        assert pd.isna(shares[silent.id])


def test_parquet_holds_the_same_with_labels_in_its_metadata(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path
):
    made = exported(home, second, tmp_path, Format.PARQUET)
    found = duckdb.sql(f"SELECT * FROM '{made.data[0]}'").df().set_index("response_id")
    full, bare = found.loc[answered["full"]], found.loc[answered["bare"]]
    about = pq.read_schema(made.data[0]).field("base").metadata
    assert json.loads(about[b"values"])[str(full["base"])] == "Here"
    assert full["training_note"] == LISTS
    assert full["papers"] == 12
    assert pd.isna(bare["papers"])
    assert pd.isna(bare["base"])


@pytest.mark.parametrize("numbers", [False, True])
def test_spreadsheets_hold_the_same_and_nothing_is_a_formula(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path, numbers: bool
):
    plain = exported(home, second, tmp_path, Format.CSV, numbers=numbers)
    rows = {row["response_id"]: row for row in rows_of(plain.data[0])}
    full, bare = rows[answered["full"]], rows[answered["bare"]]
    assert full["base"] == ("1" if numbers else "Here")
    assert full["papers"] == "12"
    assert full["training_note"] == LISTS
    assert full["labs__name2"] == "'=1+1"
    assert full["cost_note"] == safe_cell(expected(home, answered["full"], "cost_note"))
    assert bare["papers"] == bare["base"] == ""
    [one, two] = rows_of(plain.data[1])
    assert (one["programme_name"], two["entry"]) == ("'＝Program 1", "2")
    made = exported(home, second, tmp_path, Format.XLSX, numbers=numbers)
    book = openpyxl.load_workbook(made.data[0])
    assert book.sheetnames[:2] == ["responses", "programmes"]
    head, *body = book["responses"].iter_rows()
    names = [cell.value for cell in head]
    [row] = [
        dict(zip(names, cells, strict=True)) for cells in body if cells[0].value == answered["full"]
    ]
    assert row["base"].value == (1 if numbers else "Here")
    assert row["papers"].value == 12
    assert row["labs__name2"].value == "=1+1"
    assert row["labs__name2"].data_type == "s"
    assert row["labs__name2"].quotePrefix
    assert row["training_note"].value == LISTS


def test_the_long_layout_has_a_row_for_each_answer(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path
):
    made = exported(home, second, tmp_path, Format.CSV, long=True)
    rows = [row for row in rows_of(made.data[0]) if row["response_id"] == answered["full"]]
    of = {(row["question"], row["item"], row["code"]): row for row in rows}
    assert of["activities", "", "training"]["label"] == "Training"
    assert of["wishes", "1", "staff"]["label"] == "Staff"
    assert of["views", "time", "unknown"]["label"] == "Don’t know"
    assert of["papers", "", ""]["value"] == "12"
    assert [row["entry"] for row in rows if row["question"] == "programme_name"] == ["1", "2"]
    assert not {"person", "email"} & {row["question"] for row in rows}
    answers = sum(
        len(value) if isinstance(value, list) else 1
        for value in database.submitted(home, answered["full"]).values()
    )
    assert len(rows) == answers


def test_who_was_asked_is_who_the_survey_asked(home: Home, study: Study):
    """The export asks conditions in its own quick way; it must say what the path says."""
    simulate(home, study, 25, seed=11)
    compared = 0
    with reading(home.responses) as connection:
        used = reading_of.versions(connection, study)
        every = tables(used, study.languages, {})
        rows = Rows(home, every, used, "en")
        batches = [
            batch for one in reading_of.Responses(connection, True) for batch in rows.add(one)
        ]
        batches += rows.rest()
    for batch in batches:
        for index, response in enumerate(batch.texts[0]):
            draft = drafts.load(home, response)
            asked = {field.key for field in draft.path.fields}
            entry = ""
            if batch.table.section:
                ids = draft.entries[batch.table.section]
                entry = ids[int(batch.numbers[1][index]) - 1]
            for group in batch.table.groups:
                states = batch.states[index, group.start : group.end]
                on_path = any(
                    key[0] == group.question and (not entry or key[1] == entry) for key in asked
                )
                assert (Missing.NOT_ASKED not in states) == on_path, (group.question, response)
                compared += 1
    assert compared > 1000


# Across versions


def test_names_numbers_and_order_do_not_change_with_the_version(
    home: Home, first: Study, second: Study, answered: dict[str, str], tmp_path: Path
):
    def listed(*studies: Study) -> dict[str, Any]:
        used = [
            Used(number, one.questionnaire.version, DAY, one.questionnaire)
            for number, one in enumerate(studies, start=1)
        ]
        return {variable.name: variable for variable in tables(used, ("en", "ja"), {})[0].variables}

    before, after = listed(first), listed(first, second)
    assert [name for name in after if name in before] == list(before)
    for name, variable in before.items():
        numbers = {code.code: code.number for code in variable.codes if name != "response_version"}
        assert numbers.items() <= {code.code: code.number for code in after[name].codes}.items()
    names = list(after)
    assert names.index("labs__name3") < names.index("lab_site") < names.index("trainees")
    assert after["since"].label["en"] == "Founded in"
    assert {code.code: code.number for code in after["wishes__rank1"].codes}["peace"] == 4


def test_the_answers_to_a_question_that_became_personal_are_left_out(
    home: Home, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
):
    plain = (
        CONTACT,
        'label = { en = "Your name", ja = "お名前" }',
        'label = { en = "Name", ja = "名" }',
    )
    old = studies.tiny(tmp_path_factory.mktemp("old"), plain, (CONTACT, 'id = "person"\nkind = "text"\ncontact = true', 'id = "person"\nkind = "text"'))  # fmt: skip
    ann = Respondent.starts(home, old)
    ann.completes()
    ann.answers(person="Ann Archer")
    ann.receipt()
    new = studies.tiny(tmp_path_factory.mktemp("new"))
    for form in Format:
        for is_long in (False, True):
            for path in exported(home, new, tmp_path, form, long=is_long).data:
                assert b"Ann Archer" not in path.read_bytes()
        assert "Ann Archer" not in str(rows_of(exported(home, new, tmp_path, Format.CSV).data[0]))


@given(
    ids=st.sets(st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True), max_size=30),
    parts=st.sets(st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True), max_size=5),
)
def test_names_are_unique_short_and_no_words_of_the_programs(ids: set[str], parts: set[str]):
    known = {*ids, "all", "with", "str12", "response_id", "long", "a__b"}
    names = [naming.name(id, part) for id in known for part in ("", *parts)]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(len(name) <= 32 for name in names)
    assert not {"all", "with", "str12", "response_id", "long"} & set(names)


# Labels and the codebook


def test_labels_are_cut_between_characters_and_each_is_reported(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path
):
    made = exported(home, second, tmp_path, Format.SAV, language="ja")
    _, known = pyreadstat.read_sav(made.data[0])
    short = known.variable_value_labels["category"][2]
    assert short == "財団" * 19 + "財…"
    assert len(short.encode()) <= 120
    report = rows_of(made.data[0].with_name("shortened-labels.csv"))
    [line] = [row for row in report if list(row.values())[2] == "category"]
    assert list(line.values())[4:] == ["財団" * 60, short]


@given(text=st.text(max_size=300), most=st.integers(4, 200))
def test_a_label_fits_and_says_as_much_as_it_can(text: str, most: int):
    short = labels.fit(text, most, labels.in_bytes)
    assert labels.in_bytes(short) <= most or short == text
    assert short == text or text.startswith(short.removesuffix("…"))


def test_the_codebook_counts_who_was_asked_and_why_others_have_no_value(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path
):
    made = exported(home, second, tmp_path, Format.CSV)
    page = made.data[0].with_name("codebook.html").read_text("utf-8")
    for text in ("Foundation", "財団", "“Activities” includes “Research”", "lab_site", "Removed:"):
        assert text in page
    assert made.data[0].with_name("codebook.pdf").read_bytes().startswith(b"%PDF")
    root = ElementTree.parse(made.data[0].with_name("codebook-ddi.xml")).getroot()
    ddi = "{ddi:codebook:2_5}"
    found = {one.get("name"): one for one in root.iter(f"{ddi}var")}
    counts = {
        one.findtext(f"{ddi}catValu"): one.findtext(f"{ddi}catStat")
        for one in found["activities__training"].iter(f"{ddi}catgry")
    }
    assert counts == {"0": "0", "1": "1", "-9": "0", "-8": "1", "-7": "1"}
    assert [one.tag.removeprefix(ddi) for one in root] == [
        "stdyDscr",
        "fileDscr",
        "fileDscr",
        "dataDscr",
    ]
    order = [
        "labl",
        "qstn",
        "valrng",
        "invalrng",
        "universe",
        "sumStat",
        "catgry",
        "verStmt",
        "varFormat",
    ]
    for variable in found.values():
        places = [order.index(child.tag.removeprefix(ddi)) for child in variable]
        assert places == sorted(places)
    ids = [one.get("ID") for one in root.iter() if one.get("ID")]
    assert len(ids) == len(set(ids))


# Who is in it, and who may have it


def test_only_submitted_responses_are_in_it_unless_drafts_are_wanted(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path
):
    with changing(home) as connection:
        excluded = Review("excluded", "test", "", "ann", "2026-11-26T00:00:00+00:00")
        review.put(connection, answered["bare"], excluded)
    submitted = rows_of(exported(home, second, tmp_path, Format.CSV).data[0])
    assert {row["response_id"] for row in submitted} == {answered["full"], answered["later"]}
    both = rows_of(exported(home, second, tmp_path, Format.CSV, drafts=True).data[0])
    [begun] = [row for row in both if row["response_id"] == answered["begun"]]
    assert (begun["response_status"], begun["base"]) == ("In progress", "There")
    withdrawal.withdraw(home, answered["full"])
    left = rows_of(exported(home, second, tmp_path, Format.CSV).data[0])
    assert {row["response_id"] for row in left} == {answered["later"]}


def test_contact_data_is_in_a_file_of_its_own_and_only_when_asked_for(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path
):
    without = exported(home, second, tmp_path, Format.CSV)
    assert not any(b"Archer" in path.read_bytes() for path in without.files)
    made = exported(home, second, tmp_path, Format.CSV, contact=True)
    assert [path.name for path in made.files if b"Archer" in path.read_bytes()] == [
        "hees-contact.csv"
    ]
    [row] = rows_of(made.data[-1])
    assert row == {
        "response_id": answered["full"],
        "person": "Ann Archer",
        "email": "ann@example.org",
    }


def test_an_archive_goes_to_the_account_that_asked_while_it_may_have_it(
    home: Home, second: Study, answered: dict[str, str], monkeypatch
):
    for name, role in (("ann", "administrator"), ("bob", "administrator"), ("viv", "viewer")):
        accounts.add(home, name, role, password="correct horse battery", email=None)
    id = "a" * 20
    folder = home.folder / jobs.FOLDER / id
    folder.mkdir(parents=True)
    request = Request(Format.CSV, "en", contact=True)
    asked = {"who": "ann", "at": time.time(), "request": request.text}

    def lies(**changes: Any) -> None:
        (folder / "asked.json").write_text(json.dumps(asked | changes))

    lies()
    with zipfile.ZipFile(folder / "x.zip", "w") as archive:
        archive.writestr("hees/a.txt", "here")
    with site.serving(home.folder, monkeypatch):
        client = TestClient(starlette_app())

        tokens = {
            name: session.token
            for name in ("ann", "bob", "viv")
            if (session := signing_in.sign_in(home, name, "correct horse battery", "here"))
        }

        def status(name: str) -> int:
            client.cookies = {"hees_team": tokens[name]} if name else {}
            return client.get(f"/team/export/{id}").status_code

        assert [status(name) for name in ("ann", "bob", "viv", "")] == [200, 404, 404, 404]
        lies(who="viv")
        assert status("viv") == 404
        lies(at=time.time() - 3601)
        assert status("ann") == 404
    jobs.sweep(home)
    assert not folder.exists()


def test_whoever_is_no_administrator_any_more_takes_no_contact_data(home: Home, monkeypatch):
    accounts.add(home, "ann", "administrator", password="correct horse battery", email=None)
    with site.serving(home.folder, monkeypatch) as cookies:
        site.sign_in(home, cookies, "ann")
        app = site.opened("team_export", "en")
        app.checkbox[0].check()
        site.run(app)
        database.meddle(home, "UPDATE account SET role = 'viewer'")
        app.button(key="export-begin").click()
        site.run(app)
    assert "may not do this any more" in app.error[0].value
    assert len(app.checkbox) == 0
    assert not (home.folder / jobs.FOLDER).exists()


def test_what_cannot_be_read_is_no_job_and_deleted_in_time_all_the_same(home: Home):
    """A folder left half deleted, or by another version, may hold contact data."""
    half, older = (home.folder / jobs.FOLDER / (letter * 20) for letter in "ab")
    for folder in (half, older):
        folder.mkdir(parents=True)
        (folder / "hees-contact.csv").write_text("Ann Archer")
    asked = {"who": "ann", "at": time.time(), "request": '{"format": "csv", "gone": 1}'}
    (older / "asked.json").write_text(json.dumps(asked))
    jobs.sweep(home)
    assert jobs.of(home, "ann") == []
    assert half.exists()
    assert older.exists()
    for folder in (half, older):
        os.utime(folder, (0, 0))
    jobs.sweep(home)
    assert not half.exists()
    assert not older.exists()


def test_a_third_export_at_a_time_is_not_begun(home: Home):
    for number in range(jobs.MOST_RUNNING):
        folder = home.folder / jobs.FOLDER / f"{number:020}"
        folder.mkdir(parents=True)
        asked = {"who": "ann", "at": time.time(), "request": Request(Format.CSV, "en").text}
        (folder / "asked.json").write_text(json.dumps(asked))
        (folder / "pid").write_text(str(os.getpid()))
    with pytest.raises(jobs.TooMany):
        jobs.start(home, "viv", Request(Format.CSV, "en"))
    with reading(home.responses) as connection:
        assert audit.newest(connection, 1) == []
    assert [job.state for job in jobs.of(home, "ann")] == [jobs.State.RUNNING] * 2


def starlette_app() -> Any:
    from starlette.applications import Starlette

    return Starlette(routes=export_route.routes)


def test_the_command_writes_files_and_notes_it(
    home: Home, answered: dict[str, str], tmp_path: Path, monkeypatch, second: Study
):
    from click.testing import CliRunner

    folder = studies.write(tmp_path / "study", UNSURE)
    monkeypatch.setenv("HEES_HOME", str(home.folder))
    monkeypatch.setenv("HEES_STUDY", str(folder))
    settings.cache_clear()
    output = tmp_path / "out.csv"
    result = CliRunner().invoke(main, ["export", "csv", "--output", str(output), "--contact"])
    settings.cache_clear()
    assert result.exit_code == 0, result.output
    assert len(rows_of(output)) == 3
    assert rows_of(tmp_path / "out-programmes.csv")
    assert rows_of(tmp_path / "out-contact.csv")
    with reading(home.responses) as connection:
        [entry] = audit.newest(connection, 1)
    assert entry.action == "contact_exported"
    assert "Archer" not in entry.detail
    assert json.loads(entry.detail)["format"] == "csv"


def test_an_export_is_one_archive(
    home: Home, second: Study, answered: dict[str, str], tmp_path: Path
):
    made = exported(home, second, tmp_path, Format.DTA, contact=True)
    pack(made, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        names = {Path(name).name for name in archive.namelist()}
    assert names == {path.name for path in made.files}
    assert {"README.txt", "codebook.pdf", "hees-contact.csv", "hees-programmes.dta"} <= names
