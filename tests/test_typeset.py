"""Printed documents: accessible, the same every time, and no character lost."""

import datetime
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import typst
from PIL import Image
from pydantic import ValidationError
from pypdf import PdfReader

from hees.typeset import (
    Chart,
    FactSheet,
    FooterLine,
    KeyFigure,
    MissingGlyph,
    Recommendation,
    RecommendationList,
    Run,
    Table,
    pdf,
    plain,
    png,
)

SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="200" height="100" font-size="12"
font-family="IBM Plex Sans, BIZ UDGothic"><text x="4" y="30">大学A（2024年）</text>
<rect x="4" y="40" width="150" height="20" fill="#1f4b43"/></svg>"""

CHART = Chart(
    title="団体の種別",
    alt="棒グラフ。財団が最も多く、40団体です。",
    svg=SVG,
    notes=("回答数：145団体",),
    table=Table(header=("種別", "団体数"), rows=(("財団", "40"), ("大学団体", "35"))),
    width="half",
)
SHEET = FactSheet(
    language="ja",
    paper="a4",
    study="見本の調査",
    title="学生交流を支える団体",
    date=datetime.date(2026, 11, 25),
    intro=(
        (
            Run(text="定義は「"),
            Run(text="調査方法", link="https://example.org/"),
            Run(text="」に。"),
        ),
    ),
    figures=(KeyFigure(value="11,785人", label="留学生数", note="2024年"),),
    charts=(CHART, CHART, CHART),
    footer=(FooterLine(label="公表", text=plain("第3回")), FooterLine(text=plain("すべての団体"))),
)
LIST = RecommendationList(
    language="en",
    paper="us-letter",
    study="A Test Study",
    title="What could be done",
    date=datetime.date(2026, 11, 25),
    standfirst=(plain("Two proposals."),),
    contents="Contents",
    evidence="What supports it",
    items=tuple(
        Recommendation(
            number=str(number),
            title=title,
            audiences="For institutions",
            text=(plain("Text."),),
            origin=plain("Draft of the study team"),
            evidence=(plain("Half of 120."),),
            agreement="Agree: 80%",
        )
        for number, title in ((1, "Share data"), (2, "Fund Tōhoku exchanges"))
    ),
)


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def words(reader: PdfReader) -> str:
    return "".join("".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("document", [SHEET, LIST], ids=["sheet", "list"])
def test_a_document_is_tagged_titled_and_in_its_language(document):
    reader = read(pdf(document))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in root
    assert root["/Lang"].startswith(document.language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"<pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert reader.metadata.title == f"{document.title} – {document.study}"
    assert reader.metadata.creation_date.date() == document.date


def test_equal_documents_give_equal_bytes_in_any_thread():
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(pdf, [SHEET] * 8))) == 1


def test_what_a_sheet_says_can_be_read_out_of_it():
    reader = read(pdf(SHEET))
    text = words(reader)
    for expected in (
        "学生交流を支える団体",
        "11,785人",
        "大学団体",
        "公表第3回",
        "大学A（2024年）",
    ):
        assert expected in text
    assert CHART.alt in alternatives(reader)


def alternatives(reader: PdfReader) -> set[str]:
    return {
        found["/Alt"]
        for found in (reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1))
        if isinstance(found, dict) and found.get("/S") == "/Figure" and "/Alt" in found
    }


def test_recommendations_are_bookmarked_under_the_title():
    title, items = read(pdf(LIST)).outline
    assert title.title == LIST.title
    assert [item.title for item in items] == ["1 Share data", "2 Fund Tōhoku exchanges"]


def test_paper_is_chosen():
    assert [round(side) for side in read(pdf(LIST)).pages[0].mediabox[2:]] == [612, 792]


def test_a_chart_without_words_is_refused():
    with pytest.raises(ValidationError, match="alt"):
        Chart(title="Chart", alt=" ", svg=SVG)


def test_a_table_with_a_cell_missing_is_refused():
    with pytest.raises(ValidationError, match="1 cells under 2 headers"):
        Table(header=("a", "b"), rows=(("1",),))


@pytest.mark.parametrize(
    "make",
    [
        lambda: pdf(SHEET.model_copy(update={"title": "서울"})),
        lambda: pdf(SHEET.model_copy(update={"charts": (chart_in_korean(),)})),
        lambda: png(chart_in_korean().svg),
    ],
    ids=["text", "chart", "picture"],
)
def test_a_character_that_no_font_has_is_named(make):
    with pytest.raises(MissingGlyph, match=r"서.*U\+C11C"):
        make()


def chart_in_korean() -> Chart:
    return CHART.model_copy(update={"svg": SVG.replace("大学A", "서울")})


def test_no_font_of_this_machine_is_used():
    families = {"BIZ UDGothic", "IBM Plex Sans", "Newsreader"}
    fonts = [
        font["/FontDescriptor"]["/FontName"]
        for page in read(pdf(SHEET)).pages
        for composite in page["/Resources"]["/Font"].values()
        for font in composite["/DescendantFonts"]
    ]
    assert fonts
    for name in fonts:
        assert any(family.replace(" ", "") in name for family in families), name


def test_a_picture_has_the_size_asked_for_and_shows_the_chart():
    picture = Image.open(io.BytesIO(png(SVG, scale=3))).convert("RGB")
    assert picture.size == (600, 300)
    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert picture.getpixel((60, 150)) == (0x1F, 0x4B, 0x43)
    label = picture.crop((12, 50, 600, 105))
    assert label.convert("L").getextrema()[0] < 60


def test_a_broken_chart_is_an_error_not_a_gap():
    with pytest.raises(typst.TypstError):
        png("<svg")
