"""Every figure shows exactly the numbers of its table, safely, in colours that can be told apart."""

import json
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from hees.findings.exhibits import Exhibit, exhibit
from hees.findings.palette import DARK, LIGHT, Palette
from hees.findings.plot import plots
from hees.findings.plot.canvas import lines
from hees.findings.plot.shares import CLEAR, FILLER
from hees.store.home import Home
from hees.study import ChartKind, Study
from tests.exhibits import VIEWS


def drawn(found: Exhibit, language: str, **options: bool) -> Iterator[float]:
    """The numbers in the plotly JSON, where each kind of chart carries them."""
    kind = found.chart.kind
    for plot in plots(found, language, **options):
        for trace in json.loads(plot.figure.to_json())["data"]:
            if trace["type"] == "sankey":
                yield from trace["link"]["value"]
            elif trace.get("meta") == FILLER:
                continue  # its length is no number
            elif kind in {ChartKind.MAP, ChartKind.MATRIX}:
                yield from (value for value in trace.get("meta") or () if value is not None)
            elif kind is ChartKind.TREND:
                yield from (value for value in trace["y"] if value is not None)
            elif trace.get("hoverinfo") != "skip":
                yield from (value for value in trace["x"] if value is not None)


@pytest.mark.parametrize(("chart", "by"), VIEWS)
def test_a_figure_has_exactly_the_numbers_of_its_table(
    released: Home, study: Study, chart: str, by: str
):
    found = exhibit(released, study, chart, by)
    if found.chart.kind is ChartKind.FIGURES:
        assert plots(found, "en") == []
        return
    expected = Counter(cell.value for _, _, cell in found.table.numbers() if cell.value is not None)
    if found.chart.kind in {ChartKind.FLOWS}:
        expected.pop(0, None)
    for language in study.languages:
        assert Counter(drawn(found, language)) == expected
        assert Counter(drawn(found, language, dark=True, diverging=True)) == expected


@pytest.mark.parametrize(("chart", "by"), VIEWS)
def test_a_hidden_number_is_in_no_face_of_a_figure(
    released: Home, study: Study, chart: str, by: str
):
    """What was hidden is not even in the data that the browser gets."""
    found = exhibit(released, study, chart, by)
    if not found.is_survey:
        return
    text = " ".join(plot.figure.to_json() for plot in plots(found, "en"))
    counts = {cell.count for _, _, cell in found.table.numbers() if cell.count is not None}
    assert all(count % study.policy.rounding == 0 for count in counts)
    assert not re.search(r"\b[1-4]%", text)


def test_a_label_cannot_be_markup():
    assert lines("<script>&\"'") == ["&lt;script&gt;&amp;&quot;&#x27;"]


@pytest.mark.parametrize("text", ["word " * 40, "学生の交換留学と" * 12, "COILとSTEM " * 9, ""])
def test_a_label_keeps_every_letter_and_fits(text: str):
    broken = lines(text, 46)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(sum(1 if letter.isascii() else 2 for letter in line) <= 46 for line in broken)


@pytest.mark.parametrize(
    ("text", "width", "broken"),
    [
        ("Only or mainly from the United States to Japan", 42, ["Only or mainly from the", "United States to Japan"]),
        ("National universities", 13, ["National", "universities"]),
        ("マイノリティの学生を多く受け入れる大学（MSI）", 42, ["マイノリティの学生を多く", "受け入れる大学（MSI）"]),
    ],
)  # fmt: skip
def test_lines_of_a_label_are_even_and_end_where_words_do(text: str, width: int, broken: list[str]):
    assert lines(text, width) == broken


def test_a_hidden_number_beside_dots_lies_on_none_of_them(released: Home, study: Study):
    """Its sign has no place on the axis: it stands clear of the outermost dot, and of other signs."""
    beside = 0
    for chart in (one for one in study.charts.values() if one.kind is ChartKind.DUMBBELL):
        found = exhibit(released, study, chart.id)
        for plot in plots(found, "ja"):
            signs = plot.figure.layout.annotations[len(found.table.rows) :]
            cells = [cell for row in found.table.rows for cell in found.table.of_row(row)]
            assert len(signs) == sum(cell.value is None for cell in cells)
            dots = {
                (x, y)
                for trace in plot.figure.data
                if trace.mode == "markers+text"
                for x, y in zip(trace.x, trace.y, strict=True)
            }
            clear = [sign for sign in signs if (sign.x, sign.y) in dots]
            assert all(abs(sign.xshift) >= CLEAR for sign in clear)
            assert all(sign.x == 0 for sign in signs if sign not in clear)
            assert len({(sign.y, sign.xshift) for sign in signs}) == len(signs)
            beside += len(clear)
    assert beside


# Colours


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_colours_stand_out_from_the_page(study: Study, dark: bool):
    palette = Palette(study, dark=dark)
    tone = DARK if dark else LIGHT
    lines_of = [*tone.series, *(palette.country(one.code).colour for one in study.countries)]
    assert all(contrast(colour, tone.paper) >= 3 for colour in lines_of)
    assert all(contrast(colour, tone.paper) >= 4.5 for colour in (tone.ink, tone.muted))


def seen_without_red_or_green(colour: str) -> tuple[float, float]:
    """What is left of a colour to a deuteranope: lightness and blue against yellow."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return luminance(colour), blue - (0.6 * red + 0.4 * green)


def test_countries_differ_by_marker_and_to_the_colour_blind(study: Study):
    palette = Palette(study)
    first, second = (palette.country(one.code) for one in study.countries)
    assert first.marker != second.marker
    one, other = seen_without_red_or_green(first.colour), seen_without_red_or_green(second.colour)
    assert max(abs(a - b) for a, b in zip(one, other, strict=True)) > 0.2


def test_numbers_inside_segments_can_be_read(released: Home, study: Study):
    for chart in study.charts.values():
        if chart.kind not in {ChartKind.SCALE, ChartKind.MATRIX}:
            continue
        for dark in (False, True):
            for plot in plots(exhibit(released, study, chart.id), "en", dark=dark):
                for trace in plot.figure.data:
                    if trace.meta == FILLER:
                        continue  # hatched, without a number
                    fills = trace.marker.color
                    inks = trace.textfont.color
                    fills = [fills] if isinstance(fills, str) else fills
                    inks = [inks] if isinstance(inks, str) else inks
                    for fill, ink in zip(fills, inks, strict=True):
                        assert contrast(fill, ink) >= 4.5
