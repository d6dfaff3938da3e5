"""Evidence grades follow from released cells alone, more evidence never lowers them, they change slowly."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hees.findings import grades, measured
from hees.findings.claims import all_standings, public
from hees.findings.grades import LADDER, Evaluation, Grade, Why
from hees.findings.intervals import critical, wilson
from hees.store.home import Home, prepare
from hees.store.releases import Count, Part, Release, Verdict
from hees.study import Study, Text
from hees.study.claim import Claim, Comparator
from tests.handmade import POLICY, SHIPPED, counted, publish, respondents

LISTED = 200


def release(
    number: int = 1,
    day: str = "2026-12-03",
    *,
    listed: int | None = LISTED,
    responses: int = 100,
    withheld: tuple[Part, ...] = (),
) -> Release:
    frame = {"": {"": listed}} if listed else {}
    verdict = Verdict(withheld=withheld)
    return Release(number, day, "real", responses, "q", POLICY, verdict, frame, "d")


QUESTION = SHIPPED.questionnaire.questions["obstacles"]


def claim(statistic: str = "share", **parts) -> Claim:
    """A claim on the shipped study's obstacles."""
    own = {
        "share": {"comparator": "at_least", "threshold": 50},
        "difference": {"comparator": "more_than", "threshold": 0, "against": {"item": "staff"}},
        "rank": {"top": 1},
        "trend": {"comparator": "more_than", "threshold": 0},
    }[statistic]
    text = Text({"en": "x", "ja": "x"})
    base = {"id": "c", "text": text, "finding": text, "statistic": statistic}
    where = {"question": "obstacles", "item": "funding", "answers": ("s5",)}
    return Claim.model_validate({**base, **where, **own, **parts})


def cells(
    counts: Mapping[str, tuple[int | None, int | None]], made: Release | None = None
) -> measured.Cells:
    """Released cells: of each item, how many said "very serious", and how many answered."""
    made = made or release()
    found = []
    for item, (given_it, base) in counts.items():
        found += [Count("obstacles", "", "", item, "", base)]
        found += [Count("obstacles", "", "", item, "s5", given_it)]
    return measured.cells(made, found, {})


def graded(one: Claim, now: measured.Cells, before: measured.Cells | None = None) -> Evaluation:
    return grades.grade(one, QUESTION, now, before=before)


multiples = st.integers(1, 40).map(lambda steps: 5 * steps)
listings = st.none() | st.integers(100, 400)
comparators = st.sampled_from(list(Comparator))


@given(
    base=multiples,
    given_it=multiples,
    listed=listings,
    comparator=comparators,
    threshold=st.integers(1, 99),
)
def test_a_share_has_the_grade_that_every_number_behind_it_has(
    base: int, given_it: int, listed: int | None, comparator: Comparator, threshold: int
):
    """An independent reading of the letters, number by number."""
    assume(given_it <= base)
    assume(base >= 25)
    one = claim(comparator=comparator, threshold=threshold)
    found = graded(
        one, cells({"funding": (given_it, base)}, release(listed=listed, responses=base))
    )
    trusted = listed if listed and base - 2 <= listed else None
    ranges = range(max(5, given_it - 2), given_it + 3), range(max(5, base - 2), base + 3)
    pairs = [(x, n) for x, n in product(*ranges) if x <= n]
    holds = {
        "at_least": lambda value: 100 * value >= threshold,
        "more_than": lambda value: 100 * value > threshold,
        "less_than": lambda value: 100 * value < threshold,
    }[comparator]
    always = all(
        trusted is not None
        and holds(Fraction(x, max(n, trusted)))
        and holds(Fraction(x + max(n, trusted) - n, max(n, trusted)))
        for x, n in pairs
    )
    assert (found.grade is Grade.A) == always
    ends = [wilson(x, n, max(n, trusted) if trusted else None, critical()) for x, n in pairs]
    if all(holds(low) and holds(high) for low, high in ends):
        assert found.grade in {Grade.A, Grade.B}
    if found.grade is Grade.D:
        assert not any(holds(low) or holds(high) for low, high in ends)
    assert {
        "for": all(holds(Fraction(x, n)) for x, n in pairs),
        "against": not any(holds(Fraction(x, n)) for x, n in pairs),
    }.get(str(found.leaning), True)


@given(
    base=multiples,
    given_it=multiples,
    listed=listings,
    comparator=comparators,
    threshold=st.integers(1, 99),
)
def test_more_respondents_for_a_claim_never_lower_its_grade(
    base: int, given_it: int, listed: int | None, comparator: Comparator, threshold: int
):
    assume(base >= 25)
    assume(given_it + 5 <= base)
    one, made = (
        claim(comparator=comparator, threshold=threshold),
        release(listed=listed, responses=base),
    )
    fewer, more = (
        LADDER.index(graded(one, cells({"funding": (number, base)}, made)).grade)
        for number in (given_it, given_it + 5)
    )
    assert more <= fewer if comparator is Comparator.LESS_THAN else more >= fewer


@given(
    base=multiples,
    given_it=multiples,
    factor=st.integers(2, 4),
    comparator=comparators,
    threshold=st.integers(1, 99),
)
def test_more_answers_alike_never_lower_the_grade_of_what_they_bear_out(
    base: int, given_it: int, factor: int, comparator: Comparator, threshold: int
):
    assume(base >= 25)
    assume(given_it <= base)
    one, made = (
        claim(comparator=comparator, threshold=threshold),
        release(listed=1000, responses=base),
    )
    few = graded(one, cells({"funding": (given_it, base)}, made))
    many = graded(
        one,
        cells(
            {"funding": (factor * given_it, factor * base)}, replace(made, responses=factor * base)
        ),
    )
    assume(few.leaning is grades.Leaning.FOR)
    assert LADDER.index(many.grade) >= LADDER.index(few.grade)


@given(counts=st.lists(multiples, min_size=9, max_size=9), top=st.integers(1, 4), listed=listings)
def test_a_rank_is_as_sure_as_its_rivals_allow(counts: list[int], top: int, listed: int | None):
    """More for the item never lowers its grade, a bolder claim is never surer, and A is exact."""
    items = [item.code for item in QUESTION.items]
    base = max(*counts, 25) + 5
    one = claim("rank", item=items[0], top=top)

    def at(more: int, of: Claim = one) -> Grade:
        given_it = dict(zip(items, counts, strict=True)) | {items[0]: counts[0] + more}
        made = release(listed=listed, responses=base)
        return graded(of, cells({item: (n, base) for item, n in given_it.items()}, made)).grade

    assert LADDER.index(at(5)) >= LADDER.index(at(0))
    bolder = claim("rank", item=items[0], top=max(1, top - 1))
    if at(0, bolder) is Grade.A:
        assert at(0) is Grade.A
    beaten = [other for other in counts[1:] if other < counts[0]]
    if at(0) in {Grade.A, Grade.B}:
        assert len(beaten) >= len(counts) - top
    if at(0) is Grade.D:
        assert len(beaten) < len(counts) - top


def test_a_grade_needs_the_least_base_for_every_number_behind_it():
    counted = {base: graded(claim(), cells({"funding": (15, base)})) for base in (20, 25)}
    assert (counted[20].grade, counted[20].why) == (Grade.I, Why.BASE)
    assert counted[25].grade in LADDER


@pytest.mark.parametrize(
    ("counts", "withheld", "why"),
    [
        ({"funding": (None, 60)}, (), Why.HIDDEN),
        ({}, (), Why.UNPUBLISHED),
        ({}, (Part("obstacles", "", "funding"),), Why.GATE),
    ],
)
def test_what_is_not_published_is_not_graded(counts, withheld: tuple[Part, ...], why: Why):
    found = graded(claim(), cells(counts, release(withheld=withheld)))
    assert (found.grade, found.why) == (Grade.W, why)


def test_a_list_that_more_have_answered_than_it_names_makes_nothing_certain():
    now = {"funding": (90, 100)}
    assert graded(claim(), cells(now, release(listed=105))).grade is Grade.A
    assert graded(claim(), cells(now, release(listed=90))).grade is Grade.B


def test_a_trend_is_compared_with_a_release_that_is_old_enough(home: Home):
    one = SHIPPED.recommendations[0].model_copy(update={"claims": (claim("trend"),)})
    study = SHIPPED.model_copy(update={"recommendations": (one,)})
    start = date(2025, 12, 1)
    for number, (day, given_it) in enumerate([(0, 20), (364, 90), (365, 90)], start=1):
        publish(home, number, (start + timedelta(days=day)).isoformat(), [
            Count("obstacles", "", "", "funding", answer, size)
            for answer, size in (("", 100), ("s5", given_it))
        ])  # fmt: skip
    young, old = (all_standings(home, study, number)["c"] for number in (2, 3))
    assert (young.now.grade, young.now.why) == (Grade.I, Why.EARLIER)
    assert old.before
    assert (old.before.number, old.now.grade) == (1, Grade.A)


def test_grades_do_not_depend_on_the_order_in_which_answers_arrive(tmp_path: Path, study: Study):
    arrived = respondents(study, 90)
    again = Random(1).sample(arrived, len(arrived))
    found = []
    for name, order in (("one", arrived), ("other", again)):
        home = prepare(tmp_path / name)
        publish(home, 1, "2026-12-03", counted(study, order))
        found.append(
            {key: (one.now, one.turning) for key, one in all_standings(home, study).items()}
        )
    assert found[0] == found[1]
    assert len({now.grade for now, _ in found[0].values()}) > 2


# The public grade


def _sequence(letters: str) -> list[tuple[Release, Grade]]:
    return [(release(number), Grade(letter)) for number, letter in enumerate(letters, start=1)]


@pytest.mark.parametrize(
    ("letters", "shows", "confirmed", "pending", "changes"),
    [
        ("B", "B", False, None, ["1B"]),
        ("BC", "B", False, "C", ["1B"]),
        ("BB", "B", True, None, ["1B"]),
        ("BCC", "C", True, None, ["1B", "3C"]),
        ("BBCBCBC", "B", True, "C", ["1B"]),
        ("BBCDCC", "C", True, None, ["1B", "6C"]),
        ("IICCBBW", "B", True, "W", ["1I", "4C", "6B"]),
    ],
)
def test_a_public_grade_changes_when_two_releases_in_a_row_find_another(
    letters: str, shows: str, confirmed: bool, pending: str | None, changes: list[str]
):
    found = public(_sequence(letters))
    assert (found.grade, found.confirmed, found.pending) == (shows, confirmed, pending)
    assert [f"{one.release.number}{one.after}" for one in found.history] == changes


@given(letters=st.text("ABCDIW", min_size=2, max_size=12))
def test_a_grade_that_is_shown_was_first_or_found_twice_in_a_row(letters: str):
    found = public(_sequence(letters))
    assert found.grade == letters[0] or found.grade * 2 in letters
    before = public(_sequence(letters[:-1]))
    assert found.history[: len(before.history)] == before.history  # the past is never rewritten
