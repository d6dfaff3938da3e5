"""Changing the questionnaire in the field: no answer is lost, and nobody is moved without being told."""

from pathlib import Path

import pytest

from hees.store.home import Home
from hees.study import Study, StudyError, load
from hees.survey import entries, readable, receipt_codes, versions, withdrawal
from hees.team import monitoring
from tests import database, studies
from tests.respondent import Respondent
from tests.studies import ABOUT, CONTACT, RESEARCH, TRAINING, VIEWS

WITHOUT_TRAINING = (
    "choices.toml", 'training = { en = "Training", ja = "研修" }\n', "",
)  # fmt: skip
ELSEWHERE = (TRAINING, 'includes = "training"', 'includes = "research"')


@pytest.fixture
def after(tmp_path_factory: pytest.TempPathFactory):
    """Makes the tiny study with some changes: its next version."""

    def change(*changes: studies.Change) -> Study:
        return studies.tiny(tmp_path_factory.mktemp("after"), *changes)

    return change


def superseding(how: str, codes: str = "") -> studies.Change:
    """`base` is asked anew as `seat`."""
    old = 'id = "base"\n'
    return ABOUT, old, f'id = "seat"\nsupersedes = {{ question = "base", how = "{how}"{codes} }}\n'


MONITOR = ("study.toml", 'country = "base"', 'country = "seat"')


# Staying on a version


def test_an_old_draft_opens_and_stays_on_its_version_until_it_is_moved(
    home: Home, person: Respondent, after
):
    v2 = after(WITHOUT_TRAINING, ELSEWHERE)
    old = person.draft.questionnaire
    person.answers(activities=["training"], trainees=7)
    Respondent.starts(home, v2)
    assert person.draft.questionnaire == old
    assert person.data["trainees", ""] == 7
    assert [question.id for question in versions.pending(v2, person.draft).changed] == [
        "activities"
    ]
    versions.adopt(home, v2, person.id, "en")
    assert person.draft.questionnaire == v2.questionnaire
    assert versions.pending(v2, person.draft) is None


def test_an_answer_that_the_new_version_does_not_offer_is_kept_and_asked_about(
    home: Home, person: Respondent, after
):
    person.completes()
    person.answers(activities=["training", "research"])
    versions.adopt(home, after(WITHOUT_TRAINING, ELSEWHERE), person.id, "en")
    assert person.draft.values["activities", ""] == ["research", "training"]
    [gap] = person.submits()
    assert (gap.field.key, gap.problem.code) == (("activities", ""), "unknown_choice")
    person.answers(activities=["research"])
    assert person.receipt()


def test_an_option_that_was_removed_keeps_the_data_of_those_who_chose_it(
    home: Home, person: Respondent, after
):
    person.completes()
    person.answers(activities=["training"], trainees=7)
    receipt = person.receipt()
    data = database.submitted(home, person.id)
    v2 = after(WITHOUT_TRAINING, ELSEWHERE)
    Respondent.starts(home, v2)
    assert database.submitted(home, person.id) == data
    counted = monitoring.distribution(home, v2.questionnaire.questions["activities"])
    assert ("", "training", 1) in counted.rows
    [shown] = [
        line.answer
        for line in readable.lines(home, person.draft, "ja")
        if line.field.question.id == "activities"
    ]
    assert shown == "研修"
    assert receipt_codes.verify(home, receipt.code).standing is receipt_codes.Standing.GENUINE


def test_versions_that_were_used_are_never_rewritten(home: Home, tiny: Study, after):
    query = "SELECT version, body FROM questionnaire_version ORDER BY version"
    Respondent.starts(home, tiny)
    first = database.rows(home, query)
    v2 = after((ABOUT, 'en = "Base"', 'en = "Seat"'))
    Respondent.starts(home, v2)
    Respondent.starts(home, tiny)
    second = database.rows(home, query)
    assert len(second) == 2
    assert set(first) < set(second)


@pytest.mark.parametrize(
    "change",
    [
        (TRAINING, 'question = "category", equals = "company"', 'question = "base", equals = "here"'),
        (studies.PROGRAMMES, "max = 3\nentry", "max = 2\nentry"),
        (ABOUT, 'title = { en = "About you"', 'title = { en = "About yourself"'),
    ],
    ids=["a condition", "the most entries", "a title"],
)  # fmt: skip
def test_a_draft_does_not_stay_for_ever_on_an_old_version_of_a_section(
    change: studies.Change, person: Respondent, after
):
    """Pages offer the new version when the difference says that there is one."""
    assert versions.pending(after(change), person.draft)


def test_sections_in_another_order_are_a_difference_too(person: Respondent, tmp_path: Path):
    studies.write(tmp_path)
    (tmp_path / VIEWS).rename(tmp_path / "questionnaire" / "05-views.toml")
    assert versions.pending(load(tmp_path), person.draft)


# Carrying answers over


def test_a_question_that_means_the_same_takes_its_answer_along(
    home: Home, person: Respondent, after
):
    person.answers(base="here")
    versions.adopt(home, after(superseding("same"), MONITOR), person.id, "en")
    assert person.data["seat", ""] == "here"
    assert person.draft.values["base", ""] == "here"


def test_a_recoded_question_takes_its_answer_along_in_the_new_codes(
    home: Home, person: Respondent, after
):
    v2 = after(
        superseding("recode", ', codes = { here = "home", there = "away" }'),
        MONITOR,
        ("choices.toml", 'here = { en = "Here"', 'home = { en = "Here"'),
        ("choices.toml", "there = {", "away = {"),
    )
    person.answers(base="there")
    versions.adopt(home, v2, person.id, "en")
    assert person.data["seat", ""] == "away"
    assert person.draft.values["base", ""] == "there"


def test_choices_that_became_one_are_counted_once(home: Home, person: Respondent, after):
    """Merging two choices is the usual recode; the list must come out canonical."""
    v2 = after(
        (VIEWS, 'id = "wishes"\nkind = "rank"', 'id = "needs"\nkind = "multi"\nsupersedes = { question = "wishes", how = "recode", codes = { money = "means", staff = "means" } }'),
        ("choices.toml", 'money = { en = "Money", ja = "資金" }\n', ""),
        ("choices.toml", "staff = {", "means = {"),
    )  # fmt: skip
    person.completes()
    person.answers(wishes=["staff", "money"])
    versions.adopt(home, v2, person.id, "en")
    assert person.draft.values["needs", ""] == ["means"]
    person.receipt()
    counted = monitoring.distribution(home, v2.questionnaire.questions["needs"])
    assert ("", "means", 1) in counted.rows


def test_a_question_that_cannot_be_compared_starts_empty(home: Home, person: Respondent, after):
    person.answers(base="here")
    versions.adopt(home, after(superseding("not_comparable"), MONITOR), person.id, "en")
    assert ("seat", "") not in person.draft.values
    assert person.draft.values["base", ""] == "here"


def test_scales_and_entries_take_along_all_their_rows(home: Home, person: Respondent, after):
    v2 = after(
        (VIEWS, 'question = "views"', 'question = "opinions"'),
        (VIEWS, 'id = "views"\nkind', 'id = "opinions"\nsupersedes = { question = "views", how = "same" }\nkind'),
        (studies.PROGRAMMES, 'question = "programme_size"', 'question = "programme_people"'),
        (studies.PROGRAMMES, 'id = "programme_size"', 'id = "programme_people"\nsupersedes = { question = "programme_size", how = "same" }'),
    )  # fmt: skip
    section = person.draft.questionnaire.section("programmes")
    sizes = {entries.add(home, person.id, section): size for size in (5, 500)}
    for entry, size in sizes.items():
        person.gives("programme_size", size, entry)
    for item, code in (("cost", "high"), ("time", "low")):
        person.gives("views", code, item)
    versions.adopt(home, v2, person.id, "en")
    data = person.data
    assert {entry: data["programme_people", entry] for entry in sizes} == sizes
    assert (data["opinions", "cost"], data["opinions", "time"]) == ("high", "low")


def test_moving_again_overwrites_nothing_that_was_answered_meanwhile(
    home: Home, person: Respondent, after
):
    v2 = after(superseding("same"), MONITOR)
    person.answers(base="here")
    versions.adopt(home, v2, person.id, "en")
    person.answers(seat="there")
    versions.adopt(home, v2, person.id, "en")
    assert person.draft.values["seat", ""] == "there"


def test_a_submission_is_not_touched_by_moving_its_draft(home: Home, person: Respondent, after):
    person.completes()
    person.answers(base="here")
    receipt = person.receipt()
    data = database.submitted(home, person.id)
    versions.adopt(home, after(superseding("same"), MONITOR), person.id, "en")
    assert database.submitted(home, person.id) == data
    assert receipt_codes.verify(home, receipt.code).standing is receipt_codes.Standing.GENUINE


# Personal data


def test_contact_data_stays_contact_data_when_its_question_is_superseded(
    home: Home, person: Respondent, after
):
    v2 = after(
        (CONTACT, 'id = "person"\nkind = "text"\ncontact = true', 'id = "unit"\nkind = "text"\nsupersedes = { question = "person", how = "same" }'),
    )  # fmt: skip
    person.answers(person="Mathilde Kowalczyk")
    versions.adopt(home, v2, person.id, "en")
    assert database.tables_with(home, "Kowalczyk") == {"contact"}


def test_contact_data_never_becomes_data_because_a_question_changed(
    home: Home, person: Respondent, after
):
    """It was given under the promise to keep it apart."""
    person.completes()
    person.answers(person="Mathilde Kowalczyk")
    v2 = after((CONTACT, 'kind = "text"\ncontact = true', 'kind = "text"'))
    versions.adopt(home, v2, person.id, "en")
    person.receipt()
    assert database.tables_with(home, "Kowalczyk") <= {"contact"}


def test_an_answer_to_a_question_that_became_personal_can_be_deleted_as_contact_data(
    home: Home, person: Respondent, after
):
    person.answers(other_activity="Mathilde Kowalczyk", activities=["other"])
    v2 = after((ABOUT, "max_chars = 40", "max_chars = 40\ncontact = true"))
    versions.adopt(home, v2, person.id, "en")
    withdrawal.delete_contact(home, person.id)
    assert ("other_activity", "") not in person.draft.values


def test_a_study_that_recodes_to_an_unknown_choice_is_refused(after):
    with pytest.raises(StudyError, match="nowhere"):
        after(superseding("recode", ', codes = { here = "nowhere" }'), MONITOR)


def test_a_new_optional_question_asks_nothing_of_those_who_already_submitted(
    home: Home, person: Respondent, after
):
    person.completes()
    person.receipt()
    v2 = after((RESEARCH, "[[questions]]\nid = \"papers\"", "[[questions]]\nid = \"books\"\nkind = \"number\"\nlabel = { en = \"Books\", ja = \"書籍\" }\n\n[[questions]]\nid = \"papers\""))  # fmt: skip
    assert [one.id for one in versions.pending(v2, person.draft).added] == ["books"]
    assert person.draft.response.status == "submitted"
