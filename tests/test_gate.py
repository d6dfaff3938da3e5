"""The gate keeps its promises (G3 to G6) against attackers who think differently from its own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hees.release.attack import Finding, attack
from hees.release.known import State
from hees.release.population import SIZE, Shape
from hees.release.protection import protect
from hees.store.basis import Changes
from hees.study import Kind, Study
from hees.study.catalogue import TOTAL
from tests.attackers import Enumeration, Insider, Program, Target, profiles, targets
from tests.surveys import Life, asked, ones, policy, survey

LIVE = policy(batch=10, k=5, rounding=5, base=10, totals=30)
SMALL = policy(batch=4, k=3, rounding=3, base=6, totals=2)
"""The shipped rules made smaller, so that a dozen respondents have more than totals."""

Told = list[tuple[Target, int]]


# ------------------------------------------------------------------------------- what is looked at


def small(life: Life) -> list[Target]:
    """The counts and changes below k, with what they are."""
    found = targets(life.study, len(life.made))
    return [one for one in found if abs(life.value(one)) < life.study.policy.k]


def groups_of_insiders(life: Life) -> list[tuple[Insider, ...]]:
    """Nobody, every kind of respondent, and every two of them."""
    kinds: dict[Insider, int] = {}
    for person in sorted(set().union(*life.people)):
        insider = life.insider(person)
        kinds[insider] = kinds.get(insider, 0) + 1
    each = [one for one, count in kinds.items() for _ in range(min(count, 2))]
    return [(), *((one,) for one in kinds), *dict.fromkeys(combinations(each, 2))]


def some(groups: list[tuple[Insider, ...]], count: int) -> list[tuple[Insider, ...]]:
    """Nobody, and some others from all over the list."""
    return groups[:: max(1, len(groups) // count)]


def told_by_force(life: Life) -> Told:
    """What somebody can work out, of one or two releases of a tiny survey."""
    wanted = small(life)
    everything = Enumeration(life.study, life.public)
    truth = np.array([life.value(one) for one in wanted])
    rows = np.array([everything.row(one) for one in wanted]).reshape(len(wanted), -1)
    other = (everything.ways @ rows.T != truth).astype(np.float32)
    room = [everything.room(insiders) for insiders in groups_of_insiders(life)]
    assert all(one.any() for one in room), "what happened is not among what is possible"
    certain = (np.array(room, dtype=np.float32) @ other == 0).any(axis=0)
    return [(one, life.value(one)) for one, is_told in zip(wanted, certain, strict=True) if is_told]


def told_by_program(life: Life, insiders: Iterable[Sequence[Insider]]) -> Told:
    """What these respondents can work out, each group of them for itself."""
    wanted, found = small(life), []
    for group in insiders:
        program = Program(life.study, life.public, group)
        found += [(one, life.value(one)) for one in wanted if program.tells(one, life.value(one))]
    return found


def bypassed(life: Life) -> Life:
    """The same respondents, with what the cell rule alone would have published of them now."""
    exact = life.exact
    found = {}
    for (question, item), cells in exact.exact_of.items():
        answers = life.study.questionnaire.questions[question].by_code
        rule_ = protect(life.study.policy, cells, answers, exact.responses)
        found |= {(question, by, g, item, a): count for (by, g, a), count in rule_.items()}
    life.note(replace(exact, shown=found, withheld=frozenset()))
    return life


# ------------------------------------------------------------------------------- one release


@st.composite
def tiny_surveys(draw: st.DrawFn, tiny: Study) -> Life:
    """Up to twelve respondents, one question, one breakdown."""
    view = draw(
        st.sampled_from(
            [
                asked("view", Kind.SINGLE, "yn"),
                asked("view", Kind.SINGLE, "yn", required=True),
                asked("view", Kind.SINGLE, "ynm", required=True),
                asked("view", Kind.MULTI, "yn"),
                asked("view", Kind.MULTI, "yn", required=True, alone="n"),
            ]
        )
    )
    home = asked("home", draw(st.sampled_from([Kind.SINGLE, Kind.MULTI])), "ab", required=True)
    rules = policy(
        batch=draw(st.integers(4, 5)),
        k=3,
        rounding=3,
        base=6,
        totals=draw(st.sampled_from([2, 7])),
    )
    life = Life(survey(tiny, rules, view, home))
    each = profiles(life.study)
    most = 12 if len(each) <= 6 else 8
    # A few profiles, repeated, come nearer to the edges of the rules than many different people.
    kinds = draw(st.lists(st.sampled_from(each), min_size=1, max_size=4))
    counts = draw(st.lists(st.integers(1, 5), min_size=len(kinds), max_size=len(kinds)))
    life.add(*[one for one, n in zip(kinds, counts, strict=True) for _ in range(n)][:most])
    return life


@settings(max_examples=150)
@given(data=st.data())
def test_nothing_small_follows_from_one_release_of_a_tiny_survey(tiny: Study, data: st.DataObject):
    """Every way in which it may have come about is looked at; by nobody, one or two respondents."""
    life = data.draw(tiny_surveys(tiny))
    if life.release():
        assert told_by_force(life) == []


@st.composite
def two_releases(draw: st.DrawFn, tiny: Study) -> Life:
    """A tiny survey that is released, changed, and released again."""
    view, bys = draw(
        st.sampled_from(
            [
                (asked("view", Kind.SINGLE, "yn", required=True), ["home"]),
                (asked("view", Kind.SINGLE, "ynm"), []),
                (asked("view", Kind.SINGLE, "yn"), []),
                (asked("view", Kind.MULTI, "yn", required=True), []),
            ]
        )
    )
    home = [asked(name, Kind.SINGLE, "ab", required=True) for name in bys]
    life = Life(survey(tiny, SMALL, view, *home))
    person = st.sampled_from(profiles(life.study))
    life.add(*draw(st.lists(person, min_size=4, max_size=7)))
    if life.release():
        edits, leaves = draw(st.sampled_from([(0, 0), (1, 0), (0, 1)]))
        touched = draw(st.permutations(sorted(life.now)))
        for who in touched[:edits]:
            life.edit(who, draw(person))
        for who in touched[edits : edits + leaves]:
            life.withdraw(who)
        life.add(*draw(st.lists(person, min_size=3, max_size=5)))
        life.release()
    return life


@settings(max_examples=40)
@given(data=st.data())
def test_nothing_small_follows_from_two_releases_of_a_tiny_survey(tiny: Study, data: st.DataObject):
    life = data.draw(two_releases(tiny))
    if life.made:
        assert told_by_force(life) == []


# ------------------------------------------------------------------------------- larger surveys


@st.composite
def surveys_at_the_edges(draw: st.DrawFn, tiny: Study) -> Life:
    """Thirty to ninety respondents under the shipped rules, with counts where a rule just turns.

    Hidden counts are as large or as small as they can be, and shown ones at that end of what their
    rounding allows at which sums leave the hidden ones least room.
    """
    answers = draw(st.sampled_from(["kmn", "kmnx", "kmnxy", "kmnxyz"]))
    view = asked("view", Kind.SINGLE, answers, required=True)
    life = Life(survey(tiny, LIVE, view, asked("home", Kind.SINGLE, "abc", required=True)))
    hidden, shown = draw(st.sampled_from([(4, [7, 12]), (0, [8, 13])]))
    small = draw(st.sets(st.sampled_from(answers), min_size=1))
    for group in draw(st.sampled_from(["a", "ab", "abc"])):
        for answer in answers:
            count = hidden if answer in small else draw(st.sampled_from(shown))
            life.add(*ones(*[group + answer] * count))
    return life


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow]
)
@given(data=st.data())
def test_the_gate_withholds_where_the_cell_rule_alone_would_tell(tiny: Study, data: st.DataObject):
    life = data.draw(surveys_at_the_edges(tiny))
    assume(30 <= len(life.now) <= 90)
    bare = Life(life.study)
    bare.add(*life.now.values())
    assume(told_by_program(bypassed(bare), [()]))
    made = life.release()
    assert made is not None
    assert made.withheld
    assert told_by_program(life, some(groups_of_insiders(life), 6)) == []


# ------------------------------------------------------------------------------- many releases


class Releases(RuleBasedStateMachine):
    """Respondents come, think again and go; whenever the rules allow, a release is made."""

    study: Study

    @initialize(
        kind=st.sampled_from([Kind.SINGLE, Kind.MULTI]),
        first=st.lists(st.integers(0, 99), min_size=6, max_size=12),
    )
    def begins(self, kind: Kind, first: list[int]) -> None:
        view = asked("view", kind, "ynm" if kind is Kind.SINGLE else "yn")
        home = asked("home", Kind.SINGLE, "ab", required=True)
        self.life = Life(survey(self.study, SMALL, view, home))
        self.each = profiles(self.life.study)
        self.looked = 0
        self.life.add(*(self.profile(number) for number in first))

    def profile(self, number: int) -> tuple[frozenset[str], ...]:
        return self.each[number % len(self.each)]

    def person(self, number: int) -> int:
        return sorted(self.life.now)[number % len(self.life.now)]

    @rule(who=st.lists(st.integers(0, 99), min_size=1, max_size=4))
    def add(self, who: list[int]) -> None:
        self.life.add(*(self.profile(number) for number in who))

    @precondition(lambda self: self.life.now)
    @rule(who=st.integers(0, 99), profile=st.integers(0, 99))
    def edit(self, who: int, profile: int) -> None:
        self.life.edit(self.person(who), self.profile(profile))

    @precondition(lambda self: self.life.now)
    @rule(who=st.integers(0, 99))
    def withdraw(self, who: int) -> None:
        self.life.withdraw(self.person(who))

    @precondition(lambda self: len(self.life.made) < 4)
    @rule()
    def release(self) -> None:
        self.life.release()

    @invariant()
    def nothing_small_follows(self) -> None:
        made = len(self.life.made)
        if made > self.looked:
            self.looked = made
            insiders = some(groups_of_insiders(self.life), 8)
            assert told_by_program(self.life, insiders) == []


@pytest.fixture(scope="module")
def machine(tiny: Study) -> type[Releases]:
    return type("OfTheTinyStudy", (Releases,), {"study": tiny})


def test_nothing_small_follows_from_releases_while_answers_change(machine: type[Releases]):
    case = machine.TestCase
    case.settings = settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case().runTest()


# ------------------------------------------------------------------------------- the attackers bite


def lived(tiny: Study, people: Iterable[str], *, view: str, bys: str = "", **changes) -> Life:
    """Respondents of the shipped rules, written as their codes; every question is a required one."""
    rules = LIVE.model_copy(update=changes)
    groups = [
        asked(f"by{n}", Kind.SINGLE, codes, required=True) for n, codes in enumerate(bys.split())
    ]
    life = Life(survey(tiny, rules, asked("view", Kind.SINGLE, view, required=True), *groups))
    life.add(*ones(*people))
    return life


SEVEN_FOURS = list("pqrstuv" * 4)
"""Seven answers of four: 28 are shown as 30, which is 28 or more, so each hidden one is four."""

FOUR_FOURS = [f"a{x}" for x in "pqrs" * 8] + [f"c{x}" for x in "pqrs" * 4]
"""No table tells anything alone. 48 - 32 is at least 16 in c, where four answers are hidden."""

SIZES = ["ay"] * 28 + ["cy"] * 4 + ["cn"] * 4
"""Group c is too small for a table, but its size is shown: with it, all that it said follows."""


@pytest.mark.parametrize(
    ("people", "view", "bys"),
    [(SEVEN_FOURS, "pqrstuv", ""), (FOUR_FOURS, "pqrs", "ac"), (SIZES, "yn", "ac")],
    ids=["seven-fours", "four-fours", "sizes"],
)
def test_where_the_cell_rule_alone_tells_something_the_gate_withholds(tiny, people, view, bys):
    told = told_by_program(bypassed(lived(tiny, people, view=view, bys=bys)), [()])
    assert {value for _, value in told} >= {4}
    life = lived(tiny, people, view=view, bys=bys)
    made = life.release()
    assert made is not None
    assert made.withheld
    assert told_by_program(life, groups_of_insiders(life)) == []


def test_hiding_small_counts_and_nothing_more_tells_them(tiny: Study):
    life = bypassed(
        lived(tiny, ["ay"] * 26 + ["an"] * 4 + ["by"] * 9 + ["bn"], view="yn", bys="ab", rounding=1)
    )
    told = {(target.cells[0][0], value) for target, value in told_by_program(life, [()])}
    assert (("view", "", "", "", "n"), 5) not in told
    assert (("view", "by_by0", "a", "", "n"), 4) in told
    assert (("view", "by_by0", "b", "", "n"), 1) in told


def test_exact_counts_published_again_tell_what_changed(tiny: Study):
    life = lived(tiny, ["y"] * 20 + ["n"] * 20, view="yn", rounding=1)
    bypassed(life)
    life.add(*ones(*["y"] * 8, *["n"] * 2))
    told = told_by_program(bypassed(life), [()])
    assert {value for target, value in told if target.before is not None} == {2}


def test_both_attackers_find_the_same(tiny: Study):
    """The integer program and brute force, on what the cell rule alone would publish."""
    rules = policy(batch=4, k=3, rounding=3, base=2, totals=2)
    view = asked("view", Kind.SINGLE, "yn", required=True)
    found = 0
    for a, b, c, d in [(3, 2, 3, 2), (5, 0, 2, 1), (4, 2, 0, 2), (1, 1, 7, 0), (2, 2, 2, 2)]:
        life = Life(survey(tiny, rules, view, asked("home", Kind.SINGLE, "ab", required=True)))
        life.add(*ones(*["ay"] * a, *["an"] * b, *["by"] * c, *["bn"] * d))
        bypassed(life)
        by_program = told_by_program(life, groups_of_insiders(life))
        assert {one for one, _ in by_program} == {one for one, _ in told_by_force(life)}
        found += len(by_program)
    assert found


# ------------------------------------------------------------------------------- respondents who tell


def seen(tiny: Study, people: str, view, *bys, rules=LIVE) -> Life:
    life = Life(survey(tiny, rules, view, *bys))
    life.add(*ones(*(person.split("/") for person in people.split())))
    life.release()
    assert life.made
    return life


def test_a_group_that_is_shown_is_known_to_be_large_enough(tiny: Study):
    """7 yes and 3 no of a: the one no of b would know that base a is 10 and no more."""
    people = "a/y " * 7 + "a/n " * 3 + "b/y " * 30 + "b/n"
    view, home = asked("view", Kind.SINGLE, "yn"), asked("home", Kind.SINGLE, "ab", required=True)
    life = seen(tiny, people, view, home)
    assert told_by_program(life, groups_of_insiders(life)) == []


def test_who_stayed_silent_knows_that_there_is_one_less(tiny: Study):
    """Somebody of a who gave no view, and the one of a who said o, must not learn that n is none."""
    people = (
        "a/m a/m a/m a/m a/m a/y a/y a/y a/y a/y a/o a/ " + "b/m " * 8 + "b/n " * 5 + "c/n " * 5
    )
    view = asked("view", Kind.SINGLE, "ynmo")
    life = seen(tiny, people, view, asked("home", Kind.SINGLE, "abc", required=True))
    assert told_by_program(life, groups_of_insiders(life)) == []


TWO_ANSWERS = (
    "b/p/ny b/p/ /p/ny /p/ny b/q/y b/p/y b/q/ b/p/ b/p/ny b/p/ny /p/n c/q/ny /q/y a/p/y /q/y /p/n "
    "b/p/n a/q/n b/q/y a/q/n a/q/ny b/p/ny c/q/ /p/ny /p/ny b/p/n /q/y a/q/ c/q/y b/p/ b/p/y c/q/ "
    "/p/ny /q/y b/p/ny"
)


def test_who_gave_several_answers_knows_all_of_them(tiny: Study):
    """Two of q who said both y and n must not learn how many of p did not say y."""
    home, sort = asked("home", Kind.SINGLE, "abc"), asked("sort", Kind.SINGLE, "pq", required=True)
    life = seen(tiny, TWO_ANSWERS, asked("view", Kind.MULTI, "yn"), home, sort)
    two = [life.insider(11), life.insider(20)]
    assert told_by_program(life, [two]) == []


def test_the_number_of_responses_tells_of_an_earlier_release(tiny: Study):
    """33 and 37 are both shown as 35; ten changes, of them six edits, mean that four joined.

    So there were 33, all of them yes, even if nothing more is said of the answers.
    """
    life = lived(tiny, ["y"] * 33, view="yn")
    life.release()
    for person in range(6):
        life.edit(person, life.now[person])
    life.add(*ones(*"yyyy"))
    life.release()
    assert told_by_program(life, [()]) == []


def test_who_edited_knows_that_nobody_else_did(tiny: Study):
    """The y of a edited, and one more n joined a: together they know by how much a grew."""
    rules = policy(batch=3, k=3, rounding=3, base=3, totals=2)
    view, home = (
        asked("view", Kind.SINGLE, "yn", required=True),
        asked("home", Kind.SINGLE, "ab", required=True),
    )
    life = seen(tiny, "a/n a/n a/n a/n a/y a/n", view, home, rules=rules)
    life.edit(4, life.now[4])
    life.add(*ones("bn", "an"))
    life.release()
    assert told_by_force(life) == []


# ------------------------------------------------------------------------------- published tables


def exactly(table: list[list[int]], hidden: set[tuple[int, int]]) -> list[State]:
    """A release of exact counts, some of them hidden, as the gate's attacker sees one.

    To every other count 1,000 is added, also in the sums, and every row has two more such counts:
    that changes no interval, and lets a smallest count of 1,000 tell the hidden from the shown.
    """
    full: Counter[tuple[str, str, str]] = Counter()
    for r, row in enumerate(table):
        for c, count in enumerate([*row, 0, 0]):
            for of in ((TOTAL, ""), ("by", f"r{r}")):
                for answer in ("", f"c{c}"):
                    full[*of, answer] += count + (0 if (r, c) in hidden else 1000)
    total = full[TOTAL, "", ""]
    shown = {cell: count if count >= 1000 else None for cell, count in full.items()}
    full.update({("by", f"r{r}", SIZE): full["by", f"r{r}", ""] for r in range(len(table))})
    rules = policy(batch=1, k=1000, rounding=1, base=1, totals=1)
    return [State(rules, total, total, Changes(total, 0, 0), full, shown)]


def told_of(table: list[list[int]], hidden: set[tuple[int, int]]) -> Finding:
    answers = tuple(f"c{c}" for c in range(len(table[0]) + 2))
    groups = {"by": tuple(f"r{r}" for r in range(len(table)))}
    return attack(Shape(answers, groups, frozenset(), False, frozenset()), exactly(table, hidden))


def test_a_square_of_hidden_counts_leaves_the_published_interval():
    """22 is in [5, 30]: 26 values, and as many for the three that are hidden with it."""
    table = [[20, 50, 10], [8, 19, 22], [17, 32, 12]]
    finding = told_of(table, {(1, 0), (1, 2), (2, 0), (2, 2)})
    assert (finding.told, finding.checked) == (None, 4)
    assert finding.narrowest is not None
    assert 2 <= finding.narrowest <= 26


# Table of sdcTable, tests/testthat/test-simpleheuristic.R (Meindl; GPL): two are hidden in every
# line, and yet w|b follows: 230 + 250 - 89 - 124 - 31 less 1021 + 770 - 92 - 59 - 800 - 651 is 47.
SDC_TABLE = [[30, 47, 64, 89], [90, 124, 5, 31], [92, 100, 59, 85], [800, 991, 651, 685]]
SDC_HIDDEN = {(0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 1), (2, 3), (3, 1), (3, 3)}


def test_two_hidden_in_every_line_may_still_tell_one():
    assert told_of(SDC_TABLE, SDC_HIDDEN).told is not None
    finding = told_of(SDC_TABLE, SDC_HIDDEN | {(1, 1)})
    assert finding.told is None


# microdata1 of sdcTable (data-raw/microdata1.R), counted: regions A to D, male and female.
MICRODATA1 = [[18, 2], [14, 19], [12, 10], [11, 14]]


def test_the_cheapest_protection_of_microdata1_hides_42_respondents():
    """The sensitive count (A, female) with the three that protect it, by the attacker's word."""
    places = [(r, c) for r in range(4) for c in range(2) if (r, c) != (0, 1)]
    patterns = [{(0, 1), *more} for n in range(4) for more in combinations(places, n)]
    safe = [one for one in patterns if told_of(MICRODATA1, one).told is None]
    hides = {frozenset(one): sum(MICRODATA1[r][c] for r, c in one) for one in safe}
    best = min(hides, key=lambda one: hides[one])
    assert hides[best] == 42
    assert best == {(0, 0), (0, 1), (2, 0), (2, 1)}
