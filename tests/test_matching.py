"""Names from files are matched to the register: sure ones rightly, unsure ones to a person."""

import csv
from pathlib import Path

import pytest

from hees.settings import PROJECT
from hees.store import name_forms
from hees.store.register import Entry
from hees.survey import finder
from hees.team.matching import CERTAIN, Grade, Index

PAIRS = Path(__file__).parent / "matching_pairs.csv"


@pytest.fixture(scope="module")
def core() -> Index:
    table = PROJECT / "data" / "reference" / "institutions.csv"
    return Index(finder.entries(table, "institution", ("en", "ja")))


def pairs() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_labelled_pairs_are_matched_as_well_as_is_reported(core: Index):
    """Precision and recall over all pairs; what is certain must be right."""
    found = [(pair, core.match(pair["name"], pair["country"] or None)) for pair in pairs()]
    wrong = [
        (pair["name"], match.candidates[0].entry.id)
        for pair, match in found
        if match.grade is Grade.CERTAIN and match.candidates[0].entry.id != pair["expected"]
    ]
    meant = [(pair["expected"], match) for pair, match in found if pair["expected"]]
    certain = sum(match.grade is Grade.CERTAIN for _, match in meant)
    offered = sum(id in [one.entry.id for one in match.candidates] for id, match in meant)
    assert len(found) >= 150
    assert wrong == []
    assert certain / len(meant) >= 0.95
    assert offered / len(meant) >= 0.99


def test_scores_are_in_order_and_within_bounds(core: Index):
    for pair in pairs():
        scores = [one.score for one in core.match(pair["name"]).candidates]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)


def test_two_institutions_of_one_name_are_told_apart_by_their_place_or_by_a_person():
    index = Index(
        Entry(id, "institution", "US", {"en": "Trinity College"}, place, "")
        for id, place in (("a", "Hartford"), ("b", "Deerfield"))
    )
    assert index.match("Trinity College").grade is Grade.DOUBT
    sure = index.match("Trinity College (Hartford)")
    assert sure.candidates[0].entry.id == "a"
    assert sure.candidates[0].score >= CERTAIN - 10


def test_the_order_of_words_is_no_certain_match():
    index = Index([Entry("m", "institution", "US", {"en": "Miami University"}, "Oxford", "")])
    assert index.match("University of Miami").grade is Grade.DOUBT
    assert index.match("Miami University-Oxford").grade is Grade.CERTAIN


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Univ. of Tōkyō", "University of Tokyo"),
        ("学校法人早稻田大學", "早稲田大学"),
        ("ｶﾘﾌｫﾙﾆｱ大学ﾛｻﾝｾﾞﾙｽ校", "カリフォルニア大学ロサンゼルス"),
        ("Texas A & M University", "Texas A&M Univ."),
        ("St. John's University", "Saint Johns Univ"),
        ("Portland St. Univ.", "Portland State University"),
        ("U.C. Davis", "University of California, Davis"),
    ],
)
def test_names_of_one_form(one: str, other: str):
    assert name_forms.key(one) == name_forms.key(other)


@pytest.mark.parametrize(
    "text", ["", " ", "()", "（）", "\u3000", "🎓", "-", "the", "大", "A" * 5000]
)
def test_any_text_can_be_looked_for(core: Index, text: str):
    assert core.match(text).grade in set(Grade)
