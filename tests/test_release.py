"""A release holds what the policy allows, and nothing finer."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hees.findings import survey_tables
from hees.release.protection import protect, published
from hees.release.publishing import TooFew, publish
from hees.release.tabulation import Tabulation, tabulate
from hees.simulation.simulator import simulate
from hees.store import reference as store
from hees.store import releases
from hees.store.connection import reading
from hees.store.home import Home
from hees.study import Study
from hees.study.catalogue import TableName, catalogue
from hees.study.condition import Test as Comparison
from hees.survey import submitting
from tests.exhibits import DAY
from tests.respondent import Respondent


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


@given(
    counts=st.dictionaries(
        st.sampled_from(["us", "japan", "binational", "other"]), st.integers(0, 80), min_size=1
    )
)
def test_no_group_is_published_below_the_least_base(study: Study, counts: dict[str, int]):
    table = Tabulation(TableName("org_category", "country"))
    for group, base in counts.items():
        table.counts[group, "", ""] = base
        table.counts[group, "", "foundation"] = base // 2
    cells = list(protect(study, table))
    large = {group for group, base in counts.items() if base >= study.policy.totals_only_below}
    assert {cell.group for cell in cells} == large
    codes = {"", *study.questionnaire.questions["org_category"].by_code}
    for group in large:
        assert {cell.answer for cell in cells if cell.group == group} == codes


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


def test_nothing_is_released_from_too_few(home: Home, study: Study):
    simulate(home, study, 12, 3)
    with pytest.raises(TooFew):
        publish(home, study, DAY)
    assert releases.newest(home) is None


def test_the_next_release_waits_for_a_batch_of_changes(home: Home, study: Study):
    """Adding, editing and withdrawing count alike, one response once."""
    simulate(home, study, 60, 3)
    publish(home, study, DAY)
    with pytest.raises(TooFew):
        publish(home, study, DAY)
    with reading(home.responses) as connection:
        included = sorted(tabulate(connection, study, [])[0])
    for response in included[: study.policy.batch - 1]:
        submitting.withdraw(home, response)
    with pytest.raises(TooFew):
        publish(home, study, DAY)
    submitting.withdraw(home, included[study.policy.batch])
    assert publish(home, study, DAY) == 2
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
