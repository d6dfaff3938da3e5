"""Uploaded tables are read whatever their encoding and shape, and cannot hurt the machine."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from hees.language import messages
from hees.team import sheets, workbooks
from hees.team.sheets import read
from hees.team.tables import Unreadable

TABLE = "大学名,相手大学,開始年\r\n東京大学,Yale University,平成10年\r\n京都大学,ワシントン大学,2001\r\n"


def cells(body: bytes, name: str = "a.csv") -> list[tuple[str, ...]]:
    [sheet] = read(name, body)
    return [sheet.header, *(row.cells for row in sheet.rows)]


def refused(body: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read("a.xlsx", body)
    assert f"sheets.{caught.value.code}" in messages()
    return caught.value.code


def workbook(*rows: list, merge: str = "", title: str = "Sheet1") -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"])
def test_every_usual_encoding_gives_the_same_table(encoding: str):
    found = cells(TABLE.encode(encoding))
    assert found[0] == ("大学名", "相手大学", "開始年")
    assert found[1] == ("東京大学", "Yale University", "平成10年")


def test_accents_of_the_west_are_not_taken_for_japanese():
    body = "Name,City\nUniversité de Montréal,Montréal\nSan José State,San José\n".encode("cp1252")
    assert cells(body)[1] == ("Université de Montréal", "Montréal")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter: str):
    body = f'A{delimiter}B\n"x, y; z"{delimiter}2\n'.encode()
    assert cells(body) == [("A", "B"), ("x, y; z", "2")]


def test_a_title_above_the_header_is_passed_over_and_rows_keep_their_numbers():
    [sheet] = read(
        "a.csv", "協定一覧（2024年度）\n\n作成：国際課\n大学,国,年\n東京大学,JP,2001\n".encode()
    )
    assert sheet.header == ("大学", "国", "年")
    assert [(row.number, row.cells[0]) for row in sheet.rows] == [(5, "東京大学")]
    assert sheet.with_header(1).header[0] == "協定一覧（2024年度）"


def test_a_cell_merged_over_rows_counts_for_each_of_them():
    body = workbook(
        ["Univ", "Partner"], ["Yale", "Keio"], [None, "Waseda"], ["MIT", "Kyoto"], merge="A2:A3"
    )
    assert cells(body)[1:] == [("Yale", "Keio"), ("Yale", "Waseda"), ("MIT", "Kyoto")]


def test_numbers_and_dates_of_a_workbook_read_as_people_see_them():
    from datetime import date

    assert cells(workbook(["Y", "D", "N"], [1998.0, date(2001, 4, 1), 1.5]))[1] == (
        "1998",
        "2001-04-01",
        "1.5",
    )


def test_empty_sheets_are_left_out():
    book = Workbook()
    book.active.append(["A", "B"])
    book.create_sheet("Empty")
    assert [sheet.name for sheet in read("a.xlsx", saved(book))] == ["Sheet"]


def test_a_zip_bomb_is_refused_before_it_is_opened():
    assert (
        refused(replaced(workbook(["A"]), "xl/worksheets/sheet1.xml", b" " * 20_000_000))
        == "unpacks_too_big"
    )


def test_entities_in_a_workbook_are_refused():
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    assert refused(replaced(workbook(["A"]), "xl/worksheets/sheet1.xml", bomb)) == "forbidden"


def one_sheet(content: str) -> bytes:
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    body = f"{start}{content}</worksheet>".encode()
    return replaced(workbook(["A"]), "xl/worksheets/sheet1.xml", body)


def test_rows_that_are_only_numbered_cannot_keep_the_machine_busy(monkeypatch):
    """A few bytes may number a row 99999999999, or merge the same cells again and again."""
    monkeypatch.setattr(workbooks, "LAST_ROW", 500)
    monkeypatch.setattr(workbooks, "MOST_WALKED", 800)
    rows = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="{0}"><c r="A{0}"><v>2</v></c></row></sheetData>'
    )
    assert refused(one_sheet(rows.format(501))) == "not_a_table"
    [sheet] = read("a.xlsx", one_sheet(rows.format(500)))
    assert [row.number for row in sheet.filled] == [1, 500]
    merges = '<mergeCells><mergeCell ref="A1:A3"/></mergeCells>'
    [sheet] = read("a.xlsx", one_sheet(rows.format(5) + merges))
    assert [row.number for row in sheet.filled] == [1, 2, 3, 5]
    monkeypatch.setattr(workbooks, "MOST_MERGED", 2)
    [sheet] = read("a.xlsx", one_sheet(rows.format(5) + merges))
    assert [row.number for row in sheet.filled] == [1, 5]
    monkeypatch.setattr(workbooks, "MOST_WALKED", 499)
    assert refused(one_sheet(rows.format(500))) == "too_many_rows"


def replaced(body: bytes, part: str, content: bytes) -> bytes:
    """A workbook with another content in one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty"),
        (b"\n \n,,\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "old_excel"),
        (b"PK\x03\x04nonsense", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\x00", "not_a_table"),
        (b"\x81 " * 9, "encoding"),
        (b'a,b\n"' + b"x" * 200_000, "broken_row"),
        (b"," * 200 + b"x", "too_many_columns"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_reason(body: bytes, code: str):
    assert refused(body) == code


def test_limits_of_size_and_rows_hold(monkeypatch):
    with pytest.raises(Unreadable, match="too_big"):
        read("a.csv", b"a\n" * 100, most_bytes=99)
    with pytest.raises(Unreadable, match="too_many_rows"):
        read("a.csv", b"a\n" * 100, most_rows=50)
    with pytest.raises(Unreadable, match="too_many_rows"):
        read("a.xlsx", workbook(*[["x"]] * 60), most_rows=50)
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 100)
    assert refused(workbook(["A"])) == "unpacks_too_big"


def test_columns_are_called_as_spreadsheets_call_them():
    assert [sheets.column(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]
