"""A file of partnerships: every error at its place, nothing written before all is right, and undone whole."""

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import Workbook

from hees.cli import main
from hees.findings import reference
from hees.folding import spaced
from hees.language import LANGUAGES
from hees.settings import PROJECT, settings
from hees.store import connection
from hees.store.connection import reading
from hees.store.home import Home, prepare
from hees.study import load
from hees.survey import finder
from hees.team.importing import batches, cells, columns, drafting, wording
from hees.team.importing.batches import NothingImported
from hees.team.importing.columns import Plan
from hees.team.importing.draft import Draft, Level
from hees.team.sheets import read
from tests import database

STUDY = load(PROJECT / "data")
SOURCE = "An agency"
HEADER = ["No.", "Partnership name", "和文名称", "U.S. institution", "日本側大学", "Activity", "Field", "Level",
          "Status", "Start year", "End year", "URL", "Remarks"]  # fmt: skip
US = [
    "Harvard Univ.",
    "MIT",
    "Yale University",
    "University of Iowa",
    "Ohio State University",
    "Duke Univ",
]
JP = ["東京大学", "京大", "学校法人早稲田大学", "Kyushu Univ.", "國學院大學", "名古屋大学"]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory):
    """A home with the register and the reference material of the study."""
    home = prepare(tmp_path_factory.mktemp("importing") / "home")
    finder.fill(home, PROJECT / "data", STUDY.languages)
    reference.fill(home, PROJECT / "data")
    yield home
    connection.release(home.responses)
    connection.release(home.public)


def row(number: int, **changes: object) -> list[object]:
    """A row without errors, that is like no other."""
    told = dict(zip(HEADER, [
        number, f"Program {number}", f"プログラム{number}", US[number % 6], JP[number // 6 % 6],
        ("Research", "交換留学", "workforce", "バーチャル交流/COIL")[number % 4], "Engineering and technology", "学部; Master's",
        "Active", ("平成10年", "２００１", 1998, "2005-04-01")[number % 4], "", "www.example.org/a", f"Note {number}",
    ], strict=True))  # fmt: skip
    return list(
        (told | {name.replace("_", " "): value for name, value in changes.items()}).values()
    )


def workbook(rows: list[list[object]], title: str = "Agreements") -> bytes:
    """A workbook as agencies make them: a title line, an empty one, the header, the rows."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    sheet.append(["List of agreements"])
    sheet.append([])
    for one in [HEADER, *rows]:
        sheet.append(one)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def drafted(home: Home, body: bytes, name: str = "list.xlsx", source: str = SOURCE) -> Draft:
    sheets = read(name, body)
    plan = batches.plan(home, source)
    return drafting.draft(home, STUDY, sheets, columns.proposed(sheets, STUDY, plan), plan, source)


def put(home: Home, draft: Draft, body: bytes, id: str = "0000aaaa") -> None:
    lines = batches.chosen(draft, [])
    batches.put(home, id, draft, lines, source=SOURCE, file="list.xlsx", body=body, who="alice")


PLANTED = {
    20: ({"Start year": "soon"}, ["year"]),
    21: ({"Start year": "1066"}, ["at_least"]),
    77: ({"Activity": "juggling"}, ["unknown_value"]),
    78: ({"Activity": ""}, ["no_activity"]),
    130: ({"Activity": "Research; Workforce development"}, ["several_activities"]),
    200: ({"U.S. institution": "", "日本側大学": "不明"}, ["no_institution"]),
    250: ({"End year": 1980, "Start year": 1990}, ["ends_before"]),
    311: ({"URL": "see our page"}, ["url"]),
    312: ({"Partnership name": "x" * 301}, ["too_long"]),
    400: ({"Field": "Alchemy"}, ["unknown_value"]),
    401: ({"Level": "Kindergarten", "Status": "gone"}, ["unknown_value", "unknown_value"]),
    499: ({"Partnership name": "", "和文名称": "", "日本側大学": ""}, ["no_name"]),
}
"""Errors by the number of the row among the 500, with the columns that are wrong."""

AT = {"year": "Start year", "at_least": "Start year", "ends_before": "End year", "url": "URL",
      "no_activity": "Activity", "several_activities": "Activity", "too_long": "Partnership name",
      "no_institution": "U.S. institution", "no_name": "Partnership name"}  # fmt: skip


def test_500_rows_with_planted_errors_are_told_at_just_those_places_and_nothing_is_imported(ready):
    changes = {number: changed for number, (changed, _) in PLANTED.items()}
    body = workbook(
        [
            row(n, **{k.replace(" ", "_"): v for k, v in changes.get(n, {}).items()})
            for n in range(1, 501)
        ]
    )
    draft = drafted(ready, body)
    errors = {
        (note.sheet, note.row, note.header, note.code)
        for note in draft.notes
        if note.level is Level.ERROR
    }
    planted = set()
    for number, (changed, codes) in PLANTED.items():
        for code, column in zip(codes, changed, strict=False):
            planted.add(("Agreements", number + 3, AT.get(code, column), code))
    assert errors == planted
    assert {(note.row, note.code) for note in draft.notes if note.level is Level.WARNING} == {
        (502, "one_institution")
    }
    assert draft.doubts == {}
    assert len(draft.lines) == 500 - len(PLANTED)
    with pytest.raises(NothingImported):
        put(ready, draft, body)
    assert batches.batches(ready) == []
    for note in draft.notes:
        for language in LANGUAGES:
            assert wording.place(note, language)
            assert wording.told(note, language)
    assert wording.table(draft.notes, "ja").decode("utf-8-sig").count("Agreements") == len(
        draft.notes
    )


def test_an_import_is_listed_with_its_source_and_undone_as_a_whole(ready):
    listed = reference.partnerships(ready)
    body = workbook([row(n) for n in range(1, 121)])
    draft = drafted(ready, body)
    assert draft.is_ready
    put(ready, draft, body)
    now = reference.partnerships(ready)
    assert now[: len(listed)] == listed  # the study's own come first, unchanged
    [first] = [one for one in now if one.name["en"] == "Program 1"]
    assert first.name["ja"] == "プログラム1"
    assert first.institutions == ("us-mit", "jp-tokyo")
    assert (first.activity, first.start, first.status) == ("exchanges", 2001, "active")
    assert first.levels == ("undergraduate", "master")
    assert first.source == f"{SOURCE}|https://www.example.org/a"
    assert first.origin == "list"
    assert reference.search(ready, "partnerships", "プログラム77")

    put(ready, draft, body)  # the same again, as after a crash
    reference.fill(ready, PROJECT / "data")  # a start of the server
    batches.sync(ready)
    assert reference.partnerships(ready) == now
    assert batches.same_file(ready, body) is not None

    again = drafted(ready, body)
    assert len(again.duplicates) == 120
    assert batches.chosen(again, []) == []
    assert len(batches.chosen(again, [again.lines[3].place])) == 1

    assert batches.undo(ready, "0000aaaa", "alice")
    assert not batches.undo(ready, "0000aaaa", "bob")
    assert reference.partnerships(ready) == listed
    assert batches.same_file(ready, body) is None
    assert drafted(ready, body).duplicates == []
    acts = [action for [action] in database.rows(ready, "SELECT action FROM audit ORDER BY number")]
    assert acts == ["import_done", "import_undone"]


def test_what_a_crash_left_out_is_made_good_at_the_next_start(ready, monkeypatch):
    body = workbook([row(n) for n in range(1, 4)])
    draft = drafted(ready, body)
    monkeypatch.setattr(batches, "sync", lambda home: None)
    put(ready, draft, body, "0000bbbb")
    monkeypatch.undo()
    before = len(reference.partnerships(ready))
    batches.sync(ready)
    assert len(reference.partnerships(ready)) == before + 3
    batches.undo(ready, "0000bbbb", "alice")
    assert len(reference.partnerships(ready)) == before


def test_what_a_person_settled_is_remembered_for_the_next_file_of_the_source(ready):
    text = "大学,相手,種別,謎\n東京大学,Univ. of Wisconsin-Madisn,留学生,x\n東京大学,Nowhere Academy,留学生,y\n"
    draft = drafted(ready, text.encode("cp932"), "a.csv", "Settled")
    [(key, match)] = draft.doubts.items()
    assert match.candidates[0].entry.id == "us-wisconsin-madison"
    assert draft.unknown == {"activity": {"留学生": 2}}
    batches.remember(
        ready, "Settled", "alice",
        columns={spaced("謎"): "note"},
        codes={"activity": {spaced("留学生"): "exchanges"}},
        institutions={key: "us-wisconsin-madison"},
    )  # fmt: skip
    draft = drafted(ready, text.encode("utf-8"), "b.csv", "Settled")
    assert draft.is_ready
    assert [one.partnership.note["en"] for one in draft.lines] == ["x", "y"]
    assert draft.lines[0].partnership.institutions == ("jp-tokyo", "us-wisconsin-madison")
    assert draft.lines[1].partnership.named == ("Nowhere Academy",)
    assert draft.lines[1].partnership.name["ja"] == "東京大学 – Nowhere Academy"
    assert drafted(ready, text.encode(), "a.csv", "Another").doubts


def test_a_known_partnership_is_shown_as_such_whatever_the_order_of_its_institutions(ready):
    text = "Institution A,Institution B,Activity\nDoshisha University,Amherst College,exchanges\nDoshisha University,Amherst College,research\n"
    draft = drafted(ready, text.encode(), "a.csv")
    assert [line.known for line in draft.lines] == [("amherst-doshisha",), ()]


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("Name of the program (English)", "name-en"),
        ("プログラム名", "name-ja"),
        ("U.S. institution", "institutions-US"),
        ("US partner university", "institutions-US"),
        ("Japanese university", "institutions-JP"),
        ("日本側大学", "institutions-JP"),
        ("相手大学", "institutions"),
        ("協定校", "institutions"),
        ("Partner institutions", "institutions"),
        ("Type of activity", "activity"),
        ("協定の種別", "activity"),
        ("学問分野", "fields"),
        ("開始年度", "start"),
        ("Year signed", "start"),
        ("有効期限", "end"),
        ("備考", "note"),
        ("URL", "link"),
        ("No.", ""),
        ("担当者", ""),
    ],
)
def test_headers_are_understood_in_both_languages(header: str, part: str):
    assert columns.guessed(header, STUDY) == part


@pytest.mark.parametrize(
    ("text", "year"),
    [("1998", 1998), ("平成10年", 1998), ("令和元年度", 2019), ("２００１年４月", 2001), ("2001/4/1", 2001), ("April 1, 2001", 2001),
     ("4/1/2001", 2001), ("FY2018", 2018), ("昭和60年4月1日", 1985), ("2018-2020", None), ("二〇〇一", None), ("98", None)],
)  # fmt: skip
def test_years_are_read_as_people_write_them(text: str, year: int | None):
    found, problem = cells.year(STUDY, text)
    assert (found, problem is None) == (year, year is not None)


def test_texts_from_a_file_stay_texts(ready):
    name = '<script>alert(1)</script> =HYPERLINK("x")'
    text = f'Name,Institution,Activity\n"{name.replace(chr(34), chr(34) * 2)}",Yale University;東京大学,research\n'
    draft = drafted(ready, text.encode(), "a.csv")
    assert draft.lines[0].partnership.name["en"] == name
    bad = drafted(ready, b"Institution,Activity\nYale;Keio,=1+1\n", "a.csv")
    assert "=1+1" in wording.table(bad.notes, "en").decode("utf-8-sig")
    assert "\n=1+1" not in wording.table(bad.notes, "en").decode("utf-8-sig")


def test_a_study_without_these_choices_takes_what_it_can(home, tiny):
    sheets = read("a.csv", b"Institution,Activity,Year\nYale;Keio,anything,1999\n")
    assert "activity" not in columns.parts(tiny)
    plan = Plan()
    draft = drafting.draft(home, tiny, sheets, columns.proposed(sheets, tiny, plan), plan, "A")
    assert draft.is_ready
    assert draft.lines[0].partnership.named == ("Yale", "Keio")
    assert draft.lines[0].partnership.start == 1999


def test_the_command_imports_as_the_page_does(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("HEES_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    try:
        file = tmp_path / "list.csv"
        file.write_text(
            "Institution,Activity\nYale University;東京大学,research\nYale;Keio,juggling\n"
        )
        run = CliRunner().invoke(main, ["import", str(file), "--source", "A", "--dry-run"])
        assert "row 3, column B (Activity)" in run.output
        assert CliRunner().invoke(main, ["import", str(file), "--source", "A"]).exit_code == 1
        file.write_text("Institution,Activity\nYale University;東京大学,research\n")
        run = CliRunner().invoke(main, ["import", str(file), "--source", "A"])
        assert run.exit_code == 0, run.output
        home = prepare(tmp_path / "home")
        with reading(home.responses) as opened:
            [body] = opened.execute("SELECT body FROM import_row").fetchone()
        assert json.loads(body)["institutions"] == ["us-yale", "jp-tokyo"]
        file.write_bytes(b"\xd0\xcf\x11\xe0old")
        run = CliRunner().invoke(main, ["import", str(file), "--source", "A"])
        assert ".xlsx" in run.output
    finally:
        settings.cache_clear()
