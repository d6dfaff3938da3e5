"""CSV files: no cell is a formula to any spreadsheet, and the text is otherwise what people wrote."""

import csv
import io
import re
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hees.spreadsheet import csv_bytes, safe_cell
from tests.naughty import NAUGHTY

PIECES = st.sampled_from(
    ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "\x00", " ", "　", "'", '"', ",", "1", "表"]
)  # fmt: skip
WHOLE = [text for text in NAUGHTY if not re.search("[\ud800-\udfff]", text)]
"""What UTF-8 can hold; the store keeps nothing else."""

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
CELL = TEXT | st.lists(PIECES, max_size=8).map("".join) | st.sampled_from(WHOLE)


def read(data: bytes) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def is_formula(line: str) -> bool:
    """What Excel, Calc or Sheets may run: also full-width, and behind spaces or controls."""
    return line.lstrip(" \u3000\u00a0\x00").startswith(tuple("=+-@＝＋－＠\t"))


def lines(cell: str) -> list[str]:
    return re.split(r"[\r\n]", cell.replace("\x00", ""))


@given(header=st.lists(CELL, min_size=1), rows=st.lists(st.lists(CELL, min_size=1), max_size=3))
@example(header=["=1+1"], rows=[["safe\n=1+1"], ["\x00=1"], ["\n\x00\t＝1"], ["a\r@x"]])
def test_no_line_of_any_cell_is_a_formula_in_the_header_neither(
    header: list[str], rows: list[list[str]]
):
    for row in read(csv_bytes(header, rows)):
        for cell in row:
            assert not any(is_formula(line) for line in lines(cell)), cell


@given(rows=st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_cell_reads_back_as_it_was_but_for_apostrophes_and_nul(rows: list[list[str]]):
    def bare(row: list[str]) -> list[str]:
        return [re.sub("[\x00']", "", cell) for cell in row]

    read_back = read(csv_bytes(["h"], rows))[1:]
    assert [bare(row) for row in read_back] == [bare(row) for row in rows]


@given(text=CELL)
def test_a_cell_that_is_safe_stays_as_it_is(text: str):
    once = safe_cell(text)
    assert safe_cell(once) == once
    if not any(is_formula(line) for line in lines(text)) and "\x00" not in text:
        assert once == text


@pytest.mark.parametrize("value", [0, -5, 1.5, None, True])
def test_numbers_stay_numbers(value: Any):
    assert safe_cell(value) is value


def test_the_file_opens_right_in_excel():
    data = csv_bytes(["質問", "Answer"], [["財団", 5], ['a "b", c', "one\ntwo"]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig") == ('質問,Answer\r\n財団,5\r\n"a ""b"", c","one\ntwo"\r\n')


def test_no_row_is_lost_or_split_by_its_text():
    rows = [[text, str(number)] for number, text in enumerate(WHOLE)]
    assert [row[1] for row in read(csv_bytes(["text", "n"], rows))[1:]] == [row[1] for row in rows]


def test_half_a_character_does_not_cost_the_whole_file():
    """A lone surrogate cannot be written as UTF-8; one bad cell must not end an export."""
    [_, [cell, other]] = read(csv_bytes(["text", "n"], [["a\ud800b", "5"]]))
    assert (cell[0], cell[-1], other) == ("a", "b", "5")
