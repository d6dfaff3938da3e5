"""Sums of numbers: what is published tells too little about each organisation that adds to it."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import permutations, product
from math import inf
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from hees.findings import sheets, wording
from hees.findings.exhibits import exhibit
from hees.release import publishing
from hees.release.amounts import Share, Sums, amount, protected, publishable, ranges, told
from hees.release.gate import Held
from hees.release.inclusion import included_in
from hees.simulation.simulator import simulate
from hees.store import releases
from hees.store.connection import reading, writing
from hees.store.home import Home, prepare
from hees.store.releases import Amount, Release, Verdict
from hees.study import Study, StudyError, load
from hees.study.rounding import reach, two_digits
from hees.study.study import Policy
from tests import studies

POLICY = Policy(batch=10, k=5, rounding=5, breakdown_base=10, totals_only_below=30)
VERDICTS = json.loads((Path(__file__).parent / "acro_verdicts.json").read_text())
"""Sixty lists of numbers with what acro 1.0.2 says of their sum (threshold 5, nk (2, 85 %), p 10 %)."""

DAY = date(2026, 12, 3)
NUMBERS = st.one_of(st.integers(0, 30), st.integers(0, 5000)).map(float)
GROUPS = ("a", "b", "c")


# The rules for one sum


@pytest.mark.parametrize(("values", "verdict"), VERDICTS)
def test_another_tool_for_the_same_rules_says_the_same(values: list[int], verdict: str):
    assert (amount(values, POLICY) is not None) == (verdict == "ok")


@given(st.lists(NUMBERS, max_size=12))
@example([100.0] * 5)
def test_no_contributor_comes_within_ten_per_cent_of_another(values: list[float]):
    shown = amount(values, POLICY)
    assume(shown is not None)
    assert sum(value > 0 for value in values) >= 5
    for own, other in permutations(values, 2):
        assert (sum(values) - own) - other >= 0.1 * other - 1e-9
    *_, second, first = sorted(values)
    assert first + second <= 0.85 * sum(values) + 1e-9
    low, high = reach(shown or 0)
    assert low <= sum(values) <= high


@given(st.lists(st.tuples(NUMBERS, st.floats(0, 1)), min_size=5, max_size=10))
def test_what_is_known_of_the_others_helps_no_contributor(pairs: list[tuple[float, float]]):
    shares = [Share(size, size * part) for size, part in pairs]
    assume(protected(shares, POLICY))
    total = sum(one.size for one in shares)
    for place, other in product(range(len(shares)), repeat=2):
        if place != other:
            rest = [s for n, s in enumerate(shares) if n not in (place, other)]
            estimate = total - shares[place].size - sum(one.known for one in rest)
            assert estimate - shares[other].size >= 0.1 * shares[other].size - 1e-6


@given(st.floats(0.001, 1e9))
def test_two_significant_digits(number: float):
    shown = two_digits(number)
    assert float(f"{shown:.1e}") == shown
    assert abs(shown - number) <= 0.0501 * number
    low, high = reach(shown)
    assert low * (1 - 1e-12) <= number <= high * (1 + 1e-12)


# Several sums together


@st.composite
def people(draw: st.DrawFn) -> dict[str, tuple[str, float]]:
    """Organisations with their group ("" for none) and their number."""
    group = st.sampled_from([*GROUPS, ""])
    number = st.integers(1, 60).map(float) | st.integers(0, 400).map(float)
    size = draw(st.integers(5, 40))
    return {f"o{n}": (draw(group), draw(number)) for n in range(size)}


@st.composite
def later(draw: st.DrawFn, now: dict[str, tuple[str, float]]) -> dict[str, tuple[str, float]]:
    """The same organisations after some left, changed and joined."""
    kept = {who: one for who, one in now.items() if draw(st.integers(0, 9))}
    edited = {
        who: (group, number + draw(st.integers(0, 50)) if draw(st.booleans()) else number)
        for who, (group, number) in kept.items()
    }
    joined = draw(people())
    return edited | {f"new {who}": one for who, one in joined.items()}


def known_sums(shown: frozenset[str]) -> Iterator[frozenset[str]]:
    """Every crowd whose sum follows from the published ones, found by linear algebra."""
    atoms = sorted({*GROUPS, ""})
    published = [[1.0] * len(atoms), *([float(a == g) for a in atoms] for g in shown)]
    rank = np.linalg.matrix_rank(np.array(published))
    for crowd in product((0.0, 1.0), repeat=len(atoms)):
        if any(crowd) and np.linalg.matrix_rank(np.array([*published, list(crowd)])) == rank:
            yield frozenset(a for a, inside in zip(atoms, crowd, strict=True) if inside)


def nothing_known(_: float) -> tuple[float, float]:
    return 0.0, inf


def is_safe(sizes: list[float]) -> bool:
    """The three rules once more, as their textbook definitions."""
    sizes = sorted((size for size in sizes if size), reverse=True)
    if not sizes:
        return True
    rest = sum(sizes[2:])
    return len(sizes) >= 5 and rest >= 0.15 * sum(sizes) - 1e-9 and rest >= 0.1 * sizes[0] - 1e-9


@given(st.data())
def test_no_combination_of_sums_and_releases_tells_more_than_one_sum_may(data: st.DataObject):
    """Also the change of every crowd from any release to any later one."""
    made: list[Sums] = []
    now = data.draw(people())
    for turn in range(3):
        now = data.draw(later(now)) if turn else now
        shown = publishable(POLICY, nothing_known, made, now, frozenset(GROUPS))
        if shown is None:
            continue
        for crowd in known_sums(shown):
            inside = {who: number for who, (group, number) in now.items() if group in crowd}
            assert is_safe(list(inside.values()))
            for before in made:
                if crowd in set(known_sums(frozenset(before.shown))):
                    then = {who: n for who, (group, n) in before.people.items() if group in crowd}
                    changes = [
                        abs(inside.get(w, 0) - then.get(w, 0)) for w in then.keys() | inside.keys()
                    ]
                    assert is_safe(changes)
        made.append(Sums(now, totals_of(now), shown))


def totals_of(now: dict[str, tuple[str, float]]) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for group, number in now.values():
        totals[group] += number
    return totals


BEFORE = {f"o{n}": ("a" if n % 2 else "b", 50.0 + n) for n in range(30)}
PAST = [Sums(BEFORE, totals_of(BEFORE), frozenset("ab"))]


@pytest.mark.parametrize(
    ("numbers", "published"),
    [
        ([], True),  # nobody came: the same sum again tells nothing
        ([40.0] * 4, False),
        ([40.0, 50.0, 60.0, 70.0, 55.0], True),
        ([4000.0, 10.0, 12.0, 11.0, 9.0, 10.0], False),  # one newcomer stands out
    ],
)
def test_a_sum_is_shown_again_when_newcomers_hide_each_other(numbers: list[float], published: bool):
    now = BEFORE | {f"new{n}": ("a", number) for n, number in enumerate(numbers)}
    shown = publishable(POLICY, nothing_known, PAST, now, frozenset("ab"))
    assert (shown is not None) == published


def test_a_change_is_compared_with_every_release_that_showed_the_sum():
    """Two steps that hide everybody leave one newcomer and one who left between first and last."""
    came = BEFORE | {f"new{n}": ("a", 50.0 + n) for n in range(5)}
    assert publishable(POLICY, nothing_known, PAST, came, frozenset("ab")) is not None
    stayed = {
        who: one for who, one in came.items() if who not in {"new1", "new2", "new3", "new4", "o1"}
    }
    second = Sums(came, totals_of(came), frozenset("ab"))
    assert publishable(POLICY, nothing_known, [second], stayed, frozenset("ab")) is not None
    assert publishable(POLICY, nothing_known, [*PAST, second], stayed, frozenset("ab")) is None


def test_a_number_that_was_erased_is_still_protected():
    """Its organisation is forgotten, but the sum that it was part of is public."""
    kept = {who: one for who, one in BEFORE.items() if who != "o7"}
    past = [Sums(kept, totals_of(BEFORE), frozenset("ab"))]
    assert publishable(POLICY, nothing_known, past, kept, frozenset("ab")) is None
    others = {f"new{n}": ("a", 60.0) for n in range(6)}
    assert publishable(POLICY, nothing_known, past, kept | others, frozenset("ab")) is not None


def test_a_group_that_dominates_the_rest_takes_the_breakdown_with_it():
    """One organisation outside of both groups would follow by subtraction."""
    alone = BEFORE | {"big": ("", 900.0)}
    shown = publishable(POLICY, nothing_known, [], alone, frozenset("ab"))
    assert shown is not None
    assert len(shown) < 2


# Bands


@pytest.fixture(scope="module")
def banded(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The tiny study, which publishes the size of programs in bands and as sums."""
    return load(write(tmp_path_factory.mktemp("banded")))


BANDS = """min = 0
unit = { en = "people", ja = "人" }
bands = [
    { below = 10, label = { en = "Under 10", ja = "10人未満" } },
    { below = 100, label = { en = "10 to 99", ja = "10～99人" } },
    { label = { en = "100 or more", ja = "100人以上" } },
]
label = { en = "Participants\""""


def write(folder: Path, *changes: studies.Change) -> Path:
    size = (studies.PROGRAMMES, 'min = 1\nlabel = { en = "Participants"', BANDS)
    topic = studies.STUDY + (
        '[[breakdowns]]\nid = "base"\nquestion = "base"\ntitle = { en = "By base", ja = "所在地別" }\n'
        '[[topics]]\nid = "size"\ntitle = { en = "Size", ja = "規模" }\nlead = { en = "Size.", ja = "規模です。" }\n'
    )
    studies.write(folder, size, ("study.toml", studies.STUDY, topic), *changes)
    (folder / "charts").mkdir()
    (folder / "charts/size.toml").write_text(
        '[[charts]]\nid = "sizes"\nkind = "bars"\nquestion = "programme_size"\nby = ["base"]\n'
        'amounts = true\ntitle = { en = "Sizes", ja = "規模" }\n'
        'definition = { en = "Participants.", ja = "参加者です。" }\n',
        "utf-8",
    )
    return folder


def test_bands_are_no_part_of_what_is_asked(banded: Study, tiny: Study):
    plain = tiny.questionnaire.questions["programme_size"]
    question = banded.questionnaire.questions["programme_size"]
    assert list(question.by_code) == ["below_10", "from_10_below_100", "from_100"]
    assert "bands" not in banded.questionnaire.canonical
    assert [question.band_of(n) for n in (0, 9, 10, 99, 100)] == [
        *("below_10", "below_10", "from_10_below_100", "from_10_below_100", "from_100")
    ]
    assert ranges(question)["from_10_below_100"] == (10, 99)
    assert not plain.bands


@given(st.lists(st.integers(0, 500).map(float), min_size=1, max_size=30))
def test_what_a_sum_tells_about_bands_is_true(banded: Study, values: list[float]):
    question = banded.questionnaire.questions["programme_size"]
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for value in values:
        counts["", "", question.band_of(value)] += 1
    for cells, low, high in told(question, {("", ""): two_digits(sum(values))}):
        assert low <= sum(factor * counts[cell] for cell, factor in cells.items()) <= high


def test_a_sum_can_tell_that_a_band_is_empty(banded: Study):
    """Then it tells a hidden count, and the gate must know."""
    question = banded.questionnaire.questions["programme_size"]
    most = [
        high / cells["", "", "from_100"]
        for cells, low, high in told(question, {("", ""): 90.0})
        if low == -inf
    ]
    assert most[0] < 1


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("below = 100,", "below = 10,", "programme_size.bands"),
        ('{ label = { en = "100', '{ below = 200, label = { en = "100', "programme_size.bands"),
        ("min = 0\nunit", "min = -5\nunit", "sizes.amounts"),
        ('ja = "10～99人"', 'fr = "10"', "questions.programme_size.bands.1.label"),
    ],
)
def test_bad_bands_are_refused(tmp_path: Path, old: str, new: str, key: str):
    write(tmp_path)
    file = tmp_path / studies.PROGRAMMES
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(StudyError) as refused:
        load(tmp_path)
    assert key in {problem.key for problem in refused.value.problems}


# From answers to readers


def exact(home: Home) -> tuple[dict[str, float], dict[str, str]]:
    """The number and the base of each submitted organisation, straight from the database."""
    numbers: dict[str, float] = defaultdict(float)
    with reading(home.responses) as connection:
        rows = connection.execute("SELECT question, response, value FROM submitted_answer")
        bases = {}
        for question, response, value in rows:
            if question == "programme_size":
                numbers[response] += json.loads(value)
            if question == "base":
                bases[response] = json.loads(value)
    return numbers, bases


def test_a_release_holds_rounded_sums_that_every_face_shows(home: Home, banded: Study):
    simulate(home, banded, 80, seed=5)
    number = publishing.publish(home, banded, DAY)
    shown = {(one.by, one.group): one.total for one in releases.amounts(home, number)}
    numbers, bases = exact(home)
    assert shown["", ""] == two_digits(sum(numbers.values()))
    for (by, group), total in shown.items():
        if by:
            assert total == two_digits(sum(n for r, n in numbers.items() if bases.get(r) == group))
    found = exhibit(home, banded, "sizes")
    bands = {row.label["en"]: found.table.of_row(row)[0].count for row in found.table.rows}
    assert list(bands) == ["Under 10", "10 to 99", "100 or more"]
    [everyone] = found.table.columns
    assert everyone.total == shown["", ""]
    assert everyone.mean == two_digits(shown["", ""] / (everyone.base or 0))
    said = f"about {everyone.total:,.0f} people"
    assert any(said in line for line in wording.caption(found, "en"))
    assert said in wording.alt(found, "en")
    assert sheets.as_json(found, "en")["columns"][0]["total"] == everyone.total
    lines = sheets.csv(found, "en").decode("utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines[-2:]] == ["total", "mean"]


def test_a_release_without_new_numbers_to_hide_in_shows_no_sum(home: Home, banded: Study):
    """One program grows, and ten organisations change something else: the sum would tell by how much."""
    simulate(home, banded, 80, seed=5)
    first = publishing.publish(home, banded, DAY)
    assert releases.amounts(home, first)
    with writing(home.responses) as connection:
        included = included_in(connection, banded)
        stored = "SELECT response, max(number), answers FROM submission GROUP BY response"
        many = [one for one in connection.execute(stored) if one[0] in included]
        sizes = "SELECT response FROM submitted_answer WHERE question = 'programme_size'"
        response = next(one for (one,) in connection.execute(sizes) if one in included)
        chosen = [one for one in many if one[0] == response]
        chosen += [one for one in many if one[0] != response][:9]
        for who, place, body in chosen:
            answers = json.loads(body)
            if who == response:
                for one in answers["answers"]:
                    one[2] = one[2] + 37 if one[0] == "programme_size" else one[2]
                connection.execute(
                    """UPDATE submitted_answer SET value = value + 37
                       WHERE question = 'programme_size' AND response = ?""",
                    (who,),
                )
            connection.execute(
                "INSERT INTO submission VALUES (?, ?, ?, 's', ?, 'en', '2026-12-04T00:00:00Z')",
                (who, place + 1, f"{who}-again", json.dumps(answers)),
            )
    second = publishing.publish(home, banded, DAY)
    assert releases.amounts(home, second) == []
    found = exhibit(home, banded, "sizes")
    assert found.table.columns[0].total is None
    assert any("not published in this release" in line for line in wording.caption(found, "en"))


def test_the_rules_for_sums_are_only_ever_raised(home: Home, banded: Study):
    simulate(home, banded, 40, seed=5)
    publishing.publish(home, banded, DAY)
    simulate(home, banded, 20, seed=6)
    lower = banded.policy.model_copy(update={"p_percent": 5})
    with pytest.raises(Held, match="policy_lowered"):
        publishing.publish(home, banded.model_copy(update={"policy": lower}), DAY)


def test_the_digest_of_a_release_covers_its_sums(tmp_path: Path):
    digests = set()
    for total in (10.0, 20.0):
        home = prepare(tmp_path / str(total))
        releases.publish(
            home,
            Release(
                number=1,
                made_on="2026-12-03",
                kind="real",
                responses=50,
                questionnaire="q",
                policy={},
                verdict=Verdict(),
                frame={},
            ),
            counts=[],
            amounts=[Amount("programme_size", "", "", total)],
        )
        digests.add(releases.all_of(home)[0].digest)
    assert len(digests) == 2
