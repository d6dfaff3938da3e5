"""Every face of a chart says the same numbers, in every language, and never more than was released."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from zipfile import ZipFile

import openpyxl
import pytest

from hees.findings import downloads, evidence, sheets, wording
from hees.findings.exhibits import Exhibit, Lack, exhibit
from hees.findings.periods import show_period
from hees.findings.table import Cell, Line, Mark, Table
from hees.language import say, show_number
from hees.settings import PROJECT
from hees.study import ChartKind, Text, load
from hees.study.chart import SURVEY_KINDS
from tests import two_releases

LANGUAGES = ("en", "ja")
SHIPPED = load(PROJECT / "data")
VIEWS = [(chart.id, by) for chart in SHIPPED.charts.values() for by in ("", *chart.by)]
ADDRESS = "https://example.org/findings?page=1"


@pytest.fixture(scope="module")
def home():
    return two_releases.home()


@pytest.fixture(params=VIEWS, ids="-".join)
def shown(request, home) -> Exhibit:
    """Every chart of the shipped study under every breakdown."""
    return exhibit(home, two_releases.study(), *request.param)


def of_kind(kind: ChartKind) -> Exhibit:
    """An exhibit of a kind, whatever its numbers."""
    study = two_releases.study()
    chart = next(one for one in study.charts.values() if one.kind is kind)
    return exhibit(two_releases.home(), study, chart.id)


def line(code: str, label: str = "", **more) -> Line:
    return Line(code, Text({"en": label or code, "ja": label or code}), **more)


def table(columns: dict[str, int], rows: dict[str, list[int | None]], **more) -> Table:
    """Shares from counts of columns with bases; None is hidden."""
    cells = {}
    for code, counts in rows.items():
        for (column, base), count in zip(columns.items(), counts, strict=True):
            value = None if count is None else round(100 * count / base)
            mark = Mark.HIDDEN if count is None else Mark.SHOWN
            cells[code, column] = Cell(value, mark, count, base)
    heads = tuple(line(code, base=base) for code, base in columns.items())
    return Table(tuple(line(code) for code in rows), heads, cells, **more)


# All faces of every chart


class Reader(HTMLParser):
    """The rows of a table as a screen reader goes through them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows, self.scopes, self.caption, self.inside = [], [], "", ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")
            self.scopes.append(dict(attrs).get("scope"))

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "caption":
            self.caption += data
        elif self.inside in {"th", "td"}:
            self.rows[-1][-1] += data


def read_html(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


def read_csv(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def read_xlsx(body: bytes) -> list[list[list]]:
    book = openpyxl.load_workbook(io.BytesIO(body))
    return [[list(row) for row in sheet.iter_rows()] for sheet in book.worksheets]


def looks(cell) -> str:
    """What a spreadsheet shows of a cell with one of our formats."""
    form = cell.number_format
    if form == "General":
        return cell.value or ""
    decimals = len(form.partition("0.")[2].partition('"')[0])
    digits = f"{cell.value:,.{decimals}f}"
    return re.sub(r"#,##0(\.0+)?", lambda _: digits, form).replace('"', "")


def plain(value: float | None) -> str:
    return "" if value is None else str(int(value) if float(value).is_integer() else value)


def said(value: str | float | None) -> str:
    return value if isinstance(value, str) else plain(value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_face_has_the_same_numbers(shown: Exhibit, language: str):
    grid = wording.grid(shown, language)
    assert all(len(row) == len(grid.header) for row in grid.rows)
    assert read_html(wording.html(shown, language)).rows == [
        list(grid.header),
        *map(list, grid.rows),
    ]
    records = read_csv(sheets.csv(shown, language))
    amounts = 2 * sum(column.total is not None for column in shown.table.columns)
    found = json.loads(json.dumps(sheets.as_json(shown, language, ADDRESS)))
    first, second, _ = read_xlsx(sheets.xlsx(shown, language, ADDRESS))
    assert [[looks(cell) for cell in row] for row in first[1:]] == [list(row) for row in grid.rows]
    assert [[said(cell.value) for cell in row] for row in second[1:]] == [
        list(one.values()) for one in records
    ]
    if shown.lack:
        assert not grid.rows
        assert [one["status"] for one in records] == [shown.lack]
        assert found["cells"] == []
        assert found["lack"] == shown.lack
        return
    cells = [(row, column, shown.table.cell(row, column))
             for row in shown.table.rows for column in shown.table.columns]  # fmt: skip
    assert len(cells) + amounts == len(records)
    assert len(cells) == len(found["cells"])
    for (row, column, cell), record, entry in zip(cells, records, found["cells"], strict=False):
        place = shown.table.rows.index(row), shown.table.columns.index(column) + 1
        assert (entry["row_code"], entry["column_code"]) == (row.code, column.code)
        assert (record["row_code"], record["column_code"]) == (row.code, column.code)
        assert entry["value"] == cell.value
        assert record["value"] == plain(cell.value)
        assert record["status"] == entry["status"] == cell.mark
        assert (record["count"], record["base"]) == (plain(cell.count), plain(cell.base))
        text = grid.rows[place[0]][place[1]]
        if cell.value is None:
            assert text in {say("chart.hidden", language, k=5), say("chart.absent", language)}
        else:
            assert show_number(cell.value, language) in text


def test_no_count_is_finer_than_what_was_released(shown: Exhibit):
    """No count from 1 to 4, none that is no multiple of 5, and no share of a hidden one."""
    if not shown.is_survey:
        return
    found = sheets.as_json(shown, "en", ADDRESS)
    counts = [entry[name] for entry in found["cells"] for name in ("count", "base")]
    counts += [one["base"] for part in ("rows", "columns", "withheld") for one in found[part]]
    counts.append(found["release"]["responses"])
    known = [count for count in counts if count is not None]
    assert all(count >= 5 and count % 5 == 0 for count in known)
    assert bool(known) or shown.lack
    for entry in found["cells"]:
        assert (entry["value"] is None) == (entry["count"] is None) == (entry["status"] != "shown")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_told_captioned_and_explained(shown: Exhibit, language: str):
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    alt, caption = wording.alt(shown, language), wording.caption(shown, language)
    making = wording.making(shown, language)
    title = shown.chart.title[language]
    assert title in alt
    assert "{" not in "".join([alt, *caption, *(text for pair in making for text in pair)])
    assert alt != wording.alt(shown, other)
    assert all(caption)
    assert all(heading and text for heading, text in making)
    assert making[0][1] == shown.chart.definition[language]
    for key in shown.sources:
        source = shown.study.sources[key]
        told = " ".join(text for _, text in making)
        assert source.licence[language] in told
        assert source.address in told
    if shown.chart.caveat:
        assert making[-1][1] == shown.chart.caveat[language]
    if shown.is_survey:
        question = shown.study.questionnaire.questions[shown.chart.question or ""]
        assert any(question.label[language] in text for _, text in making)


def test_the_shipped_study_shows_every_kind_with_numbers(home):
    """Else the tests above would say little."""
    study = two_releases.study()
    kinds = {c.kind for c in study.charts.values() if not exhibit(home, study, c.id).lack}
    assert kinds == set(ChartKind)
    assert any(cell.mark is Mark.HIDDEN for chart, by in VIEWS
               for cell in exhibit(home, study, chart, by).table.cells.values())  # fmt: skip
    assert any(exhibit(home, study, chart, by).table.withheld for chart, by in VIEWS)


def test_files_of_different_views_have_different_names(home):
    names = [wording.name(exhibit(home, two_releases.study(), *view)) for view in VIEWS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"hees-[a-z_]+-[a-z0-9_]+(-by-[a-z_]+)?(-r2)?", one) for one in names)


# What is told of each kind


def test_bars_tell_base_highest_and_lowest_with_all_that_share_them():
    shown = replace(of_kind(ChartKind.BARS), by="", table=table({"": 100}, {
        "Grants": [60], "Visits": [60], "Papers": [30], "Prizes": [10], "Other": [None]}))  # fmt: skip
    alt = wording.alt(shown, "en")
    assert "n = 100" in alt
    assert "The highest share is 60%: “Grants”; “Visits”." in alt
    assert "The lowest share shown is 10%: “Prizes”." in alt
    assert "fewer than 5 organizations stand behind each: 1 of 5 shares." in alt
    told = wording.alt(shown, "ja")
    assert "最も高い割合は60%で、「Grants」、「Visits」です。" in told
    assert "全5個の割合のうち1個は、該当が5件未満のため表示していません。" in told


def test_many_that_share_a_number_are_not_all_named():
    rows: dict[str, list[int | None]] = {f"Answer {number}": [50] for number in range(6)} | {
        "Last": [10]
    }
    alt = wording.alt(replace(of_kind(ChartKind.BARS), by="", table=table({"": 100}, rows)), "en")
    assert "“Answer 0”; “Answer 1”; “Answer 2”; and 3 more" in alt


def test_one_share_alone_is_no_highest_and_lowest():
    shown = replace(of_kind(ChartKind.BARS), by="", table=table({"": 40}, {"Grants": [20]}))
    assert "The only share shown is 50%: “Grants”." in wording.alt(shown, "en")


def test_two_countries_tell_where_they_differ_most():
    shown = replace(of_kind(ChartKind.DUMBBELL), table=table({"Aland": 100, "Beland": 50}, {
        "Grants": [60, 30], "Visits": [70, 20], "Prizes": [10, None]}))  # fmt: skip
    alt = wording.alt(shown, "en")
    assert "Aland n = 100; Beland n = 50" in alt
    assert (
        "differ most on “Visits”: Aland 70%, Beland 40%, a difference of 30 percentage points"
        in alt
    )
    assert "Visits」で、Alandが70%、Belandが40%（差は30ポイント）です。" in wording.alt(shown, "ja")


def test_a_scale_adds_up_the_affirmative_answers_of_published_counts():
    shown = of_kind(ChartKind.SCALE)
    shown = replace(shown, chart=shown.chart.model_copy(update={"positive": ("big", "huge")}))
    columns = tuple(line(code) for code in ("none", "small", "middle", "big", "huge"))
    counts = {
        "Cost": [5, 5, 10, 45, 35],
        "Time": [20, 20, 20, 20, None],
        "Rest": [50, 30, 10, 5, 5],
    }
    cells, rows = {}, []
    for name, row in counts.items():
        rows.append(line(name, base=100))
        for column, count in zip(columns, row, strict=True):
            mark = Mark.HIDDEN if count is None else Mark.SHOWN
            cells[name, column.code] = Cell(count, mark, count, 100)
    alt = wording.alt(replace(shown, by="", table=Table(tuple(rows), columns, cells)), "en")
    assert "The highest share is 80%: “Cost”. The lowest share shown is 10%: “Rest”." in alt
    assert "Items: 3, with answers from “none” to “huge”." in alt
    assert "“big” or “huge”, added up where each is shown:" in alt


def test_a_matrix_names_row_and_column_of_its_largest_share():
    shown = replace(of_kind(ChartKind.MATRIX), table=table({"Public": 40, "Private": 20}, {
        "North": [20, 15], "South": [10, None]}))  # fmt: skip
    assert "The highest share is 75%: “North” among “Private”." in wording.alt(shown, "en")
    assert "「Private」における「North」" in wording.alt(shown, "ja")


def test_evidence_of_a_matrix_is_the_pair_that_most_named_and_never_none_of_these():
    shown = of_kind(ChartKind.MATRIX)
    rows = {"few": [None, 20, 10], "many": [5, 60, 15], "none": [70, 65, 80]}
    shown = replace(shown, table=table({"none": 70, "large": 120, "small": 15}, rows))
    assert "“many” and “large”" in evidence.statement(shown, "en")
    assert "50%" in evidence.statement(shown, "en")


def trend() -> Exhibit:
    values = {"1999": 100, "2000": 400, "2001": 50, "2002": 200}
    unit = Text({"en": "students", "ja": "人"})
    cells = {(year, "all"): Cell(value, period=year) for year, value in values.items()}
    cells["2001", "all"] = Cell(50, period="2001/02", flag="break")
    columns = (
        line("all", "Students", unit=unit, source="open_doors"),
        line("few", "Few", unit=unit),
    )
    rows = tuple(line(year) for year in values)
    return replace(of_kind(ChartKind.TREND), table=Table(rows, columns, cells))


def test_a_trend_tells_its_course_its_peak_and_its_break():
    alt = wording.alt(trend(), "en")
    assert "Students: from 100 students (1999) to 200 students (2002)" in alt
    assert "highest 400 students (2000), lowest 50 students (2001/02)." in alt
    assert "The way of counting changed in 2001/02." in alt
    assert "Few: no values." in alt
    told = wording.alt(trend(), "ja")
    assert "最初の値は100人（1999年）、最新の値は200人（2002年）" in told
    assert "集計方法の変更：2001/02年度。" in told


def test_the_table_of_a_trend_says_other_periods_and_flags():
    grid = wording.grid(trend(), "en")
    assert grid.header == ("Year", "Students (students)", "Few (students)")
    assert grid.rows[2] == ("2001", "50 (2001/02, new method)", "–")
    caption = wording.caption(trend(), "en")
    assert "Values up to 2002." in caption
    assert "First value of a new way of counting: Students, 2001/02." in caption
    assert "–: no number available." not in caption
    assert "–: no number available." in dict(wording.making(trend(), "en")).values()


def test_flags_of_many_values_are_told_by_the_first_and_the_last():
    shown = trend()
    cells = {
        (str(year), "all"): Cell(1, period=str(year), flag="derived") for year in range(1990, 1999)
    }
    rows = tuple(line(str(year)) for year in range(1990, 1999))
    shown = replace(shown, table=replace(shown.table, rows=rows, cells=cells))
    assert any("Students, 1990 to 1998 (9 values)" in text for text in wording.caption(shown, "en"))


def test_a_map_tells_the_leading_regions_of_each_country():
    rows = tuple(line(name, country=code) for name, code in
                 [("A", "US"), ("B", "US"), ("C", "JP")])  # fmt: skip
    cells = {("A", "n"): Cell(7), ("B", "n"): Cell(2), ("C", "n"): Cell(3)}
    shown = replace(of_kind(ChartKind.MAP), table=Table(rows, (line("n"),), cells))
    alt = wording.alt(shown, "en")
    name = shown.study.country["US"].name["en"]
    assert f"{name}: 2 regions with 2 to 7 listed partnerships each; most in A (7); B (2)." in alt
    assert wording.grid(shown, "en").rows[0] == (f"A ({name})", "7")


def test_flows_tell_the_strongest_link_and_how_many_are_missing():
    cells = {("N", "E"): Cell(9), ("N", "W"): Cell(1), ("S", "E"): Cell(0), ("S", "W"): Cell(2)}
    rows, columns = (line("N"), line("S")), (line("E"), line("W"))
    alt = wording.alt(replace(of_kind(ChartKind.FLOWS), table=Table(rows, columns, cells)), "en")
    assert "The most listed partnerships, 9, are between N and E." in alt
    assert "The fewest, 1, are between N and W." in alt
    assert "1 of 4 combinations have no listed partnership." in alt


def test_a_qualified_figure_is_never_shown_without_its_qualifier():
    rows = (
        line(
            "a",
            "Ties",
            unit=Text({"en": "ties", "ja": "件"}),
            qualifier="more_than",
            source="usjp_hees",
        ),
    )
    cells = {("a", "value"): Cell(4000, period="2017–2020")}
    shown = replace(of_kind(ChartKind.FIGURES), table=Table(rows, (line("value"),), cells))
    assert "Ties: more than 4,000 ties (2017–2020)." in wording.alt(shown, "en")
    assert "Ties：4,000件超（2017～2020年）。" in wording.alt(shown, "ja")
    assert wording.grid(shown, "en").rows[0][1] == "more than 4,000 ties"
    assert looks(read_xlsx(sheets.xlsx(shown, "en"))[0][1][1]) == "more than 4,000 ties"
    assert read_csv(sheets.csv(shown, "en"))[0]["flag"] == "more_than"


@pytest.mark.parametrize("lack", Lack)
def test_a_chart_without_numbers_says_why(lack: Lack):
    shown = replace(of_kind(ChartKind.BARS), table=Table((), (), {}), release=None, lack=lack)
    for language in LANGUAGES:
        reason = wording.lacking(shown, language)
        assert reason
        assert wording.caption(shown, language) == (reason,)
        assert wording.alt(shown, language).endswith(reason)
        assert wording.making(shown, language)
        assert wording.citation(shown, language, ADDRESS).endswith(ADDRESS)


# Caption, making, citation


def test_the_caption_names_withheld_groups_and_the_sign_of_hidden_numbers():
    withheld = (line("Foundations", base=None), line("Agents"))
    shown = replace(
        of_kind(ChartKind.BARS), table=table({"": 100}, {"A": [None]}, withheld=withheld)
    )
    caption = wording.caption(shown, "en")
    assert "<5: fewer than 5 organizations, number not shown." in caption
    assert caption[0] == "Not shown, fewer than 5 respondents: Foundations; Agents."
    assert "As of Release 2 [simulated data], January 15, 2027." in caption
    sign = say("chart.hidden", "ja", k=5)
    assert f"{sign}：5件未満のため、数値を表示していません。" in wording.caption(shown, "ja")


def test_numbers_keep_the_rule_that_their_release_was_made_under():
    shown = of_kind(ChartKind.BARS)
    assert shown.release
    old = replace(shown.release, policy={**shown.release.policy, "k": 3, "breakdown_base": 50})
    shown = replace(shown, release=old, table=table({"": 60}, {"A": [None]}))
    assert wording.grid(shown, "en").rows[0][1] == "<3"
    rule = next(text for _, text in wording.making(shown, "en") if "rounded to" in text)
    assert "under 3 are not shown" in rule
    assert "fewer than 50 organizations" in rule


def test_shares_over_100_are_explained_where_an_organization_can_count_twice(home):
    study = two_releases.study()
    for chart in study.charts.values():
        shown = exhibit(home, study, chart.id)
        if chart.kind in {ChartKind.BARS, ChartKind.DUMBBELL} and not shown.lack:
            question = study.questionnaire.questions[chart.question or ""]
            entries = study.questionnaire.section_of[question.id].repeat and not question.bands
            twice = question.kind == "multi" or entries
            assert any("more than 100%" in text for text in wording.caption(shown, "en")) == bool(
                twice
            )


def test_a_citation_has_study_title_date_and_address(home):
    study = two_releases.study()
    chart = next(one for one in study.charts.values() if one.by and one.kind is ChartKind.BARS)
    shown = exhibit(home, study, chart.id, chart.by[0], release=1)
    assert wording.citation(shown, "en", ADDRESS) == (
        f"{study.title['en']}. “{chart.title['en']} ({study.breakdown[chart.by[0]].title['en']}).” "
        f"Release 1 [simulated data], November 25, 2026. {ADDRESS}"
    )
    assert shown.release
    real = replace(shown, release=replace(shown.release, kind="real"))
    assert wording.citation(real, "en", ADDRESS).endswith(
        f"Release 1, November 25, 2026. {ADDRESS}"
    )
    assert "」公表版1（2026年11月25日）、https" in wording.citation(real, "ja", ADDRESS)
    assert f"by={chart.by[0]}&release=1&lang=ja" in wording.address(
        shown, "ja", "https://a.example"
    )


@pytest.mark.parametrize(
    ("language", "end"),
    [("en", "Values up to 2002. Data: {source}. "), ("ja", "2002年までの数値、データ：{source}、")],
)
def test_a_citation_names_whose_numbers_they_are(language: str, end: str):
    source = wording.publication(SHIPPED.sources["open_doors"], language)
    assert "Open Doors" in source
    cited = wording.citation(trend(), language, ADDRESS)
    assert cited.endswith(end.format(source=source) + ADDRESS)
    assert source not in wording.citation(of_kind(ChartKind.BARS), language, ADDRESS)


@pytest.mark.parametrize(
    ("period", "japanese"),
    [("2018", "2018年"), ("2022/23", "2022/23年度"), ("FY2016", "2016年度"),
     ("2017–2020", "2017～2020年"), ("2022-11", "2022年11月"), ("spring 2020", "spring 2020")],
)  # fmt: skip
def test_periods_are_written_as_each_language_does(period: str, japanese: str):
    assert show_period(period, "ja") == japanese
    assert show_period(period, "en") == {"2022-11": "November 2022"}.get(period, period)


# Text that is not harmless


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "\t=1", "ok\n=1"]


@pytest.mark.parametrize("label", FORMULAS)
def test_a_label_is_never_a_formula(label: str):
    shown = replace(of_kind(ChartKind.BARS), by="", table=table({"": 50}, {label: [20]}))
    body = sheets.csv(shown, "en")
    cells = [cell for row in csv.reader(io.StringIO(body.decode("utf-8-sig"))) for cell in row]
    assert not any(re.match(r"\s*[=+\-@＝＋－＠]", cell) for cell in cells)
    for sheet in read_xlsx(sheets.xlsx(shown, "en", "=cite"))[:2]:
        found = [cell for row in sheet for cell in row if cell.value == label]
        assert found
        assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)


def test_markup_in_a_label_is_text():
    bad = '<script>alert("x")</script>'
    shown = replace(of_kind(ChartKind.BARS), by="", table=table({"": 50}, {bad: [20]}))
    html = wording.html(shown, "en")
    assert "<script" not in html
    assert read_html(html).rows[1][0] == bad


def test_control_characters_do_not_break_a_workbook():
    shown = replace(of_kind(ChartKind.BARS), by="", table=table({"": 50}, {"a\x07b": [20]}))
    assert read_xlsx(sheets.xlsx(shown, "en"))[0][1][0].value == "ab"


def test_the_table_has_a_caption_and_scopes():
    shown = replace(of_kind(ChartKind.BARS), by="", table=table({"": 50}, {"A": [20], "B": [5]}))
    reader = read_html(wording.html(shown, "en"))
    assert reader.caption == shown.chart.title["en"]
    assert reader.scopes == ["col", "col", "row", None, "row", None]


def test_a_workbook_says_nothing_of_when_it_was_made():
    body = sheets.xlsx(of_kind(ChartKind.SCALE), "ja", ADDRESS)
    with ZipFile(io.BytesIO(body)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(rb"\d{4}-\d\d-\d\dT", file.read("docProps/core.xml"))) == {
            b"2000-01-01T"
        }


# The reference material


@pytest.mark.parametrize("name", downloads.TABLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reference_table_is_complete(home, name: str, language: str):
    header, rows = downloads.table(home, two_releases.study(), name, language)
    assert len(set(header)) == len(header)
    assert all(len(row) == len(header) for row in rows)
    if name == "sources":
        assert len(rows) == len(two_releases.study().sources)
        return
    with (PROJECT / "data/reference" / f"{name}.csv").open(encoding="utf-8-sig") as file:
        kept = list(csv.DictReader(file))
    assert len(rows) == len(kept)
    number = header.index("value") if "value" in header else None
    if number is not None:
        assert sorted(float(str(row[number])) for row in rows) == sorted(
            float(row["value"]) for row in kept
        )


def test_numbers_from_elsewhere_say_whose_they_are(home):
    for name in ("series", "figures"):
        header, rows = downloads.table(home, two_releases.study(), name, "en")
        for column in ("source", "publisher", "licence", "address"):
            assert all(row[header.index(column)] for row in rows)


def test_partnerships_name_their_institutions(home):
    header, rows = downloads.table(home, two_releases.study(), "partnerships", "ja")
    names = [row[header.index("institution_names")] for row in rows]
    assert all(names)
    assert any(re.search("[一-龯]", str(name)) for name in names)


def test_survey_kinds_are_the_ones_with_respondents():
    for kind in ChartKind:
        caption = wording.caption(of_kind(kind), "en")
        assert any("Responding organizations" in text for text in caption) == (kind in SURVEY_KINDS)
