"""Every number in the study's prose and reference tables can be traced to where it was read."""

import re

import pytest

from hees.settings import PROJECT
from hees.study import Study
from hees.study.reference import READERS, rows

DATA = PROJECT / "data"
LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)\s]+)\)")
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)( million|万|億)?")
TIMES = {"": 1, " million": 10**6, "万": 10**4, "億": 10**8}
TOPICS = sorted(path.name for path in (DATA / "content").glob("topic_*.md"))


def figures_of(text: str) -> set[float]:
    """The numbers of a text that are figures: years, and fiscal years after a slash, are not."""
    text = re.sub(r"[A-Za-z]-\d+", " ", text)  # COVID-19
    text = re.sub(r"(?<![\d,.])(1[89]|20)\d\d([/–～-]\d{2,4})?(?!\d|,\d)", " ", text)
    text = re.sub(r"\d+[年月日]", " ", text)
    return {float(n.replace(",", "")) * TIMES[unit] for n, unit in NUMBER.findall(text)}


def known() -> set[float]:
    """The values of all rows of figures and series, each of which names its source."""
    found = [row for name in ("figures", "series") for row in rows(DATA, name)]
    return {
        float(row["value"]) * (10**6 if row.get("unit_en", "").startswith("million ") else 1)
        for row in found
    }


@pytest.mark.parametrize("name", TOPICS)
def test_every_figure_of_an_introduction_has_a_source_row_and_a_link(name: str):
    text = (DATA / "content" / name).read_text("utf-8")
    assert LINK.search(text)
    linked = {figure for label, _ in LINK.findall(text) for figure in figures_of(label)}
    plain = LINK.sub(lambda found: found[1], text)
    figures = {figure for figure in figures_of(plain) if figure >= 10}
    assert figures - known() == set(), "no row in reference/figures.csv or series.csv"
    in_sentences = {
        figure
        for sentence in re.split(r"(?<=[.。])\s*(?=[A-Z一-龠ぁ-んァ-ヶ「])", text)
        if LINK.search(sentence)
        for figure in figures_of(LINK.sub(lambda found: found[1], sentence))
    }
    assert figures - in_sentences - linked == set(), "no link in the sentence"


@pytest.mark.parametrize("name", list(READERS))
def test_every_row_names_where_it_comes_from(study: Study, name: str):
    found = rows(DATA, name)
    assert found
    for row in found:
        source = row.get("source") or row.get("read_from")
        assert source, row
        if name == "figures":
            assert source in study.sources
            assert row["address"].startswith("http")


def test_both_languages_state_the_same_figures():
    for name in TOPICS:
        if name.endswith(".en.md"):
            english = (DATA / "content" / name).read_text("utf-8")
            japanese = (DATA / "content" / name.replace(".en.", ".ja.")).read_text("utf-8")
            plain = [LINK.sub(lambda found: found[1], text) for text in (english, japanese)]
            one, other = ({f for f in figures_of(text) if f >= 10} for text in plain)
            assert one == other, name
