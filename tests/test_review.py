"""The study team reviews responses: flags with evidence, states, exclusion and its effect, merging."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from hees.language import say
from hees.release import effect, listing
from hees.release.effect import Crossing
from hees.release.tabulation import included_in, tabulate
from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store import audit, basis, connection, review
from hees.store.connection import reading, writing
from hees.store.home import Home, prepare
from hees.store.responses import changing
from hees.store.review import Review
from hees.study import Study, StudyError, load
from hees.study.catalogue import catalogue
from hees.survey import drafts, entries, finder, withdrawal
from hees.team import accounts, flags, merge_plan, merging, monitoring, response_list, reviewing
from hees.team.flags import Flag, FlagKind, Given
from hees.team.merge_plan import Refused
from hees.team.placeholders import is_placeholder
from hees.team.response_list import Order, Row, Wanted
from hees.team.reviewing import Reason, Refusal, State
from tests import database, site, studies
from tests.respondent import Respondent

PASSWORD = "correct horse battery"
LONG = "Our joint seminar brings both faculties together every spring."


# Placeholder text


FILLERS = """asdf asdfasdf qwerty lkjh 12345 test testtest test-2 xxx a ... ？？ lorem・ipsum テスト ﾃｽﾄ
てすとです あああ あ ほげ ｔｅｓｔ あいうえお ダミー hogehoge たていす"""

ANSWERS = """特になし 特にありません。 なし ない 無 該当なし 不明 ー — - none N/A n/a No. Nothing-to-add 2020 10 AI MIT
None-at-this-time We-test-new-ideas Testing-of-students トビタテ おおお茶会 Anna 留学"""


@pytest.mark.parametrize("text", FILLERS.split())
def test_text_typed_to_get_past_a_question_is_a_placeholder(text: str):
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ANSWERS.split())
def test_an_answer_that_says_something_is_none(text: str):
    assert not is_placeholder(text)


# Flags


def raised(study: Study, *given: Given) -> dict[str, list[FlagKind]]:
    return {one: [flag.kind for flag in of] for one, of in flags.found(study, given).items()}


def scale(study: Study, question: str, code: str, rows: int) -> dict:
    items = list(study.questionnaire.questions[question].item_by_code)[:rows]
    return {(question, item): code for item in items}


def test_who_needs_a_fraction_of_the_time_within_a_day_was_too_fast(study: Study):
    """Sixteen rows of scales are reckoned to take five seconds each: 80 in all."""
    answers = {
        key: code
        for question, codes in (("obstacles", "s1 s2 s3 s4"), ("priorities", "i1 i2 i3 i4"))
        for key, code in zip(scale(study, question, "", 8), codes.split() * 2, strict=True)
    }
    day = "2026-12-01T10:00:00+00:00"
    at = {"began": day, "answers": answers}
    [flag] = flags.found(study, [Given("a", ended="2026-12-01T10:00:26+00:00", **at)])["a"]
    assert flag == Flag(FlagKind.FAST, {"answers": 16, "seconds": 26, "expected": 80})
    assert raised(study, Given("a", ended="2026-12-01T10:00:27+00:00", **at)) == {}
    few = dict(list(answers.items())[: flags.FEWEST - 1])
    assert raised(study, Given("a", few, day, "2026-12-01T10:00:02+00:00")) == {}
    assert raised(study, Given("a", answers)) == {}, "its times mean nothing"


def test_who_answers_over_several_days_is_never_too_fast(study: Study):
    answers = scale(study, "obstacles", "s1", 9) | {("areas", ""): ["research"]}
    late, early = "2026-12-01T23:59:59+00:00", "2026-12-02T00:00:01+00:00"
    assert raised(study, Given("a", answers, late, early)) == {}


def test_the_same_answer_to_all_rows_counts_in_two_scales_or_in_a_long_one(study: Study):
    one = scale(study, "obstacles", "s3", 9)
    assert raised(study, Given("a", one)) == {}
    assert raised(study, Given("a", one | scale(study, "priorities", "i3", 4))) == {}
    two = one | scale(study, "priorities", "i3", 5)
    [flag] = flags.found(study, [Given("a", two)])["a"]
    assert flag.evidence == {"scales": [["obstacles", "s3", 9], ["priorities", "i3", 5]]}
    but_one = two | {("priorities", next(iter(scale(study, "priorities", "", 1)))[1]): "i1"}
    assert raised(study, Given("a", but_one)) == {}
    long = scale(study, "rec_agree", "a5", flags.LONG)
    assert (len(long) < flags.LONG) or raised(study, Given("a", long)) == {"a": [FlagKind.STRAIGHT]}


CONTRADICTED = {
    "area_does_not_apply": {
        ("areas", ""): ["research", "workforce"],
        ("outlook_areas", "research"): "c3",
        ("outlook_areas", "workforce"): "na",
    },
    "no_us_partner": {
        ("us_partners", ""): ["none"],
        ("programme_us", "e1"): [{"id": "us-x"}],
        ("programme_name", "e2"): "Another",
    },
    "no_jp_partner": {
        ("jp_partners", ""): ["none"],
        ("programme_jp", "e1"): [{"name": "Xavier College"}],
    },
    "planned_with_participants": {
        ("programme_status", "e1"): "planned",
        ("programme_from_jp", "e1"): 3,
        ("programme_status", "e2"): "active",
        ("programme_from_us", "e2"): 3,
    },
    "way_of_taking_part": {
        ("programme_type", "e1"): "virtual_exchange",
        ("programme_mode", "e1"): "in_person",
        ("programme_type", "e2"): "exchanges",
        ("programme_mode", "e2"): "hybrid",
    },
    "first_but_disagreed": {
        ("rec_first", ""): ["multi_level"],
        ("rec_agree", "multi_level"): "a1",
    },
}


def contradictions(study: Study, answers: dict) -> list[tuple[str, str]]:
    found = flags.found(study, [Given("a", answers)]).get("a", [])
    assert {flag.kind for flag in found} <= {FlagKind.CONTRADICTION}
    return [(flag.evidence["id"], flag.evidence["entry"]) for flag in found]


def test_every_contradiction_of_the_shipped_study_is_found_where_it_is(study: Study):
    assert {one.id for one in study.contradictions} == CONTRADICTED.keys()
    first = study.recommendations[0].id
    for name, answers in CONTRADICTED.items():
        given = {
            (q, first if i == "multi_level" else i): [first] if v == ["multi_level"] else v
            for (q, i), v in answers.items()
        }
        entry = "e1" if any(item == "e1" for _, item in given) else ""
        assert contradictions(study, given) == [(name, entry)]


def test_a_contradiction_shows_only_the_answers_that_it_is_about(study: Study):
    [flag] = flags.found(study, [Given("a", CONTRADICTED["area_does_not_apply"])])["a"]
    assert flag.evidence["answers"] == [
        ["areas", "", ["research", "workforce"]],
        ["outlook_areas", "workforce", "na"],
    ]


@pytest.mark.parametrize(
    ("toml", "wanted"),
    [
        ('when = { question = "sizes", answered = true }', "there is no question 'sizes'"),
        ('when = { question = "programme_size", at_least = 1 }', "is asked once an entry"),
        ('entry = "programs"\nwhen = { question = "base", equals = "here" }', "did you mean"),
        ('when = { question = "base", equals = "nowhere" }', "has no choice 'nowhere'"),
    ],
)
def test_a_contradiction_that_names_what_there_is_not_is_refused(
    tmp_path: Path, toml: str, wanted: str
):
    folder = studies.write(tmp_path)
    rule = f'[[contradictions]]\nid = "odd"\nsays = {{ en = "Odd", ja = "変" }}\n{toml}\n'
    (folder / "contradictions.toml").write_text(rule, "utf-8")
    with pytest.raises(StudyError, match=wanted):
        load(folder)


def test_duplicates_are_told_by_organisation_address_and_long_text(study: Study):
    text = {("comment_works", ""): LONG}
    same = {("comment_works", ""): LONG.upper().replace(".", "!")}
    short = {("comment_works", ""): "Exchanges work."}
    one = Given("a", text, names={"x"}, emails={"m@x.org"})
    two = Given("b", same, names={"x"}, emails={"m@x.org"})
    found = flags.found(study, [one, two, Given("c", short), Given("d", short)])
    kinds = [FlagKind.ORGANISATION, FlagKind.EMAIL, FlagKind.TEXT]
    assert {id: [flag.kind for flag in of] for id, of in found.items()} == {"a": kinds, "b": kinds}
    assert all(flag.evidence["others"] == ["b"] for flag in found["a"])
    assert "m@x.org" not in str(found)
    gone = dataclasses.replace(two, is_counted=False)
    assert raised(study, one, gone) == {"b": kinds}, "an excluded duplicate is no duplicate"
    merged = dataclasses.replace(gone, is_compared=False)
    assert raised(study, one, merged) == {}


# The list


@pytest.fixture
def agreeing(tmp_path: Path) -> Study:
    """The tiny study, which publishes only who agrees to it."""
    include = 'totals_only_below = 30\ninclude = { question = "consent", equals = "yes" }'
    return studies.tiny(tmp_path / "study", ("study.toml", "totals_only_below = 30", include))


def answered(home: Home, study: Study, name: str = "The Tiny Foundation", **given) -> Respondent:
    person = Respondent.starts(home, study)
    own = {"name": {"name": name}, "category": "foundation", "consent": "yes"}
    person.answers(**own | given)
    person.receipt()
    return person


def row(home: Home, study: Study, id: str) -> Row:
    [found] = [one for one in response_list.rows(home, study) if one.id == id]
    return found


def test_the_list_finds_by_name_id_and_text_and_by_every_filter(home: Home, agreeing: Study):
    one = answered(home, agreeing, base="here", activities=["other"], other_activity="Kimono")
    two = answered(home, agreeing, name="海外財団", category="company", base="there")
    draft = Respondent.starts(home, agreeing, "ja")
    rows = response_list.rows(home, agreeing)

    def ids(**wanted: str) -> set[str]:
        return {found.id for found in response_list.select(rows, Wanted(**wanted))}

    assert ids() == {one.id, two.id, draft.id}
    assert ids(text="tiny found") == {one.id}
    assert ids(text="KIMONO") == {one.id}
    assert ids(text="海外") == ids(text=two.id) == {two.id}
    assert ids(country="there") == ids(category="company") == {two.id}
    assert ids(status="draft") == ids(language="ja") == {draft.id}
    assert ids(state="accepted") == set()
    reviewing.set_state(home, two.id, State.ACCEPTED, "alice", seen=Review())
    rows = response_list.rows(home, agreeing)
    assert ids(state="accepted") == {two.id}
    names = {one.id: "B", two.id: "A", draft.id: ""}
    by_name = response_list.ordered(rows, Order.NAME, names)
    assert [found.id for found in by_name] == [two.id, one.id, draft.id]


def test_a_settled_flag_comes_back_when_its_evidence_changes(home: Home, agreeing: Study):
    person = answered(home, agreeing, activities=["other"], other_activity="asdf")
    [flag] = row(home, agreeing, person.id).flags
    reviewing.settle(home, person.id, flag, "alice")
    seen = row(home, agreeing, person.id)
    assert seen.flags == ()
    assert seen.settled[0][1].who == "alice"
    person.answers(other_activity="テスト")
    person.receipt()
    [again] = row(home, agreeing, person.id).flags
    assert again.evidence["text"] == "テスト"


def test_nothing_is_settled_about_a_response_that_was_erased_meanwhile(home: Home, agreeing: Study):
    person = answered(home, agreeing, activities=["other"], other_activity="asdf")
    [flag] = row(home, agreeing, person.id).flags
    withdrawal.erase(home, person.id)
    reviewing.settle(home, person.id, flag, "alice")
    assert database.rows(home, "SELECT * FROM flag_settled") == []


# States


def counted(home: Home, study: Study) -> int:
    found = monitoring.distribution(home, study.questionnaire.questions["category"])
    assert found.submitted == found.respondents
    return found.submitted


def exclude(home: Home, id: str, reason: str = Reason.TEST) -> Refusal | None:
    seen = reviewing.look(home, id)
    assert seen
    return reviewing.set_state(home, id, State.EXCLUDED, "alice", seen=seen.review, reason=reason)


def take_back(home: Home, id: str) -> Refusal | None:
    seen = reviewing.look(home, id)
    assert seen
    return reviewing.set_state(home, id, State.RECEIVED, "bob", seen=seen.review)


def test_an_excluded_response_is_in_no_count_and_comes_back(home: Home, agreeing: Study):
    one, _ = answered(home, agreeing), answered(home, agreeing)
    assert exclude(home, one.id) is None
    assert counted(home, agreeing) == 1
    assert monitoring.overview(home, agreeing).left_out == 1
    with reading(home.responses) as reader:
        assert one.id not in included_in(reader, agreeing)
    one.answers(category="company")
    one.receipt()
    assert counted(home, agreeing) == 1, "submitting anew does not undo the team's decision"
    assert take_back(home, one.id) is None
    assert counted(home, agreeing) == 2
    with reading(home.responses) as reader:
        log = [(one.who, one.action, one.detail) for one in audit.entries(reader)]
        assert one.id in included_in(reader, agreeing)
    assert log == [
        ("alice", "response_reviewed", '{"from":"received","reason":"test","to":"excluded"}'),
        ("bob", "response_reviewed", '{"from":"excluded","reason":"","to":"received"}'),
    ]


def test_a_decision_that_cannot_be_made_changes_nothing(home: Home, agreeing: Study):
    person = answered(home, agreeing)
    before = database.dump(home)
    assert exclude(home, person.id, "") is Refusal.REASON
    assert exclude(home, person.id, "merged") is Refusal.REASON
    assert exclude(home, person.id, Reason.OTHER) is Refusal.REASON
    old = Review("accepted", "", "", "bob", "2026-01-01")
    stale = reviewing.set_state(home, person.id, State.ACCEPTED, "alice", seen=old)
    assert stale is Refusal.CHANGED
    assert reviewing.add_note(home, person.id, "  ", "alice") is Refusal.EMPTY
    assert reviewing.add_note(home, person.id, "a" * 2001, "alice") is Refusal.LONG
    assert database.dump(home) == before


def test_erasing_deletes_what_the_team_wrote_too(home: Home, agreeing: Study):
    person = answered(home, agreeing, activities=["other"], other_activity="asdf")
    reviewing.add_note(home, person.id, "Ask Marigold about it", "alice")
    reviewing.settle(home, person.id, row(home, agreeing, person.id).flags[0], "alice")
    seen = Review()
    reviewing.set_state(
        home, person.id, State.ATTENTION, "alice", seen=seen, comment="Marigold again"
    )
    withdrawal.erase(home, person.id)
    assert database.tables_with(home, "Marigold") == set()
    assert b"Marigold" not in database.raw_bytes(home.folder)
    assert database.rows(home, "SELECT count(*) FROM flag_settled") == [(0,)]


def test_two_submissions_are_read_as_they_were(home: Home, agreeing: Study):
    person = answered(home, agreeing)
    person.answers(category="agency", since="平成10年")
    person.receipt()
    look = reviewing.look(home, person.id)
    assert look
    first, second = (reviewing.as_submitted(home, look, number) for number in (1, 2))
    assert first.values["category", ""] == "foundation"
    assert ("since", "") not in first.values
    assert (second.values["category", ""], second.values["since", ""]) == ("agency", 1998)
    changes = [(one.old, one.new) for one in look.events if one.question == "category"]
    assert changes == [(None, "foundation"), ("foundation", "agency")]


# The effect on a release


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Study]]:
    """Forty simulated organisations of the shipped study."""
    study = load(PROJECT / "data")
    home = prepare(tmp_path_factory.mktemp("filled"))
    finder.fill(home, PROJECT / "data", study.languages)
    simulate(home, study, 40, seed=3)
    yield home, study
    connection.release(home.responses)
    connection.release(home.public)


def exact(home: Home, study: Study) -> Counter:
    with reading(home.responses) as reader:
        _, tables = tabulate(reader, study, catalogue(study))
    return Counter({(t.name, *cell): n for t in tables for cell, n in t.counts.items()})


def test_the_effect_shown_is_the_effect_that_comes(filled: tuple[Home, Study]):
    home, study = filled
    with reading(home.responses) as reader:
        ids = sorted(included_in(reader, study))[:2]
    for id in ids:
        before, shown = exact(home, study), effect.of_leaving(home, study, id)
        assert exclude(home, id) is None
        after, back = exact(home, study), effect.of_joining(home, study, id)
        changed = {
            cell: (before[cell], after[cell]) for cell in before if before[cell] != after[cell]
        }
        assert {
            (c.table, c.group, c.item, c.answer): (c.before, c.after) for c in shown.changes
        } == changed
        assert [(c.after, c.before) for c in back.changes] == [
            (c.before, c.after) for c in shown.changes
        ]
        assert shown.before - shown.after == back.after - back.before == 1
        assert all(
            (c.before, c.after) == (5, 4) for c in shown.crossings if c.crossing is Crossing.HIDDEN
        )
        assert take_back(home, id) is None
        assert exact(home, study) == before


def test_a_response_that_may_not_be_published_has_no_effect(filled: tuple[Home, Study]):
    home, study = filled
    with reading(home.responses) as reader:
        unwilling = review.submitted(reader).keys() - included_in(reader, study)
    for id in unwilling:
        found = effect.of_leaving(home, study, id)
        assert (found.is_published, found.changes, found.before) == (False, (), found.after)


def test_the_next_release_counts_a_released_response_that_was_excluded_as_withdrawn(
    home: Home, agreeing: Study
):
    one, two = answered(home, agreeing), answered(home, agreeing)
    with changing(home) as writer:
        writer.execute("INSERT INTO release_basis VALUES (1, '2026-12-01', 2, 2, 0, 0)")
        writer.executemany("INSERT INTO release_member VALUES (1, ?, 1)", [(one.id,), (two.id,)])
    with connection.writing(home.public) as writer:
        writer.execute(
            """INSERT INTO release (number, made_on, kind, responses, questionnaire, policy)
               VALUES (1, '2026-12-01', 'real', 0, 'q', '{}')"""
        )
    found = effect.of_leaving(home, agreeing, one.id)
    assert (found.waiting.total, found.would_wait.withdrawn) == (0, 1)


# Merging


def pair(home: Home, study: Study) -> tuple[Respondent, Respondent]:
    """Two people of one organisation, who do not say the same."""
    one = answered(home, study, base="here", wishes=["money"])
    two = answered(home, study, base="there", since=1990)
    for person, name in ((one, "Fellowship"), (two, "fellowship"), (two, "Summer school")):
        section = person.draft.questionnaire.section("programmes")
        item = entries.add(home, person.id, section)
        person.gives("programme_name", name, item)
        person.receipt()
    return one, two


def merged(home: Home, study: Study, one: Respondent, two: Respondent) -> str:
    plan = merge_plan.plan(home, study, [one.id, two.id])
    taken = [offered for offered in plan.offered if offered.is_new]
    return merging.merge(home, study, plan, {("base", ""): one.id}, taken, "alice")


def test_a_merged_response_takes_the_place_of_its_sources(home: Home, agreeing: Study):
    one, two = pair(home, agreeing)
    reviewing.set_state(home, one.id, State.ACCEPTED, "bob", seen=Review())
    plan = merge_plan.plan(home, agreeing, [one.id, two.id])
    assert [difference.field.key for difference in plan.differences] == [("base", "")]
    made = merged(home, agreeing, one, two)
    data = database.submitted(home, made)
    assert data["base", ""] == "here"
    assert (data["since", ""], data["wishes", ""]) == (1990, ["money"])
    titles = [value for (question, _), value in data.items() if question == "programme_name"]
    assert sorted(map(str.casefold, titles)) == ["fellowship", "summer school"]
    assert counted(home, agreeing) == 1
    assert row(home, agreeing, made).sources == tuple(sorted([one.id, two.id]))
    assert row(home, agreeing, one.id).flags == (), "it is no duplicate of its own copy"
    assert take_back(home, one.id) is Refusal.MERGED
    assert monitoring.overview(home, agreeing).statuses == {"submitted": 2}
    assert merging.undo(home, made, "alice")
    assert not merging.undo(home, made, "alice")
    assert counted(home, agreeing) == 2
    states = [row(home, agreeing, person.id).review.state for person in (one, two)]
    assert states == ["accepted", "received"]


def test_a_merge_and_its_end_are_no_more_than_one_change_to_the_next_release(
    home: Home, agreeing: Study
):
    one, two = pair(home, agreeing)

    def members() -> dict[str, int]:
        with reading(home.responses) as connection:
            return basis.members(connection, included_in(connection, agreeing))

    def changes() -> basis.Changes:
        now = members()
        with reading(home.responses) as connection:
            return basis.changes(connection, 1, now)

    before = members()
    released = basis.Basis(1, "2026-11-26T00:00:00+00:00", 2, basis.Changes(2, 0, 0))
    with writing(home.responses) as connection:
        basis.keep(connection, released, before, [])
    made = merged(home, agreeing, one, two)
    assert (changes().added, changes().withdrawn, changes().total) == (1, 2, 1)
    merging.undo(home, made, "alice")
    assert changes().total == 0


def edits(person: Respondent) -> None:
    person.answers(since=2001)
    person.receipt()


LEAVING: dict[str, Callable[[Respondent], object]] = {
    "withdraw": lambda person: withdrawal.withdraw(person.home, person.id),
    "erase": lambda person: withdrawal.erase(person.home, person.id),
    "submit anew": edits,
}


@pytest.mark.parametrize("way", LEAVING)
def test_a_merge_ends_at_once_when_a_source_leaves_or_says_something_else(
    home: Home, agreeing: Study, way: str
):
    one, two = pair(home, agreeing)
    one.answers(activities=["other"], other_activity="Marigold")
    one.receipt()
    made = merged(home, agreeing, one, two)
    assert "Marigold" in str(database.submitted(home, made))
    LEAVING[way](one)
    found = database.rows(home, "SELECT status FROM response WHERE id = ?", made)
    assert found == [("erased",)]
    assert database.submitted(home, made) == {}
    for table in ("answer", "answer_event", "repeat_item", "submission"):
        [(kept,)] = database.rows(
            home,
            f"SELECT count(*) FROM {table} WHERE response = ?"
            + (" AND answers IS NOT NULL" if table == "submission" else ""),
            made,
        )
        assert kept == 0, table
    if way == "erase":
        assert b"Marigold" not in database.raw_bytes(home.folder)
    assert counted(home, agreeing) == (2 if way == "submit anew" else 1)
    assert row(home, agreeing, two.id).review == Review()


def test_when_the_merged_response_itself_is_deleted_its_sources_count_again(
    home: Home, agreeing: Study
):
    one, two = pair(home, agreeing)
    made = merged(home, agreeing, one, two)
    assert counted(home, agreeing) == 1
    with changing(home) as connection:
        withdrawal.erase_all(connection, made)
    assert counted(home, agreeing) == 2
    with reading(home.responses) as connection:
        [newest] = audit.newest(connection, 1)
    assert (newest.who, newest.action, newest.subject) == ("automatic", "merge_undone", made)


def test_what_may_not_be_published_is_not_merged(home: Home, agreeing: Study):
    one, two = answered(home, agreeing), answered(home, agreeing, consent="no")
    with pytest.raises(Refused, match="consent"):
        merge_plan.plan(home, agreeing, [one.id, two.id])
    with pytest.raises(Refused, match="few"):
        merge_plan.plan(home, agreeing, [one.id, one.id])
    exclude(home, one.id)
    with pytest.raises(Refused, match="not_counted"):
        merge_plan.plan(home, agreeing, [one.id, two.id])


def test_what_one_allows_says_nothing_about_what_the_other_wrote(
    filled: tuple[Home, Study],
):
    home, study = filled
    assert study.quotations
    own = {"org_name": {"name": "Twins"}, "org_category": "foundation", "org_base": "us"}
    own |= {"areas": ["research"], "consent_use": "yes"}
    one, two = Respondent.starts(home, study), Respondent.starts(home, study)
    one.answers(**own, comment_works=LONG, consent_quote="named")
    two.answers(**own, comment_needs="More of it, please.", consent_quote="no")
    for person in (one, two):
        person.receipt()
    plan = merge_plan.plan(home, study, [one.id, two.id])
    assert plan.unmixed == (study.quotations.question,)
    made = merging.merge(home, study, plan, {}, [], "alice")
    data = database.submitted(home, made)
    assert data["comment_works", ""] == LONG
    assert (study.quotations.question, "") not in data
    assert merging.undo(home, made, "alice")


def test_a_merge_of_what_changed_meanwhile_is_refused(home: Home, agreeing: Study):
    one, two = pair(home, agreeing)
    plan = merge_plan.plan(home, agreeing, [one.id, two.id])
    edits(two)
    before = database.dump(home)
    with pytest.raises(Refused, match="changed"):
        merging.merge(home, agreeing, plan, {}, [], "alice")
    assert database.dump(home) == before


# Programmes in the public inventory


def test_an_excluded_response_leaves_the_public_inventory_and_returns(filled: tuple[Home, Study]):
    home, study = filled
    found = listing.programmes(home, study)
    id = found[0].response
    mine = {one.item for one in found if one.response == id}
    exclude(home, id)
    assert id not in {one.response for one in listing.programmes(home, study)}
    take_back(home, id)
    assert mine == {one.item for one in listing.programmes(home, study) if one.response == id}


# The page


@pytest.fixture
def team(home: Home, study: Study, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable]:
    """Opens the page of responses with a role, over a home with one response."""
    person = Respondent.starts(home, study)
    own = {"org_name": {"name": "Asters & <b>Sons</b>"}, "org_category": "foundation"}
    own |= {"org_base": "us", "areas": ["research"], "consent_use": "yes"}
    person.answers(**own, contact_email="kept@apart.example", comment_works="asdf")
    person.receipt()
    for role in accounts.ROLES:
        accounts.add(home, role, role, password=PASSWORD, email=None)
    with site.serving(home.folder, monkeypatch) as cookies:

        def opened(role: str, language: str = "en", **address: str) -> AppTest:
            cookies.clear()
            if role:
                site.sign_in(home, cookies, role)
            return site.opened("team_responses", language, **address)

        opened.person = person
        yield opened


def keys(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


def demote(home: Home, name: str) -> None:
    with writing(home.responses) as writer:
        writer.execute("UPDATE account SET role = 'viewer' WHERE name = ?", (name,))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_each_role_is_offered_what_it_may_do(team: Callable, language: str):
    id = team.person.id
    nobody = team("", language, response=id)
    assert "Asters" not in site.text(nobody)
    viewer = team("viewer", language, response=id)
    assert "Asters & <b>Sons</b>" in site.text(viewer)
    assert say("responses.flag_names.placeholder", language) in site.text(viewer)
    assert "kept@apart.example" not in str(viewer)
    assert not {key for key in keys(viewer) if key.startswith(("review", "flag", "note", "con"))}
    reviewer = team("reviewer", language, response=id)
    assert {"review-accepted", "review-exclude", "note-add"} <= keys(reviewer)
    assert not {"contact-show", "link-replace"} & keys(reviewer)
    administrator = team("administrator", language, response=id)
    assert {"contact-show", "link-replace", "link-revoke"} <= keys(administrator)


@pytest.mark.parametrize("deed", ["review-accepted", "note-add", "contact-show"])
def test_whoever_lost_the_role_meanwhile_does_nothing(team: Callable, home: Home, deed: str):
    app = team("administrator", response=team.person.id)
    app.text_area(key="note_text").set_value("A note")
    demote(home, "administrator")
    before = database.rows(home, "SELECT count(*) FROM audit")
    app.button(key=deed).click()
    site.run(app)
    assert database.rows(home, "SELECT count(*) FROM audit") == before
    assert "kept@apart.example" not in "".join(site.markup(app))


def test_contact_data_is_shown_on_request_and_that_is_on_the_log(team: Callable, home: Home):
    app = team("administrator", response=team.person.id)
    app.button(key="contact-show").click()
    site.run(app)
    assert "kept@apart.example" in "".join(site.markup(app))
    log = database.rows(home, "SELECT who, subject, detail FROM audit WHERE action='contact_seen'")
    assert log == [("administrator", team.person.id, "{}")]
    app.button(key="link-replace")
    site.run(app)
    assert "kept@apart.example" not in "".join(site.markup(app)), "shown once"


def test_a_new_link_ends_the_old_one_and_is_on_the_log(team: Callable, home: Home):
    app = team("administrator", response=team.person.id)
    app.checkbox(key="link-sure").check()
    site.run(app)
    app.button(key="link-replace").click()
    site.run(app)
    assert drafts.open_link(home, team.person.token) is None
    assert database.rows(home, "SELECT who FROM audit WHERE action = 'link_replaced'") == [
        ("administrator",)
    ]
