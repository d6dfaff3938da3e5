"""Answering: what is called saved is saved, on the path and off it, alone and with a colleague."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest

from hees.store import connection as store
from hees.store.connection import StoreUnavailable, Trouble, reading
from hees.store.home import Home
from hees.study import Section, Study
from hees.survey import (
    drafts,
    entries,
    finder,
    readable,
    receipt_codes,
    submitting,
    versions,
    withdrawal,
)
from hees.survey.drafts import AnswerTooLarge, Conflict, Saved
from hees.team import monitoring
from tests import database, studies
from tests.respondent import Respondent
from tests.studies import PROGRAMMES

STATES: list[tuple[str, Any, str]] = [
    # A walk through every kind of answer, valid, invalid and cleared: (question, raw, item)
    ("name", {"name": "財団 | A; B"}, ""),
    ("category", "foundation", ""),
    ("base", "nowhere", ""),
    ("since", "平成10年", ""),
    ("since", "long ago", ""),
    ("activities", ["other", "research", "training"], ""),
    ("other_activity", "x" * 41, ""),
    ("other_activity", "  coaching ", ""),
    ("papers", "１，２００", ""),
    ("papers", "12", ""),
    ("labs", [{"id": "aa-1"}, {"name": 'Lab, "B"; C'}], ""),
    ("lab_site", "example.org", ""),
    ("trainees", "100", ""),
    ("training_note", "one\n two ", ""),
    ("views", "high", "cost"),
    ("cost_note", "…", ""),
    ("wishes", ["staff", "money"], ""),
    ("share", "12.5", ""),
    ("consent", "yes", ""),
    ("person", "Ann Example", ""),
    ("email", "ann@example", ""),
    ("papers", "", ""),
    ("activities", ["training"], ""),
]


@pytest.fixture
def programmes(tiny: Study) -> Section:
    return tiny.questionnaire.section("programmes")


# Codes are stored, never labels; switching language changes words, never answers


def read_everything(home: Home, study: Study, person: Respondent) -> list[Any]:
    """Do all that the pages do to show a response; return what must not depend on the language."""
    draft = person.draft
    readable.lines(home, draft, person.language)
    finder.find(home, draft.questionnaire.questions["name"], "tiny")
    monitoring.overview(home, study)
    return [
        draft.values,
        draft.entries,
        draft.path.data,
        draft.progress,
        submitting.gaps(draft),
        submitting.unanswered(draft),
        submitting.changed_since_submission(home, draft),
        receipt_codes.receipts(home, person.id),
        versions.pending(study, draft),
    ]


def test_reading_in_any_language_changes_no_byte_in_any_state_of_the_answers(
    home: Home, tiny: Study, person: Respondent, programmes: Section
):
    entry = entries.add(home, person.id, programmes)
    person.gives("programme_name", "Summer school", entry)
    for question, raw, item in STATES:
        person.gives(question, raw, item)
        before = database.dump(home)
        shown = [read_everything(home, tiny, person.resumes(one)) for one in ("ja", "en", "ja")]
        assert shown[0] == shown[1] == shown[2]
        assert database.dump(home) == before


def test_giving_a_stored_answer_again_in_another_language_changes_no_byte(
    home: Home, person: Respondent
):
    for question, raw, item in STATES:
        person.gives(question, raw, item)
        before = database.dump(home)
        other = person.resumes("ja")
        value = other.stored(question, item).value
        assert other.gives(question, value, item).value == value
        assert database.dump(home) == before


def test_answers_hold_codes_and_no_label_of_any_language(home: Home, person: Respondent):
    person.answers(name={"name": "N"}, category="foundation", base="here", consent="yes")
    person.answers(activities=["research", "other"], other_activity="x", wishes=["staff"])
    person.gives("views", "middle", "time")
    person.receipt()
    for label in ("Foundation", "財団", "Here", "こちら", "Research", "研究", "はい", "Neither"):
        assert database.tables_with(home, label) == {"questionnaire_version"}


# What is called saved is on disk; what could not be saved is told


def test_an_answer_is_committed_before_the_save_returns(home: Home, person: Respondent):
    for number in range(5):
        saved = person.gives("papers", number)
        assert isinstance(saved, Saved)
        [(value,)] = database.rows(home, "SELECT value FROM answer WHERE question = 'papers'")
        assert json.loads(value) == saved.value == number


def test_a_failed_save_is_told_and_changes_nothing(
    home: Home, person: Respondent, monkeypatch: pytest.MonkeyPatch
):
    person.answers(papers=1)
    before = database.dump(home)
    store.release(home.responses)  # so that the next connection is a new one, which waits less
    monkeypatch.setattr(store, "BUSY_MS", 20)
    blocker = sqlite3.connect(home.responses, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable) as failed:
        person.gives("papers", 2)
    blocker.close()
    assert failed.value.trouble is Trouble.BUSY
    assert database.dump(home) == before
    assert isinstance(person.gives("papers", 2), Saved)


def test_an_answer_that_nobody_could_mean_is_refused_and_changes_nothing(
    home: Home, person: Respondent
):
    before = database.dump(home)
    with pytest.raises(AnswerTooLarge):
        person.gives("cost_note", "長" * 30_000)
    assert database.dump(home) == before


def test_an_answer_that_breaks_a_rule_is_kept_but_is_no_data(person: Respondent):
    person.answers(activities=["research", "other"])
    person.answers(papers="about twenty", since="3000", other_activity="x" * 500)
    values = person.resumes("ja").draft.values
    assert values["papers", ""] == "about twenty"
    assert values["since", ""] == 3000
    assert values["other_activity", ""] == "x" * 500
    assert person.data == {("activities", ""): ["research", "other"]}


def test_each_change_is_on_record_with_old_and_new_and_stays_there(home: Home, person: Respondent):
    person.answers(papers=1)
    person.resumes("ja").answers(papers="２")
    query = "SELECT question, old, new, language, who, revision FROM answer_event ORDER BY id"
    assert database.rows(home, query) == [
        ("papers", "null", "1", "en", "respondent", 1),
        ("papers", "1", "2", "ja", "respondent", 2),
    ]
    with pytest.raises(sqlite3.IntegrityError):
        database.meddle(home, "UPDATE answer_event SET new = '3'")


def test_the_revision_that_the_team_follows_moves_with_every_change_and_only_then(
    home: Home, tiny: Study, person: Respondent, programmes: Section
):
    changes: list[Callable[[], object]] = [
        person.completes,
        lambda: entries.add(home, person.id, programmes),
        lambda: entries.delete(home, person.id, programmes, person.draft.entries["programmes"][0]),
        person.submits,
        lambda: withdrawal.withdraw(home, person.id),
        lambda: withdrawal.reopen(home, person.id),
        lambda: withdrawal.erase(home, person.id),
    ]
    seen = [monitoring.revision(home)]
    for change in changes:
        change()
        seen.append(monitoring.revision(home))
        read_everything(home, tiny, person)
        assert monitoring.revision(home) == seen[-1]
    assert len(set(seen)) == len(seen)


def test_who_only_reads_cannot_write(home: Home):
    with pytest.raises(StoreUnavailable) as refused, reading(home.responses) as connection:
        connection.execute("DELETE FROM response")
    assert refused.value.trouble is Trouble.READ_ONLY


def test_a_save_among_fifty_entries_is_no_more_work_than_beside_one(
    home: Home, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    """Work is counted in steps of SQLite's virtual machine, which unlike time are exact."""
    folder = tmp_path_factory.mktemp("many")
    person = Respondent.starts(
        home, studies.tiny(folder, (PROGRAMMES, "max = 3\nentry", "max = 60\nentry"))
    )
    section = person.draft.questionnaire.section("programmes")
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connect = sqlite3.connect

    def counted(*args: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*args, **options)
        connection.set_progress_handler(step, 1)
        return connection

    def work_of_saving(entry: str) -> int:
        nonlocal steps
        question = person.question("programme_name")
        store.release(home.responses)
        with monkeypatch.context() as patch:
            patch.setattr(sqlite3, "connect", counted)
            steps = 0
            drafts.save(home, person.id, question, entry, "Name", based_on=0, language="en")
        store.release(home.responses)
        return steps

    alone = work_of_saving(entries.add(home, person.id, section))
    for _ in range(48):
        person.gives("programme_name", "Other", entries.add(home, person.id, section))
    among_fifty = work_of_saving(entries.add(home, person.id, section))
    assert alone > 50
    assert among_fifty <= alone * 1.1


# Only answers on the path are data


def test_answers_of_a_branch_that_was_left_are_out_of_the_data_and_come_back_with_it(
    person: Respondent,
):
    person.answers(activities=["research"], papers=3, labs=[{"name": "Lab"}], lab_site="a.org")
    there = person.data
    person.answers(activities=["training"])
    assert person.data == {("activities", ""): ["training"]}
    assert person.draft.values["papers", ""] == 3
    person.answers(activities=["research"])
    assert person.data == there


def test_leaving_a_branch_takes_the_branches_inside_it_along(person: Respondent):
    person.answers(activities=["training"], trainees=500, training_note="Online")
    assert ("training_note", "") in person.data
    person.answers(category="company")
    assert person.data == {("activities", ""): ["training"], ("category", ""): "company"}
    person.answers(category="agency")
    assert person.data["training_note", ""] == "Online"


def test_an_invalid_answer_opens_no_branch(person: Respondent):
    person.answers(activities=["research", "none"], papers=3)
    assert person.data == {}


def test_a_branch_inside_an_entry_looks_at_that_entry_alone(
    home: Home, person: Respondent, programmes: Section
):
    small, large = (entries.add(home, person.id, programmes) for _ in range(2))
    for entry, size in ((small, 5), (large, 500)):
        person.gives("programme_size", size, entry)
        person.gives("programme_note", "…", entry)
    assert ("programme_note", large) in person.data
    assert ("programme_note", small) not in person.data


def test_a_branch_on_one_row_of_a_scale_looks_at_that_row_alone(person: Respondent):
    person.answers(cost_note="Travel")
    person.gives("views", "high", "time")
    assert ("cost_note", "") not in person.data
    person.gives("views", "high", "cost")
    assert person.data["cost_note", ""] == "Travel"


def test_progress_leads_back_to_what_is_required_and_else_onward(
    home: Home, person: Respondent, programmes: Section
):
    def resume() -> tuple[str, str] | None:
        at = person.draft.progress.resume
        return at and (at[0].id, at[1])

    assert resume() == ("about", "")
    person.answers(consent="yes")
    assert resume() == ("about", "")
    person.completes()
    assert resume() == ("contact", "")
    entry = entries.add(home, person.id, programmes)
    assert resume() == ("programmes", entry)
    person.gives("programme_name", "Summer", entry)
    assert resume() == ("contact", "")
    person.answers(person="Ann", email="ann@example.org")
    assert resume() is None


# Several hands on one response


def test_a_colleagues_change_is_never_overwritten_unseen(home: Home, person: Respondent):
    person.answers(papers=1)
    seen = person.stored("papers").revision
    assert isinstance(person.resumes("ja").gives("papers", 2, based_on=seen), Saved)
    before = database.dump(home)
    conflict = person.gives("papers", 3, based_on=seen)
    assert isinstance(conflict, Conflict)
    assert (conflict.mine, conflict.theirs) == (3, 2)
    assert database.dump(home) == before
    settled = person.gives("papers", 3, based_on=conflict.revision)
    assert isinstance(settled, Saved)
    assert person.stored("papers").value == 3


def test_a_cleared_answer_is_a_change_that_a_colleague_is_asked_about(person: Respondent):
    person.answers(papers=1)
    seen = person.stored("papers").revision
    person.resumes("ja").answers(papers="")
    conflict = person.gives("papers", 3, based_on=seen)
    assert isinstance(conflict, Conflict)
    assert conflict.theirs is None


def test_the_same_answer_from_two_people_is_no_conflict(person: Respondent):
    person.resumes("ja").answers(papers="２")
    assert isinstance(person.gives("papers", "2", based_on=0), Saved)


def test_answers_to_different_questions_do_not_conflict(person: Respondent):
    person.answers(papers=1)
    person.resumes("ja").answers(base="here")
    assert isinstance(person.gives("since", 1998, based_on=0), Saved)


def test_two_drafts_in_one_browser_never_get_each_others_answers(home: Home, tiny: Study):
    here, there = (Respondent.starts(home, tiny) for _ in range(2))
    for number in range(4):
        here.answers(papers=number, person="Here")
        there.answers(papers=100 + number, person="There")
    entry = entries.add(home, here.id, tiny.questionnaire.section("programmes"))
    with pytest.raises(drafts.FieldGone):
        there.gives("programme_name", "Mine", entry)
    assert here.draft.values == {("papers", ""): 3, ("person", ""): "Here"}
    assert there.data == {}
    assert there.draft.values["papers", ""] == 103


# Entries of a repeating section


def living(person: Respondent) -> list[str]:
    return list(person.draft.entries.get("programmes", ()))


def test_a_deleted_entry_comes_back_to_its_place_with_its_answers(
    home: Home, person: Respondent, programmes: Section
):
    order = [entries.add(home, person.id, programmes) for _ in range(3)]
    for entry in order:
        person.gives("programme_name", f"Program {entry}", entry)
    before = person.data
    entries.delete(home, person.id, programmes, order[1])
    assert living(person) == [order[0], order[2]]
    assert ("programme_name", order[1]) not in person.data
    entries.restore(home, person.id, programmes, order[1])
    assert living(person) == order
    assert person.data == before


def test_a_copy_stands_behind_its_original_and_is_independent_of_it(
    home: Home, person: Respondent, programmes: Section
):
    first, last = (entries.add(home, person.id, programmes) for _ in range(2))
    person.gives("programme_name", "Summer", first)
    copied = entries.copy(home, person.id, programmes, first, "en")
    person.gives("programme_name", "Winter", copied)
    assert living(person) == [first, copied, last]
    assert person.stored("programme_name", first).value == "Summer"


def test_an_entry_at_the_end_of_the_list_moves_no_further(
    home: Home, person: Respondent, programmes: Section
):
    first, middle, last = (entries.add(home, person.id, programmes) for _ in range(3))
    entries.move(home, person.id, programmes, first, -1)
    entries.move(home, person.id, programmes, last, +1)
    assert living(person) == [first, middle, last]
    entries.move(home, person.id, programmes, last, -1)
    assert living(person) == [first, last, middle]


def test_a_section_never_has_more_entries_than_it_may(
    home: Home, person: Respondent, programmes: Section
):
    most = programmes.repeat.max
    order = [entries.add(home, person.id, programmes) for _ in range(most)]
    with pytest.raises(entries.TooManyEntries):
        entries.add(home, person.id, programmes)
    entries.delete(home, person.id, programmes, order[0])
    entries.add(home, person.id, programmes)
    with pytest.raises(entries.TooManyEntries):
        entries.restore(home, person.id, programmes, order[0])
    assert len(living(person)) == most


def test_an_entry_that_a_colleague_deleted_meanwhile_can_neither_be_moved_nor_copied(
    home: Home, person: Respondent, programmes: Section
):
    """The other tab still shows its buttons; a press must not end in an error page."""
    gone, kept = (entries.add(home, person.id, programmes) for _ in range(2))
    entries.delete(home, person.id, programmes, gone)
    entries.move(home, person.id, programmes, gone, +1)
    entries.copy(home, person.id, programmes, gone, "en")
    assert living(person) == [kept]


def test_an_answer_in_an_entry_that_was_deleted_meanwhile_is_refused_and_changes_nothing(
    home: Home, person: Respondent, programmes: Section
):
    entry = entries.add(home, person.id, programmes)
    person.gives("programme_name", "Summer", entry)
    entries.delete(home, person.id, programmes, entry)
    before = database.dump(home)
    with pytest.raises(drafts.FieldGone):
        person.gives("programme_name", "Winter", entry)
    assert database.dump(home) == before
    entries.restore(home, person.id, programmes, entry)
    assert person.stored("programme_name", entry).value == "Summer"


# Answers in words


def test_a_chosen_organisation_is_shown_by_name_also_while_the_answer_breaks_a_rule(
    home: Home, person: Respondent, tmp_path
):
    (tmp_path / "reference").mkdir()
    rows = [f"aa-{number},Lab {number},研究室{number},AA,City" for number in range(4)]
    table = "\n".join(["id,name_en,name_ja,country,city_en", *rows])
    (tmp_path / "reference" / "institutions.csv").write_text(table, "utf-8")
    finder.fill(home, tmp_path, ("en", "ja"))
    for count, expected in (
        (3, "研究室0、研究室1、研究室2"),
        (4, "研究室0、研究室1、研究室2、研究室3"),
    ):
        person.answers(activities=["research"], labs=[{"id": f"aa-{n}"} for n in range(count)])
        lines = readable.lines(home, person.draft, "ja")
        [shown] = [line.answer for line in lines if line.field.question.id == "labs"]
        assert shown == expected


@pytest.mark.parametrize(
    "raw", [{"a": 1}, [["x"]], [{"id": ["x"]}], {"id": {}}, 5, True, "no such code"]
)
def test_an_answer_of_any_shape_can_be_saved_shown_and_mended(raw: Any, person: Respondent):
    """Or one broken answer would lock its respondent out of the whole response."""
    for question in person.draft.questionnaire.questions.values():
        person.gives(question.id, raw, question.items[0].code if question.items else "")
    for language in ("en", "ja"):
        assert readable.lines(person.home, person.draft, language)
    assert submitting.gaps(person.draft)
    person.completes()
