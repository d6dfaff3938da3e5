"""Charts as SVG: every number is there, nothing leaves the picture, and text is only ever text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hees.findings import exhibits, geography, numbers, reference
from hees.findings.drawing import colours, layout, lettering, outlines, svg
from hees.findings.exhibits import Exhibit, Lack
from hees.findings.palette import LIGHT
from hees.findings.table import NOTHING, Cell, Line, Mark, Table
from hees.settings import PROJECT
from hees.store.home import Home
from hees.study import Chart, ChartKind, Study, Text
from hees.study.chart import SURVEY_KINDS
from hees.typeset import typesetter
from tests import studies

SVG = "{http://www.w3.org/2000/svg}"
BASIC = {"svg", "title", "desc", "rect", "line", "circle", "path", "polygon", "text"}
WIDTHS = (360, 720)
HOSTILE = '<script>alert("&")</script>'

SECOND = """
[[countries]]
code = "BB"
name = { en = "Beland", ja = "い国" }
colour = "#b5422c"
colour_dark = "#f0917a"
marker = "diamond"

[policy]"""


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The tiny study with a second country."""
    folder = tmp_path_factory.mktemp("two")
    return studies.tiny(folder, ("study.toml", "\n[policy]", SECOND))


# Exhibits of every kind, made up

WORDS = {
    "en": 'a the of for and exchange research internationalization U.S.-based <b> & "x" 2022/23',
    "ja": "日本の大学 国際共同研究を 支援する インターンシップ（無給） と、「学位」 ご意見 ー AI・データ",
}


def words(language: str) -> st.SearchStrategy[str]:
    """Labels as people write them, and now and then any text at all."""
    joint = " " if language == "en" else ""
    made = st.lists(st.sampled_from(WORDS[language].split(" ")), min_size=1, max_size=9)
    return st.one_of(made.map(joint.join), made.map(joint.join), st.text(min_size=1, max_size=40))


@st.composite
def lines(
    draw: st.DrawFn, code: str, most: int, least: int = 1, countries: Sequence[str] = (), **more
):
    """Rows or columns: their labels, and for survey tables their bases."""
    count = draw(st.integers(least, most))
    based = draw(st.booleans())
    return tuple(
        Line(
            f"{code}{place}",
            Text({language: draw(words(language)) for language in WORDS}),
            country=countries[place] if place < len(countries) else None,
            base=draw(st.integers(2, 500).map(lambda n: 5 * n)) if based else None,
            **more,
        )
        for place in range(count)
    )


SHARES = st.one_of(
    st.integers(0, 100).map(lambda share: Cell(share, count=share, base=100)),
    st.just(Cell(None, Mark.HIDDEN, base=100)),
    st.just(NOTHING),
)


@st.composite
def filled(draw: st.DrawFn, rows: Sequence[Line], columns: Sequence[Line], cells) -> Table:
    """A table with at least one number."""
    found = {(row.code, column.code): draw(cells) for row in rows for column in columns}
    if all(cell.value is None for cell in found.values()):
        found[rows[0].code, columns[0].code] = Cell(42, count=42, base=100)
    return Table(tuple(rows), tuple(columns), found)


Made = tuple[Chart, Table]

TITLE = Text({"en": "A title", "ja": "表題"})


def chart(kind: ChartKind, **more: object) -> Chart:
    needs = {
        ChartKind.MATRIX: {"question": "q", "across": "r"},
        ChartKind.FIGURES: {"figures": ("f",)},
        ChartKind.MAP: {"inventory": "regions"},
        ChartKind.FLOWS: {"inventory": "flows"},
    }.get(kind, {"question": "q"} if kind in SURVEY_KINDS else {})
    return Chart(id="c", kind=kind, title=TITLE, definition=TITLE, **{**needs, **more})


@st.composite
def bars(draw: st.DrawFn) -> Made:
    columns = draw(lines("c", 7, countries=draw(st.sampled_from([(), ("AA", "BB")]))))
    return chart(ChartKind.BARS), draw(filled(draw(lines("r", 8)), columns, SHARES))


@st.composite
def scale(draw: st.DrawFn) -> Made:
    columns = draw(lines("c", 6, least=4))
    spec = chart(
        ChartKind.SCALE, positive=("c2", "c3"), neutral=draw(st.sampled_from([(), ("c1",)]))
    )
    return spec, draw(filled(draw(lines("r", 5)), columns, SHARES))


@st.composite
def dumbbell(draw: st.DrawFn) -> Made:
    columns = draw(lines("c", 2, countries=("AA", "BB")))
    return chart(ChartKind.DUMBBELL), draw(filled(draw(lines("r", 8)), columns, SHARES))


@st.composite
def matrix(draw: st.DrawFn) -> Made:
    columns = draw(lines("c", 14))
    return chart(ChartKind.MATRIX), draw(filled(draw(lines("r", 6)), columns, SHARES))


@st.composite
def trend(draw: st.DrawFn) -> Made:
    panels, columns = [], ()
    for panel in range(draw(st.integers(1, 3))):
        unit = draw(st.sampled_from(["%", "students"]))
        made = draw(lines(f"c{panel}x", 6, panel=panel, unit=Text({"en": unit, "ja": unit})))
        columns += made
        title = {language: draw(words(language)) for language in WORDS}
        panels.append({"title": title, "series": [one.code for one in made]})
    years = sorted(draw(st.sets(st.integers(1950, 2030), min_size=1, max_size=14)))
    rows = [Line(str(year), Text({"en": str(year), "ja": str(year)})) for year in years]
    value = st.one_of(st.integers(0, 9_999_999), st.floats(0, 100).map(lambda x: round(x, 1)))
    flag = st.sampled_from(["", "", "", "break", "estimate"])
    period = st.sampled_from(["", "2022/23", "FY2019"])
    numbered = st.builds(Cell, value, period=period, flag=flag)
    cells = st.one_of(numbered, numbered, st.just(NOTHING))
    return chart(ChartKind.TREND, panels=tuple(panels)), draw(filled(rows, columns, cells))


@st.composite
def figures(draw: st.DrawFn) -> Made:
    unit = {language: draw(words(language)) for language in WORDS}
    qualifier = draw(st.sampled_from(["", "more_than", "about"]))
    rows = draw(lines("r", 6, unit=Text(unit), qualifier=qualifier))
    value = st.one_of(st.integers(0, 10**12), st.floats(0, 100).map(lambda x: round(x, 2)))
    cells = st.builds(Cell, value, period=st.sampled_from(["", "2023", "FY2018–2022"]))
    return chart(ChartKind.FIGURES), draw(filled(rows, [Line("value", TITLE)], cells))


@st.composite
def regions(draw: st.DrawFn) -> Made:
    known = sorted(geography.regions().values(), key=lambda region: region.code)
    chosen = draw(st.lists(st.sampled_from(known), min_size=1, unique_by=lambda one: one.code))
    rows = [Line(one.code, one.name, one.country) for one in chosen]
    cells = st.builds(Cell, st.integers(1, draw(st.sampled_from([3, 40, 5000]))))
    return chart(ChartKind.MAP), draw(filled(rows, [Line("n", TITLE)], cells))


@st.composite
def flows(draw: st.DrawFn) -> Made:
    rows = draw(lines("r", 8, countries=["AA"] * 8))
    columns = draw(lines("c", 8, countries=["BB"] * 8))
    cells = st.builds(Cell, st.integers(1, draw(st.sampled_from([2, 60, 5000]))))
    return chart(ChartKind.FLOWS), draw(filled(rows, columns, cells))


KINDS: dict[ChartKind, Callable[[], st.SearchStrategy[Made]]] = {
    ChartKind.BARS: bars,
    ChartKind.SCALE: scale,
    ChartKind.DUMBBELL: dumbbell,
    ChartKind.MATRIX: matrix,
    ChartKind.TREND: trend,
    ChartKind.FIGURES: figures,
    ChartKind.MAP: regions,
    ChartKind.FLOWS: flows,
}

every_kind = pytest.mark.parametrize("kind", KINDS)


def study_of(kind: ChartKind, study: Study, two: Study) -> Study:
    """Maps need the shipped study's outlines; all else is drawn for the tiny one."""
    return study if kind is ChartKind.MAP else two


# Reading an SVG


@dataclass(frozen=True)
class Box:
    """Where a text stands, by estimate."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    def over(self, other: "Box") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 1 and down > 1


def boxes(root: ElementTree.Element) -> Iterator[Box]:
    for one in root.iter(f"{SVG}text"):
        size, text = float(one.get("font-size", 0)), one.text or ""
        wide = lettering.width(text, size, bold=one.get("font-weight") == "700")
        before = {"start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor", "start")]
        left, base = float(one.get("x", 0)) - wide * before, float(one.get("y", 0))
        yield Box(text, left, left + wide, base - 0.76 * size, base + 0.14 * size)


def points(root: ElementTree.Element) -> Iterator[tuple[float, float]]:
    """Points of all shapes; of a path with relative steps, where its parts begin."""
    for one in root.iter():
        at = {name: float(one.get(name, 0)) for name in ("x", "y", "width", "height", "cx", "cy", "r")
              if re.fullmatch(r"[-\d.]+", one.get(name, "0"))}  # fmt: skip
        match one.tag.removeprefix(SVG):
            case "rect":
                yield at["x"], at["y"]
                yield at["x"] + at["width"], at["y"] + at["height"]
            case "circle":
                yield at["cx"] - at["r"], at["cy"] - at["r"]
                yield at["cx"] + at["r"], at["cy"] + at["r"]
            case "line":
                yield float(one.get("x1", 0)), float(one.get("y1", 0))
                yield float(one.get("x2", 0)), float(one.get("y2", 0))
            case "polygon":
                flat = [float(part) for part in re.split("[ ,]", one.get("points", ""))]
                yield from zip(flat[::2], flat[1::2], strict=True)
            case "path":
                d = re.sub(r"l[^MLC]*", "", one.get("d", ""))
                flat = [float(part) for part in re.findall(r"[-\d.]+", d)]
                yield from zip(flat[::2], flat[1::2], strict=True)


def check(drawn: str, width: int) -> ElementTree.Element:
    """The SVG is well-formed, uses only basic shapes, and nothing lies outside of it."""
    root = ElementTree.fromstring(drawn)
    height = float(root.get("height", 0))
    assert root.get("viewBox") == f"0 0 {width} {root.get('height')}"
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= BASIC
    outside = [one for one in boxes(root) if one.left < -0.5 or one.right > width + 0.5
               or one.top < -0.5 or one.bottom > height + 0.5]  # fmt: skip
    assert outside == []
    assert [(x, y) for x, y in points(root)
            if not (-1 <= x <= width + 1 and -1 <= y <= height + 1)] == []  # fmt: skip
    return root


def words_of(root: ElementTree.Element) -> list[str]:
    """All text, the hints under the pointer included."""
    return [one.text or "" for one in root.iter() if one.text and one.text.strip()]


def missing(exhibit: Exhibit, language: str, root: ElementTree.Element) -> list[str]:
    """The numbers of the table that are nowhere in the SVG; between areas, none needs no band."""
    text = " ".join(words_of(root))
    k, kind = exhibit.study.policy.k, exhibit.chart.kind
    shown = [
        numbers.show(
            cell,
            language,
            k,
            numbers.unit(kind, row, column, language),
            row.qualifier or column.qualifier,
        )
        for row, column, cell in exhibit.table.numbers()
        if cell.value or kind is not ChartKind.FLOWS
    ]
    return [one for one in shown if not re.search(rf"(?<![\d.]){re.escape(one)}(?!\d)", text)]


# Every kind


@every_kind
@given(data=st.data())
@settings(max_examples=25)
def test_every_number_is_drawn_and_nothing_leaves_the_picture(
    study: Study, two: Study, kind: ChartKind, data: st.DataObject
):
    spec, table = data.draw(KINDS[kind]())
    exhibit = Exhibit(study_of(kind, study, two), spec, "", table)
    language = data.draw(st.sampled_from(["en", "ja"]))
    width, diverging = data.draw(st.sampled_from(WIDTHS)), data.draw(st.booleans())
    drawn = svg(exhibit, language, width=width, diverging=diverging)
    assert missing(exhibit, language, check(drawn, width)) == []


def example(kind: ChartKind) -> Made:
    """One fixed exhibit of a kind, with hostile labels where labels are free."""
    label = Text({"en": f"{HOSTILE} and more words", "ja": f"{HOSTILE}日本語の見出し"})
    rows = tuple(Line(f"r{place}", label, "AA", base=60) for place in range(4))
    columns = tuple(
        Line(f"c{place}", label, country, base=40) for place, country in enumerate(("AA", "BB"))
    )
    if kind is ChartKind.TREND:
        rows = tuple(
            Line(str(year), Text({"en": f"{year}", "ja": f"{year}"})) for year in (2019, 2020)
        )
    if kind is ChartKind.FIGURES:
        columns = columns[:1]
    if kind is ChartKind.MAP:
        known = list(geography.regions().values())
        rows = tuple(Line(one.code, one.name, one.country) for one in known[::5])
        rows, columns = (*rows, Line("XX-1", label, "XX")), columns[:1]
    places = [(row.code, column.code) for row in rows for column in columns]
    cells = {place: Cell(3 + 7 * number % 60) for number, place in enumerate(places)}
    more = {}
    if kind is ChartKind.TREND:
        more["panels"] = ({"title": label, "series": ("c0", "c1")},)
    if kind is ChartKind.SCALE:
        more["positive"] = ("c1",)
    return chart(kind, **more), Table(rows, columns, cells)


def exhibit_of(kind: ChartKind, study: Study, two: Study) -> Exhibit:
    spec, table = example(kind)
    return Exhibit(study_of(kind, study, two), spec, "", table)


@every_kind
def test_hostile_labels_are_escaped(study: Study, two: Study, kind: ChartKind):
    exhibit = exhibit_of(kind, study, two)
    for language in ("en", "ja"):
        drawn = svg(exhibit, language, title=HOSTILE, desc=HOSTILE)
        assert "<script" not in drawn
        assert "&lt;script&gt;" in drawn
        assert HOSTILE in words_of(check(drawn, 720))


@every_kind
def test_the_same_exhibit_gives_the_same_bytes(study: Study, two: Study, kind: ChartKind):
    first, second = (svg(exhibit_of(kind, study, two), "ja", width=360) for _ in range(2))
    assert first == second
    assert first.isprintable() or "\n" in first


@every_kind
def test_the_typesetter_renders_it(two: Study, study: Study, kind: ChartKind):
    """Basic shapes and letters that our own fonts have: a picture of the same size comes back."""
    drawn = svg(exhibit_of(kind, study, two), "ja", width=720)
    picture = typesetter.png(drawn, scale=1)
    assert picture.startswith(b"\x89PNG")
    assert int.from_bytes(picture[16:20]) == pytest.approx(720, abs=1)


@every_kind
def test_an_exhibit_without_numbers_is_refused(study: Study, two: Study, kind: ChartKind):
    spec, _ = example(kind)
    with pytest.raises(ValueError, match="no numbers"):
        svg(Exhibit(two, spec, "", Table((), (), {}), lack=Lack.NOTHING), "en")


def test_titles_for_screen_readers_stand_first_and_are_not_drawn(two: Study, study: Study):
    root = ElementTree.fromstring(
        svg(exhibit_of(ChartKind.BARS, study, two), "en", title="A", desc="B")
    )
    assert [(one.tag.removeprefix(SVG), one.text) for one in list(root)[:2]] == [
        ("title", "A"),
        ("desc", "B"),
    ]
    assert root.get("role") == "img"


# What each kind promises


def test_a_hidden_share_is_hatched_and_says_so(two: Study):
    row, column = Line("r", TITLE), Line("", TITLE, base=60)
    other = Line("o", TITLE)
    cells = {("r", ""): Cell(None, Mark.HIDDEN, base=60), ("o", ""): Cell(40, count=25, base=60)}
    exhibit = Exhibit(two, chart(ChartKind.BARS), "", Table((row, other), (column,), cells))
    drawn = {language: words_of(check(svg(exhibit, language), 720)) for language in WORDS}
    assert "<5" in drawn["en"]
    assert "5未満" in drawn["ja"]
    assert "n = 60" in drawn["en"]


def test_a_line_stops_where_years_are_missing_and_where_counting_changed(two: Study):
    years = [2010, 2011, 2013, 2014, 2015, 2016]
    rows = tuple(Line(str(year), Text({"en": str(year), "ja": str(year)})) for year in years)
    column = Line("s", TITLE, unit=Text({"en": "works", "ja": "件"}))
    cells = {
        (str(year), "s"): Cell(year - 2000, flag="break" if year == 2015 else "") for year in years
    }
    spec = chart(ChartKind.TREND, panels=({"title": TITLE, "series": ("s",)},))
    root = check(svg(Exhibit(two, spec, "", Table(rows, (column,), cells)), "en"), 720)
    assert len(list(root.iter(f"{SVG}path"))) == 3  # 2010–11, 2013–14, 2015–16
    assert "† new method" in words_of(root)


def test_counts_begin_at_zero(two: Study):
    rows = tuple(Line(str(year), Text({"en": str(year), "ja": str(year)})) for year in (2020, 2021))
    cells = {("2020", "s"): Cell(960), ("2021", "s"): Cell(990)}
    column = Line("s", TITLE, unit=Text({"en": "works", "ja": "件"}))
    spec = chart(ChartKind.TREND, panels=({"title": TITLE, "series": ("s",)},))
    assert "0" in words_of(
        check(svg(Exhibit(two, spec, "", Table(rows, (column,), cells)), "en"), 720)
    )


def test_a_diverging_scale_puts_half_of_the_middle_on_either_side(two: Study):
    columns = tuple(Line(code, TITLE) for code in ("low", "middle", "high", "na"))
    cells = {("r", code): Cell(share) for code, share in
             zip(("low", "middle", "high", "na"), (20, 30, 40, 10), strict=True)}  # fmt: skip
    spec = chart(ChartKind.SCALE, positive=("high",), neutral=("middle",))
    exhibit = Exhibit(two, spec, "", Table((Line("r", TITLE),), columns, cells))
    root = check(svg(exhibit, "en", diverging=True), 720)
    bars = [one for one in root.iter(f"{SVG}rect") if one.get("height") == "26"]
    middle = float(next(root.iter(f"{SVG}line")).get("x1", 0))
    low, neutral, high, aside = (float(one.get("x", 0)) for one in bars)
    assert neutral < middle < high
    assert middle - neutral == pytest.approx(high - middle, abs=0.1)
    assert low < neutral
    assert aside > high + float(bars[2].get("width", 0)) + 5


def test_text_in_cells_can_be_read_on_every_shade():
    for share in range(101):
        fill = colours.mix(LIGHT.paper, LIGHT.accent, share / 100)
        assert colours.contrast(fill, colours.ink_on(fill, LIGHT)) >= 4.5


def test_a_map_is_small_and_names_what_it_cannot_show(study: Study, two: Study):
    drawn = svg(exhibit_of(ChartKind.MAP, study, two), "en")
    assert len(drawn.encode()) < 150_000
    root = check(drawn, 720)
    shapes = len(list(root.iter(f"{SVG}path")))
    assert shapes == sum(len(geography.drawn(one.code)) for one in study.countries)
    assert any(text.startswith(HOSTILE) for text in words_of(root))


# The shipped reference charts


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_text_of_the_shipped_charts_stands_on_another(
    home: Home, study: Study, width: int, language: str
):
    reference.fill(home, PROJECT / "data")
    drawn = 0
    for name, spec in study.charts.items():
        if spec.kind in SURVEY_KINDS:
            continue
        exhibit = exhibits.exhibit(home, study, name)
        if exhibit.lack:
            continue
        root = check(svg(exhibit, language, width=width), width)
        assert missing(exhibit, language, root) == []
        found = list(boxes(root))
        assert [(a.text, b.text) for a, b in combinations(found, 2) if a.over(b)] == [], name
        drawn += 1
    assert drawn > 5


# Lettering, layout, outlines


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("Student exchange for a term", 150, ["Student exchange", "for a term"]),
        ("国際共同研究を支援する団体の割合", 130, ["国際共同研究を", "支援する団体の割合"]),
        ("1学期から1年程度の交換留学", 100, ["1学期から1年", "程度の交換留学"]),
        ("participants（such", 60, ["partici", "pants", "（such"]),
        ("3者以上によるもの", 95, ["3者", "以上によるもの"]),
        ("Virtual exchange/COIL", 80, ["Virtual", "exchange/", "COIL"]),
        ("", 100, [""]),
    ],
)
def test_labels_break_where_a_reader_would(text: str, room: float, expected: list[str]):
    assert lettering.wrap(text, 13, room) == expected


@given(
    st.one_of(st.text(max_size=80), words("ja"), words("en")),
    st.floats(30, 400),
    st.booleans(),
)
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: float, bold: bool):
    lines = lettering.wrap(text, 13, room, bold=bold)
    assert all(lettering.width(line, 13, bold=bold) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(1, 20)), max_size=12),
    st.floats(-50, 0),
    st.floats(100, 200),
)
def test_what_is_spread_does_not_overlap_and_keeps_its_order(
    things: list[tuple[float, float]], low: float, high: float
):
    wanted, sizes = [one for one, _ in things], [size for _, size in things]
    places = layout.spread(wanted, sizes, low, high)
    order = sorted(range(len(things)), key=lambda place: wanted[place])
    for one, other in pairwise(order):
        assert places[other] - places[one] >= (sizes[one] + sizes[other]) / 2 - 1e-6
    if sum(sizes) <= high - low:
        assert all(
            low - 1e-6 <= place - size / 2 for place, size in zip(places, sizes, strict=True)
        )
        assert all(
            place + size / 2 <= high + 1e-6 for place, size in zip(places, sizes, strict=True)
        )


def test_what_has_room_stays_where_it_is_wanted():
    assert layout.spread([10, 50, 90], [10, 10, 10], 0, 100) == [10, 50, 90]
    assert layout.spread([50, 50], [10, 10], 0, 100) == [45, 55]


@given(st.floats(1e-6, 1e12), st.booleans())
def test_ticks_are_few_and_enclose_the_values(high: float, whole: bool):
    found = layout.ticks(0, high, whole=whole)
    assert found[0] == 0
    assert found[-1] >= high * (1 - 1e-6)
    assert 2 <= len(found) <= 6
    assert not whole or all(value == int(value) for value in found)


def test_ticks_stand_on_round_numbers():
    assert layout.ticks(0, 47, whole=False) == [0, 20, 40, 60]
    assert layout.ticks(0, 3, whole=True) == [0, 1, 2, 3]
    assert layout.ticks(0, 0.8, whole=False) == [0, 0.2, 0.4, 0.6, 0.8]


def test_an_outline_loses_only_points_that_cannot_be_seen():
    ring = [(0.0, 0.0), (5.0, 0.1), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]
    assert outlines.simplified(ring, 0.4) == [ring[0], *ring[2:]]
    assert outlines.simplified(ring, 0.05) == ring


def test_a_path_in_small_steps_ends_where_it_should():
    ring = [(1.04, 2.0), (3.26, 2.0), (3.26, 4.44), (1.04, 2.0)]
    assert outlines.path([ring]) == "M1 2l2.3 0 0 2.4 -2.3 -2.4z"
