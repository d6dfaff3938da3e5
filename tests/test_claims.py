"""What a study may claim under a recommendation, and how it is told which claim is wrong."""

import re
from pathlib import Path

import pytest

from hees.study import StudyError, load
from hees.study.catalogue import TableName, catalogue
from hees.study.claim import Statistic
from tests import studies
from tests.handmade import SHIPPED

CLAIM = """
[[recommendations]]
id = "do_it"
title = { en = "Do it", ja = "実行する" }
text = { en = "Do.", ja = "する。" }
audiences = ["leaders"]

[[recommendations.claims]]
id = "costly"
statistic = "share"
question = "views"
item = "cost"
answers = ["middle", "high"]
comparator = "at_least"
threshold = 50
text = { en = "half agree", ja = "半数が賛成している" }
finding = { en = "{share} agree.", ja = "{share}が賛成です。" }
"""
BREAKDOWN = """
[[breakdowns]]
id = "category"
question = "category"
title = { en = "By category", ja = "区分別" }
"""


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """The tiny study with one claim under a recommendation, changed."""
    text = CLAIM
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    studies.write(folder)
    (folder / "recommendations.toml").write_text(text, "utf-8")
    with (folder / "choices.toml").open("a", encoding="utf-8") as choices:
        choices.write('[audience]\nleaders = { en = "Leaders", ja = "指導者" }\n')
    with (folder / "study.toml").open("a", encoding="utf-8") as header:
        header.write(BREAKDOWN)
    return folder


def test_the_tables_that_a_claim_needs_are_published(tmp_path: Path):
    by = ("threshold = 50", 'threshold = 50\nby = "category"\ngroup = "agency"')
    names = catalogue(load(written(tmp_path, by)))
    assert {TableName("views", ""), TableName("views", "category")} <= set(names)


MISTAKES = {
    "a question that there is not": ('"views"', '"view"', "question", "did you mean 'views'"),
    "a question that cannot be counted": ('"views"', '"wishes"', "question", "of kind rank"),
    "contact data": ('"views"', '"person"', "question", "contact"),
    "a code that there is not": ('"high"]', '"hig"]', "answers", "did you mean 'high'"),
    "a code twice": ('"high"]', '"middle"]', "answers", "twice"),
    "an item that there is not": ('"cost"', '"coast"', "item", "did you mean 'cost'"),
    "a breakdown that there is not": (
        "threshold = 50",
        'threshold = 50\nby = "categories"\ngroup = "agency"',
        "by",
        "did you mean 'category'",
    ),
    "a group that there is not": (
        "threshold = 50",
        'threshold = 50\nby = "category"\ngroup = "agencies"',
        "group",
        "there is no group 'agencies'",
    ),
    "a number that is not computed": ("{share} agree", "{mean} agree", "finding", "{mean}"),
    "a sentence without a number": ("{share} agree", "Many agree", "finding", "has no number"),
    "a number in the claim": ('"half agree"', '"{share} agree"', "text", "{share}"),
    "a brace astray": ("{share} agree", "{share agree", "finding", "brace"),
    "a rank of all there are": (
        '"share"\n',
        '"rank"\n',
        "top",
        "must be under 2",
        ('comparator = "at_least"\nthreshold = 50\n', "top = 2\n"),
        ("{share} agree", "{place} agree"),
        ("{share}が", "{place}が"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MISTAKES)
def test_a_claim_that_cannot_be_graded_is_refused_by_name(tmp_path: Path, what: str):
    old, new, part, reason, *others = MISTAKES[what]
    with pytest.raises(StudyError) as refused:
        load(written(tmp_path, (str(old), str(new)), *others))
    where = f"recommendations.toml: do_it.claims.costly.{part}: "
    assert any(
        str(one).startswith(where) and str(reason) in str(one) for one in refused.value.problems
    ), refused.value


def test_several_answers_are_one_share_only_where_respondents_choose_one(tmp_path: Path):
    several = ('answers = ["middle", "high"]', 'answers = ["research", "other"]')
    changes = (('"views"', '"activities"'), ('item = "cost"\n', ""), several)
    with pytest.raises(StudyError, match=r"costly\.answers: name one code"):
        load(written(tmp_path, *changes))
    load(written(tmp_path / "one", *changes[:2], (several[0], 'answers = ["research"]')))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([("threshold = 50\n", "")], "needs 'threshold'"),
        ([("threshold = 50", "threshold = 50\ntop = 2")], "takes no 'top'"),
        ([("threshold = 50", "threshold = 50\ndays = 30")], "takes no 'days'"),
        ([("threshold = 50", 'threshold = 50\ngroup = "agency"')], "'by' and 'group'"),
        ([('"share"\n', '"difference"\n')], "needs 'against'"),
    ],
)
def test_a_claim_has_what_its_statistic_needs(
    tmp_path: Path, changes: list[tuple[str, str]], reason: str
):
    """And a bad claim is the only problem: its recommendation is still there."""
    with pytest.raises(StudyError, match=reason) as refused:
        load(written(tmp_path, *changes))
    assert [one.key.startswith("do_it.claims.costly") for one in refused.value.problems] == [True]


def test_shipped_claims_are_clauses_that_a_verb_can_precede():
    assert 10 <= len(SHIPPED.claims) <= 16
    assert {one.statistic for one in SHIPPED.claims} == set(Statistic)
    for claim in SHIPPED.claims:
        assert not re.search(r"[.。]$|^[A-Z]", claim.text["en"])
        assert not re.search(r"。|(です|ます)$", claim.text["ja"])
        assert claim.finding["en"].endswith(".")
        assert claim.finding["ja"].endswith("。")
