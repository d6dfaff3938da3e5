"""A release holds what the policy allows, and nothing finer."""

import sqlite3
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hees.findings import survey_tables
from hees.release import gate, publishing
from hees.release.attack import Finding
from hees.release.gate import Held
from hees.release.inclusion import changes
from hees.release.known import State
from hees.release.population import Shape
from hees.release.protection import Cell, protect, published, window
from hees.release.publishing import RULES, TooFew, publish
from hees.release.tabulation import tabulate
from hees.simulation.simulator import simulate
from hees.store import attempts, releases
from hees.store import reference as store
from hees.store.attempts import Attempt
from hees.store.connection import reading
from hees.store.home import Home
from hees.study import Study
from hees.study.catalogue import TOTAL, TableName, catalogue
from hees.study.condition import Test as Comparison
from hees.study.study import Policy
from hees.survey import withdrawal
from tests.exhibits import DAY
from tests.respondent import Respondent

POLICIES = st.builds(
    Policy,
    batch=st.just(10),
    k=st.integers(2, 12),
    rounding=st.integers(1, 12),
    breakdown_base=st.integers(1, 30),
    totals_only_below=st.integers(1, 60),
)


@given(count=st.integers(0, 10_000))
def test_a_count_is_hidden_under_k_and_else_a_near_multiple(study: Study, count: int):
    policy = study.policy
    shown = published(policy, count)
    if count < policy.k:
        assert shown is None
    else:
        assert shown is not None
        assert shown % policy.rounding == 0
        assert abs(shown - count) <= policy.rounding / 2
        assert shown >= policy.k


@given(policy=POLICIES, count=st.integers(0, 200))
def test_what_a_reader_knows_of_a_count_is_every_count_that_is_shown_so(policy: Policy, count: int):
    shown = published(policy, count)
    same = [other for other in range(240) if published(policy, other) == shown]
    assert window(policy, shown) == (min(same), max(same))
    assert len(same) == max(same) - min(same) + 1


BASES = st.dictionaries(st.sampled_from(["us", "japan", "other"]), st.integers(0, 60), min_size=1)


@given(policy=POLICIES, bases=BASES)
def test_no_group_is_published_below_the_least_base_and_none_of_a_small_release(
    policy: Policy, bases: dict[str, int]
):
    responses = sum(bases.values())
    exact: dict[Cell, int] = {(TOTAL, "", ""): responses, (TOTAL, "", "yes"): responses // 2}
    for group, base in bases.items():
        exact |= {("country", group, ""): base, ("country", group, "yes"): base // 2}
    shown = protect(policy, exact, ["yes", "no"], responses)
    large = {("country", group) for group, base in bases.items() if base >= policy.breakdown_base}
    if responses < policy.totals_only_below:
        large = set()
    if responses >= policy.breakdown_base:
        large.add((TOTAL, ""))
    assert shown.keys() == {(*of, answer) for of in large for answer in ("", "yes", "no")}
    assert all(shown[cell] == published(policy, exact.get(cell, 0)) for cell in shown)


def test_every_number_in_the_public_database_is_rounded(released: Home, study: Study):
    connection = sqlite3.connect(released.public)
    counts = [row[0] for row in connection.execute("SELECT count FROM released_count")]
    assert len(counts) > 50
    assert None in counts
    rounding, k = study.policy.rounding, study.policy.k
    assert all(count % rounding == 0 and count >= k for count in counts if count is not None)
    [release] = releases.all_of(released)
    assert release.responses % rounding == 0
    assert release.made_on == "2026-12-03"
    connection.close()


def test_only_tables_of_the_catalogue_are_published(released: Home, study: Study):
    connection = sqlite3.connect(released.public)
    found = set(connection.execute("SELECT DISTINCT question, by FROM released_count"))
    connection.close()
    assert found <= {(name.question, name.by) for name in catalogue(study)}
    assert ("org_name", "") not in found


def test_a_released_base_is_the_rounded_number_of_consenting_respondents(
    released: Home, study: Study
):
    connection = sqlite3.connect(released.responses)
    by_hand = connection.execute(
        """SELECT count(*) FROM submitted_answer AS a JOIN response AS r ON r.id = a.response
           WHERE r.status = 'submitted' AND a.question = 'data_held' AND EXISTS (
               SELECT 1 FROM submitted_answer AS c WHERE c.response = a.response
               AND c.question = 'consent_use' AND c.value = '"yes"')"""
    ).fetchone()[0]
    connection.close()
    number = releases.newest(released)
    assert number
    bases = [c.count for c in releases.counts(released, number, "data_held", "") if not c.answer]
    assert bases == [published(study.policy, by_hand)]


def test_nothing_is_released_from_too_few(home: Home, tiny: Study):
    for _ in range(tiny.policy.batch - 1):
        answered(home, tiny)
    with pytest.raises(TooFew):
        publish(home, tiny, DAY)
    assert releases.newest(home) is None
    assert tried(home) == []
    answered(home, tiny)
    assert publish(home, tiny, DAY) == 1


def test_the_first_release_of_a_few_has_totals_only(home: Home, study: Study):
    simulate(home, study, 20, 3)
    number = publish(home, study, DAY)
    counts = releases.all_counts(home, number)
    assert counts
    assert {one.by for one in counts} == {TOTAL}
    assert all(one.count >= 10 for one in counts if not one.answer and one.count is not None)


def test_who_leaves_and_comes_back_counts_once(home: Home, tiny: Study):
    for _ in range(tiny.policy.batch):
        answered(home, tiny)
    publish(home, tiny, DAY)
    person = answered(home, tiny)
    for _ in range(tiny.policy.batch):
        withdrawal.withdraw(home, person.id)
        withdrawal.reopen(home, person.id)
        person.receipt()
    assert changes(home, tiny).total == 1
    with pytest.raises(TooFew):
        publish(home, tiny, DAY)


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_may_be_lowered_after_a_release(home: Home, tiny: Study, rule: str):
    """A held release is on record, and leaves what is public as it was."""
    for _ in range(2 * tiny.policy.batch):
        answered(home, tiny)
    publish(home, tiny, DAY)
    for _ in range(tiny.policy.batch + 1):
        answered(home, tiny)
    before = public(home)
    lower = {rule: getattr(tiny.policy, rule) - 1}
    with pytest.raises(Held) as held:
        publish(home, with_policy(tiny, lower), DAY)
    assert held.value.reason == "policy_lowered"
    assert public(home) == before
    assert [(one.outcome, one.detail["reason"]) for one in tried(home)[:1]] == [
        ("held", "policy_lowered")
    ]
    higher = {rule: getattr(tiny.policy, rule) + 1}
    assert publish(home, with_policy(tiny, higher), DAY) == 2


def test_a_release_that_fails_half_way_leaves_nothing_public(
    home: Home, tiny: Study, monkeypatch: pytest.MonkeyPatch
):
    for _ in range(tiny.policy.batch):
        answered(home, tiny)
    before = public(home)

    def breaks(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(publishing.releases, "publish", breaks)
    with pytest.raises(sqlite3.OperationalError):
        publish(home, tiny, DAY)
    assert public(home) == before
    monkeypatch.undo()
    assert publish(home, tiny, DAY) == 1


def test_what_the_gate_withholds_has_no_rows_and_is_named(home: Home, study: Study, monkeypatch):
    """A gate that finds something in one breakdown of every item."""

    def suspicious(_shape: Shape, states: Sequence[State]) -> Finding:
        shown = {by for by, _, _ in states[-1].shown}
        return Finding(1, None, "country") if "country" in shown else Finding(0, None)

    monkeypatch.setattr(gate, "attack", suspicious)
    simulate(home, study, 60, 3)
    publish(home, study, DAY)
    [release] = releases.all_of(home)
    withheld = {(part.question, part.by, part.item) for part in release.verdict.withheld}
    shown = {(one.question, one.by, one.item) for one in releases.all_counts(home, 1)}
    assert {by for _, by, _ in withheld} >= {"country"}
    assert "country" not in {by for _, by, _ in shown}
    assert TOTAL in {by for _, by, _ in shown}
    assert not shown & withheld


def answered(home: Home, tiny: Study) -> Respondent:
    """Somebody who has submitted the least that the tiny study wants."""
    person = Respondent.starts(home, tiny)
    person.completes()
    person.receipt()
    return person


def with_policy(study: Study, changes: dict[str, int]) -> Study:
    return study.model_copy(update={"policy": study.policy.model_copy(update=changes)})


def tried(home: Home) -> list[Attempt]:
    """Every attempt at a release, the newest first."""
    with reading(home.responses) as connection:
        return attempts.newest(connection)


def public(home: Home) -> list[str]:
    """Every byte of meaning in the public database."""
    connection = sqlite3.connect(home.public)
    lines = [*connection.iterdump()]
    connection.close()
    return lines


def test_the_next_release_waits_for_a_batch_of_changes(home: Home, tiny: Study):
    """Adding, editing and withdrawing count alike, one response once."""
    people = [answered(home, tiny) for _ in range(30)]
    publish(home, tiny, DAY)
    with pytest.raises(TooFew):
        publish(home, tiny, DAY)
    for person in people[: tiny.policy.batch - 1]:
        withdrawal.withdraw(home, person.id)
    with pytest.raises(TooFew):
        publish(home, tiny, DAY)
    withdrawal.withdraw(home, people[tiny.policy.batch].id)
    assert publish(home, tiny, DAY) == 2
    assert [release.number for release in releases.all_of(home)] == [2, 1]


def test_who_did_not_agree_is_in_no_table(home: Home, tiny: Study, person: Respondent):
    """The tiny study includes everybody; with a condition nobody who fails it is counted."""
    person.completes()
    person.answers(consent="no")
    person.receipt()
    name = TableName("category", "")
    with reading(home.responses) as connection:
        assert tabulate(connection, tiny, [name])[0] == {person.id}
        policy = tiny.policy.model_copy(
            update={"include": Comparison(question="consent", equals="yes")}
        )
        strict = tiny.model_copy(update={"policy": policy})
        included, [table] = tabulate(connection, strict, [name])
    assert included == frozenset()
    assert not table.counts


def test_an_answer_that_a_release_never_had_is_absent_and_not_hidden(released: Home, study: Study):
    """A choice added later must not look as if few organisations had given it."""
    chart = next(one for one in study.charts.values() if one.id == "exchange_kinds")
    counts = releases.counts(released, 1, chart.question or "", "")
    codes = {one.answer for one in counts} - {""}
    assert codes
    gone = sorted(codes)[0]
    older = [one for one in counts if one.answer != gone]
    table = survey_tables.table(study, chart, "", older)
    assert gone not in {row.code for row in table.rows}
    assert len(table.rows) == len(codes) - 1


def test_a_state_of_the_reference_material_never_comes_back(home: Home):
    """Caches are kept under the state: an old one must not be served again."""
    states = []
    for name in ("a", "b", "a"):
        items = [store.Item(name, "{}")]
        store.load(home, "partnerships", name, items, origin="survey")
        states.append(store.state(home))
    assert len(set(states)) == 3
