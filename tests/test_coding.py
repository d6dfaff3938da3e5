"""Open text: a scheme of codes, two coders who do not see each other, their agreement, the shares."""

import csv
import io
from contextlib import suppress

import pytest

from hees.store import audit
from hees.store.connection import reading
from hees.survey import withdrawal
from hees.team import accounts, coding, coding_scheme
from hees.team.agreement_of_coders import Kappa, agreements, kappa, mean
from hees.team.coding import Standing
from hees.team.coding_scheme import Reason, Refused
from hees.web import context
from tests import site
from tests.respondent import Respondent

QUESTION = "cost_note"
NOTHING = {"en": "", "ja": ""}


def respondent(home, study, text: str) -> Respondent:
    one = Respondent.starts(home, study)
    one.completes()
    one.gives("views", "high", "cost")
    one.answers(cost_note=text)
    one.receipt()
    return one


def label(text: str) -> dict[str, str]:
    return {"en": text, "ja": f"{text}（日本語）"}


@pytest.fixture
def scheme(home, tiny) -> list[str]:
    """The codes money, time and people."""
    return [
        coding_scheme.add_code(home, tiny, QUESTION, label(one), NOTHING, "rita")
        for one in ("money", "time", "people")
    ]


def give(home, answer, given, who: str) -> None:
    coding.give(home, QUESTION, answer.place, given, who, digest=answer.digest)


def settle(home, answer, given, who: str = "rita") -> None:
    coding.reconcile(home, QUESTION, answer.place, given, who, digest=answer.digest)


def answer(home):
    [one] = coding.answers(home, QUESTION)
    return one


def refused(deed, *args, **named) -> Reason:
    with pytest.raises(Refused) as caught:
        deed(*args, **named)
    return caught.value.reason


# Agreement


def defined(found: Kappa | None) -> Kappa:
    assert found is not None
    return found


def test_kappa_is_that_of_published_examples():
    # statpsych, ci.kappa(.05, 31, 12, 4, 58), after Fleiss, Levin and Paik (2003): two categories.
    found = defined(kappa([[31, 12], [4, 58]]))
    assert (found.value, found.low, found.high) == pytest.approx(
        (0.6756757, 0.5317210, 0.8196303), abs=1e-6
    )
    # SAS/STAT User's Guide, PROC FREQ, Getting Started: skin conditions by two dermatologists.
    found = defined(kappa([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]))
    assert (found.value, found.low, found.high) == pytest.approx((0.3449, 0.2030, 0.4868), abs=5e-5)


def test_kappa_worked_by_hand():
    """4 both, 1 and 2 only one, 3 neither: observed 7/10, expected 5/10·6/10 + 5/10·4/10 = 1/2."""
    pairs = [({"a"}, {"a"})] * 4 + [({"a"}, set())] + [(set(), {"a"})] * 2 + [(set(), set())] * 3
    found = agreements(pairs, ["a"])["a"]
    assert (found.both, found.first, found.second, found.neither) == (4, 1, 2, 3)
    assert found.n == 10
    assert found.same == pytest.approx(0.7)
    assert found.prevalence == pytest.approx(0.55)
    assert defined(found.kappa).value == pytest.approx((0.7 - 0.5) / 0.5)
    # The standard error, term by term: agreeing cells, differing cells, chance.
    on = 0.4 * (0.5 - 1.1 * 0.3) ** 2 + 0.3 * (0.5 - 0.9 * 0.3) ** 2
    off = 0.09 * (0.1 * (0.6 + 0.5) ** 2 + 0.2 * (0.4 + 0.5) ** 2)
    error = ((on + off - (0.35 - 1 + 0.7) ** 2) / 10) ** 0.5 / 0.25
    assert defined(found.kappa).high == pytest.approx(min(1, 0.4 + 1.959964 * error))
    assert defined(found.kappa).low == pytest.approx(0.4 - 1.959964 * error)


def test_kappa_is_undefined_where_both_say_the_same_of_everything():
    found = agreements([({"a"}, {"a"}), ({"a"}, {"a"})], ["a", "b"])
    assert [one.kappa for one in found.values()] == [None, None]
    assert [one.same for one in found.values()] == [1, 1]
    assert mean(found) is None
    assert kappa([[0, 0], [0, 0]]) is None


def test_a_rare_code_has_a_low_kappa_although_they_agree_on_nearly_all():
    found = agreements([({"a"}, set()), (set(), {"a"}), *[(set(), set())] * 38], ["a"])["a"]
    assert found.same == pytest.approx(0.95)
    assert defined(found.kappa).value < 0
    assert found.is_paradox
    even = agreements([({"a"}, {"a"})] * 10 + [(set(), set())] * 10, ["a"])["a"]
    assert defined(even.kappa).value == 1
    assert not defined(even.kappa).has_interval
    assert not even.is_paradox


# The scheme


def test_a_code_has_a_label_in_every_language_and_no_two_are_called_alike(home, tiny, scheme):
    for wrong in (
        {"en": "work", "ja": " "},
        {"en": "work"},
        {"en": "…", "ja": "！"},
        label("w" * 80),
    ):
        asked = (home, tiny, QUESTION, wrong, NOTHING, "rita")
        assert refused(coding_scheme.add_code, *asked) is Reason.LABEL
    for twice in ({"en": " MONEY ", "ja": "別"}, {"en": "other", "ja": "money(日本語)"}):
        asked = (home, tiny, QUESTION, twice, NOTHING, "rita")
        assert refused(coding_scheme.add_code, *asked) is Reason.TWICE
    assert len(coding_scheme.codes(home, QUESTION)) == 3
    assert coding_scheme.codes(home, "training_note") == []


def test_codes_are_changed_moved_and_retired_but_never_deleted(home, tiny, scheme):
    money, time, people = scheme
    coding_scheme.change_code(
        home, tiny, QUESTION, time, label("duration"), label("how long"), "rita"
    )
    coding_scheme.raise_code(home, QUESTION, people, "rita")
    coding_scheme.retire_code(home, tiny, QUESTION, money, "rita", back=False)
    found = coding_scheme.codes(home, QUESTION)
    assert [one.label["en"] for one in found] == ["money", "people", "duration"]
    assert [one.id for one in coding_scheme.active(found)] == [people, time]
    coding_scheme.add_code(home, tiny, QUESTION, label("money"), NOTHING, "rita")
    again = (home, tiny, QUESTION, money, "rita")
    assert refused(coding_scheme.retire_code, *again, back=True) is Reason.TWICE
    with reading(home.responses) as lent:
        actions = [one.action for one in audit.entries(lent)]
    assert actions.count("code_added") == 4
    assert {"code_changed", "code_moved", "code_retired"} <= set(actions)
    assert refused(coding_scheme.raise_code, home, QUESTION, "no such", "rita") is Reason.UNKNOWN


# Coding


def test_an_answer_is_coded_by_two_and_what_both_gave_stays(home, tiny, scheme):
    money, time, _ = scheme
    respondent(home, tiny, "Flights")
    give(home, answer(home), [money, time], "rita")
    give(home, answer(home), [money], "rita")  # while alone she may change her mind
    assert answer(home).standing is Standing.ONCE
    give(home, answer(home), [time], "ryo")
    assert answer(home).standing is Standing.DIFFERENT
    assert refused(give, home, answer(home), [time], "rita") is Reason.FIXED
    assert refused(give, home, answer(home), [time], "third") is Reason.TAKEN
    assert not answer(home).is_for("third")
    settle(home, answer(home), [money, time])
    assert answer(home).standing is Standing.RECONCILED
    assert answer(home).codes == {money, time}
    assert coding.pairs([answer(home)]) == {("rita", "ryo"): [({money}, {time})]}


def test_who_has_begun_is_kept_from_the_counts_of_what_others_coded(home, tiny, scheme):
    for text in ("Flights", "Visas"):
        respondent(home, tiny, text)
    first, second = coding.answers(home, QUESTION)
    give(home, first, scheme[:1], "rita")
    give(home, second, scheme[:1], "rita")
    assert coding.still_blind(coding.answers(home, QUESTION), "viewer") == 0
    give(home, first, [], "ryo")
    assert coding.still_blind(coding.answers(home, QUESTION), "ryo") == 1
    assert coding.still_blind(coding.answers(home, QUESTION), "rita") == 0
    give(home, second, [], "ryo")
    assert coding.still_blind(coding.answers(home, QUESTION), "ryo") == 0


def test_no_code_is_a_coding_too_and_agreement_needs_no_reconciling(home, tiny, scheme):
    respondent(home, tiny, "Nothing")
    for who in ("rita", "ryo"):
        give(home, answer(home), [], who)
    assert answer(home).standing is Standing.AGREED
    assert answer(home).codes == set()
    assert refused(settle, home, answer(home), []) is Reason.SETTLED


def test_a_changed_text_is_coded_anew(home, tiny, scheme):
    money, time, _ = scheme
    one = respondent(home, tiny, "Flights")
    before = answer(home)
    for who, given in (("rita", [money]), ("ryo", [time])):
        give(home, answer(home), given, who)
    settle(home, answer(home), [money])
    one.answers(cost_note="Flights and visas")
    assert answer(home).standing is Standing.RECONCILED, "not submitted yet"
    one.receipt()
    assert answer(home).standing is Standing.UNCODED
    assert answer(home).is_changed
    assert refused(give, home, before, [money], "rita") is Reason.CHANGED
    give(home, answer(home), [time], "rita")
    assert answer(home).standing is Standing.ONCE
    assert not answer(home).is_changed


def test_a_retired_code_is_given_to_nothing_new(home, tiny, scheme):
    money, *_ = scheme
    respondent(home, tiny, "Flights")
    coding_scheme.retire_code(home, tiny, QUESTION, money, "rita", back=False)
    assert refused(give, home, answer(home), [money], "rita") is Reason.UNKNOWN


@pytest.mark.parametrize("leave", [withdrawal.withdraw, withdrawal.erase])
def test_who_leaves_is_not_coded(home, tiny, scheme, leave):
    one = respondent(home, tiny, "Flights")
    give(home, answer(home), [scheme[0]], "rita")
    leave(home, one.id)
    assert coding.answers(home, QUESTION) == []
    if leave is withdrawal.erase:
        with reading(home.responses) as lent:
            assert lent.execute("SELECT count(*) FROM coding").fetchone()[0] == 0


def test_shares_count_what_is_settled_and_say_what_waits(home, tiny, scheme):
    money, time, _ = scheme
    for number in range(5):
        respondent(home, tiny, f"=Text {number}")
    first, second, third, fourth, _ = coding.answers(home, QUESTION)
    for one, rita, ryo in (
        (first, [money], [money]),
        (second, [money, time], [money]),
        (third, [money], [time]),
        (fourth, [time], None),
    ):
        give(home, one, rita, "rita")
        if ryo is not None:
            give(home, one, ryo, "ryo")
    settle(home, coding.answers(home, QUESTION)[1], [money, time])
    found = coding.shares(coding.answers(home, QUESTION))
    assert found.counts == {money: 2, time: 2}
    assert found.base == 3
    assert found.standings == {
        Standing.AGREED: 1,
        Standing.RECONCILED: 1,
        Standing.DIFFERENT: 1,
        Standing.ONCE: 1,
        Standing.UNCODED: 1,
    }
    file = coding.shares_csv(tiny, coding_scheme.codes(home, QUESTION), found).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(file)))
    assert [(r["label_en"], r["answers"], r["base"], r["percent"]) for r in rows] == [
        ("money", "2", "3", "66.7"),
        ("time", "2", "3", "66.7"),
        ("people", "0", "3", "0.0"),
    ]


def test_only_questions_in_own_words_about_nobody_are_coded(study, tiny):
    assert list(coding.open_questions(tiny))[:2] == ["training_note", "cost_note"]
    assert "person" not in coding.open_questions(tiny)
    assert list(coding.open_questions(study))[:2] == ["comment_works", "comment_needs"]


# Who may do what on the page


@pytest.fixture
def team(home, study, tiny, monkeypatch):
    """Open the page as somebody of a role: `team("viewer", view="code")`."""
    person = respondent(home, tiny, "<b>Flights</b> & visas")
    coding_scheme.add_code(home, tiny, QUESTION, label("money"), NOTHING, "rita")
    with site.serving(home.folder, monkeypatch) as cookies:
        monkeypatch.setattr(context, "study", lambda: tiny)

        def opened(role: str, **address: str):
            with suppress(accounts.AccountError):
                accounts.add(home, role, role, password="correct horse battery", email=None)
            site.sign_in(home, cookies, role)
            return site.opened("team_comments", "en", question=QUESTION, **address)

        yield opened
    assert person


def test_a_viewer_reads_codes_and_shares_and_nothing_else(team):
    page = team("viewer", view="scheme")
    assert "money" in site.text(page)
    assert not [one for one in page.button if (one.key or "").startswith(("edit", "retire"))]
    for view in ("code", "reconcile", "quotations"):
        assert "Flights" not in site.text(team("viewer", view=view))


def test_whoever_may_no_longer_code_changes_nothing(home, team):
    page = team("reviewer", view="code")
    assert "<b>Flights</b> & visas" in site.text(page)
    [code] = [one for one in page.button if (one.key or "").startswith("coding-code-")]
    code.click()
    site.run(page)
    accounts.disable(home, "reviewer")
    [save] = [one for one in page.button if one.key == "coding-next"]
    save.click()
    site.run(page)
    assert answer(home).standing is Standing.UNCODED
