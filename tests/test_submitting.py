"""Submitting, its receipts, editing afterwards, and leaving the study again."""

import threading
import unicodedata

import pytest

from hees.language import messages
from hees.store.home import Home
from hees.study import Study
from hees.survey import entries, receipt_codes, submitting, withdrawal
from hees.survey.drafts import Conflict, LinkEnded
from hees.survey.receipt_codes import Receipt, Standing
from hees.survey.submitting import Gap
from hees.team import monitoring
from tests import database
from tests.respondent import COMPLETE, Respondent

SECRETS = {
    "other_activity": "Ferrets-of-Lake-Biwa",
    "cost_note": "Ziegenkäse ist teuer 山羊",
    "person": "Mathilde Kowalczyk",
    "email": "mathilde@kowalczyk.example",
}


@pytest.fixture
def open_hearted(person: Respondent) -> Respondent:
    """Somebody who has told all, in every table that answers can get into."""
    person.completes()
    person.answers(activities=["other"], **SECRETS)
    person.gives("views", "high", "cost")
    entry = entries.add(person.home, person.id, person.draft.questionnaire.section("programmes"))
    person.gives("programme_name", "Bagpipe exchange", entry)
    return person


# Gaps


def test_an_incomplete_response_is_not_submitted_and_every_gap_is_named(
    home: Home, person: Respondent
):
    section = person.draft.questionnaire.section("programmes")
    entry = entries.add(home, person.id, section)
    person.answers(activities=["other"], since="soon", email="ann")
    before = database.dump(home)
    gaps = person.submits()
    assert [(gap.field.key, gap.problem.code) for gap in gaps if isinstance(gap, Gap)] == [
        (("name", ""), "required"),
        (("category", ""), "required"),
        (("since", ""), "year"),
        (("other_activity", ""), "required"),
        (("programme_name", entry), "required"),
        (("email", ""), "email"),
    ]
    assert all(f"problem.{gap.problem.code}" in messages() for gap in gaps)
    assert all(gap.field in person.draft.path.fields for gap in gaps)
    assert database.dump(home) == before


def test_a_gap_in_a_branch_that_was_left_stands_in_nobodys_way(person: Respondent):
    person.completes()
    person.answers(activities=["other"], papers="many")
    assert isinstance(person.submits(), list)
    person.answers(activities=["training"])
    assert isinstance(person.submits(), Receipt)


# Receipts and the data


def test_submitting_twice_is_one_response_and_one_receipt(home: Home, person: Respondent):
    person.completes()
    first = person.receipt()
    after = database.dump(home)
    assert person.receipt() == person.resumes("ja").receipt() == first
    assert database.dump(home) == after


def test_submitting_from_many_tabs_at_once_is_one_submission(home: Home, person: Respondent):
    person.completes()
    ready = threading.Barrier(8)
    receipts: list[Receipt] = []

    def press() -> None:
        ready.wait()
        receipts.append(person.receipt())

    tabs = [threading.Thread(target=press) for _ in range(8)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    assert database.rows(home, "SELECT count(*) FROM submission") == [(1,)]


def test_the_data_are_the_valid_answers_on_the_path_without_contact_data(
    home: Home, open_hearted: Respondent
):
    open_hearted.answers(papers=3)
    open_hearted.receipt()
    data = database.submitted(home, open_hearted.id)
    assert data == open_hearted.data
    assert {question for question, _ in data} == {
        "name", "category", "activities", "other_activity", "views", "cost_note", "programme_name",
    }  # fmt: skip


def test_an_edit_counts_once_it_is_submitted_as_a_new_revision(
    home: Home, tiny: Study, person: Respondent
):
    person.completes()
    person.receipt()
    category = tiny.questionnaire.questions["category"]
    person.answers(category="agency")
    counts = dict(row[1:] for row in monitoring.distribution(home, category).rows)
    assert (counts["foundation"], counts["agency"]) == (1, 0)
    assert submitting.changed_since_submission(home, person.draft)
    assert person.receipt().number == 2
    counts = dict(row[1:] for row in monitoring.distribution(home, category).rows)
    assert (counts["foundation"], counts["agency"]) == (0, 1)
    assert not submitting.changed_since_submission(home, person.draft)


def test_changing_an_answer_and_changing_it_back_is_no_new_revision(person: Respondent):
    person.completes()
    first = person.receipt()
    person.answers(category="agency")
    person.answers(category="foundation")
    assert person.receipt() == first


def test_contact_data_is_no_part_of_a_submission(home: Home, person: Respondent):
    person.completes()
    first = person.receipt()
    person.answers(person="Ann Example")
    assert not submitting.changed_since_submission(home, person.draft)
    assert person.receipt() == first


def test_an_old_receipt_still_verifies_after_an_edit(home: Home, person: Respondent):
    person.completes()
    first = person.receipt()
    person.answers(category="agency")
    second = person.receipt()
    assert receipt_codes.verify(home, first.code).standing is Standing.REPLACED
    assert receipt_codes.verify(home, first.code).receipt == first
    assert receipt_codes.verify(home, second.code).standing is Standing.GENUINE
    assert receipt_codes.verify(home, second.code).receipt == second


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        receipt_codes.show_code,
        lambda code: f"  {receipt_codes.show_code(code).lower()}\n",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)}),
    ],
    ids=["lower case", "in groups", "with spaces", "O for 0, l for 1", "full width"],
)
def test_a_receipt_code_is_read_as_people_type_it(typed, home: Home, person: Respondent):
    person.completes()
    for category in ("agency", "company", "foundation"):
        person.answers(category=category)
        code = person.receipt().code
        assert receipt_codes.verify(home, typed(code)).receipt.code == code


def test_a_receipt_does_not_verify_once_the_stored_answers_were_tampered_with(
    home: Home, person: Respondent
):
    person.completes()
    code = person.receipt().code
    query = "UPDATE submission SET answers = replace(answers, 'foundation', 'agency')"
    database.meddle(home, query)
    assert receipt_codes.verify(home, code).standing is Standing.ALTERED


@pytest.mark.parametrize("typed", ["", "-", "0000-0000-0000-0000", "%", "' OR 1=1", "\ud800"])
def test_a_made_up_code_is_no_receipt(typed: str, home: Home, person: Respondent):
    person.completes()
    person.receipt()
    assert receipt_codes.verify(home, typed) is None


def test_two_responses_with_the_same_answers_have_different_codes(home: Home, tiny: Study):
    codes = set()
    for _ in range(3):
        somebody = Respondent.starts(home, tiny)
        somebody.completes()
        codes.add(somebody.receipt().code)
    assert len(codes) == 3


# Leaving


def test_a_withdrawn_response_is_out_of_the_data_at_once_and_keeps_its_answers(
    home: Home, tiny: Study, person: Respondent
):
    person.completes()
    receipt = person.receipt()
    withdrawal.withdraw(home, person.id)
    assert database.submitted(home, person.id) == {}
    assert monitoring.overview(home, tiny).by_category == {}
    with pytest.raises(LinkEnded):
        person.gives("category", "agency")
    withdrawal.reopen(home, person.id)
    assert person.draft.values["category", ""] == "foundation"
    assert database.submitted(home, person.id) == {}
    assert person.receipt() == receipt
    assert database.submitted(home, person.id) == person.data


def test_reopening_brings_only_a_withdrawn_response_back(home: Home, person: Respondent):
    person.completes()
    person.receipt()
    with pytest.raises(LinkEnded):
        withdrawal.reopen(home, person.id)
    assert person.draft.response.status == "submitted"
    withdrawal.erase(home, person.id)
    with pytest.raises(LinkEnded):
        withdrawal.reopen(home, person.id)
    assert person.draft.response.status == "erased"


def test_contact_data_lies_in_its_own_table_and_nowhere_else(home: Home, open_hearted: Respondent):
    open_hearted.receipt()
    open_hearted.answers(person="Mathilde Kowalczyk-Sato")
    open_hearted.receipt()
    for text in ("Kowalczyk", "kowalczyk.example"):
        assert database.tables_with(home, text) == {"contact"}


def test_deleting_contact_data_deletes_it_alone(home: Home, open_hearted: Respondent):
    receipt = open_hearted.receipt()
    data = database.submitted(home, open_hearted.id)
    assert withdrawal.delete_contact(home, open_hearted.id) == 2
    assert database.tables_with(home, "Kowalczyk") == set()
    assert database.submitted(home, open_hearted.id) == data
    assert receipt_codes.verify(home, receipt.code).standing is Standing.GENUINE
    assert open_hearted.draft.values["cost_note", ""] == SECRETS["cost_note"]


def test_a_page_that_was_left_open_does_not_bring_deleted_contact_data_back_unasked(
    home: Home, person: Respondent
):
    person.answers(person="Mathilde")
    seen = person.stored("person").revision
    withdrawal.delete_contact(home, person.id)
    conflict = person.gives("person", "Mathilde K.", based_on=seen)
    assert isinstance(conflict, Conflict)
    assert conflict.theirs is None
    assert database.tables_with(home, "Mathilde") == set()


def test_erasing_removes_every_answer_from_every_table_and_the_receipt_says_so(
    home: Home, open_hearted: Respondent
):
    first = open_hearted.receipt()
    open_hearted.answers(cost_note="Nothing, really")
    second = open_hearted.receipt()
    withdrawal.erase(home, open_hearted.id)
    for text in (*SECRETS.values(), *COMPLETE["name"].values(), "Bagpipe", "Nothing, really"):
        assert database.tables_with(home, text) == set()
    for receipt in (first, second):
        assert receipt_codes.verify(home, receipt.code).standing is Standing.ERASED
    assert open_hearted.draft.values == {}
    with pytest.raises(LinkEnded):
        open_hearted.gives("papers", 1)


def test_erasing_one_response_leaves_the_others_alone(
    home: Home, tiny: Study, open_hearted: Respondent
):
    other = Respondent.starts(home, tiny)
    other.completes()
    other.answers(person="Ann Example")
    receipt, values = other.receipt(), other.draft.values
    open_hearted.receipt()
    withdrawal.erase(home, open_hearted.id)
    assert other.draft.values == values
    assert receipt_codes.verify(home, receipt.code).standing is Standing.GENUINE
    assert database.submitted(home, other.id) == other.data


@pytest.mark.parametrize("leave", [withdrawal.erase, withdrawal.delete_contact])
def test_what_was_deleted_for_good_is_in_no_byte_of_the_files(
    leave, home: Home, open_hearted: Respondent
):
    """A table without the row is not enough: the file and its log may keep the page."""
    open_hearted.receipt()
    secret = SECRETS["person"].encode()
    assert secret in database.raw_bytes(home.folder)
    leave(home, open_hearted.id)
    assert secret not in database.raw_bytes(home.folder)


def test_after_erasing_nothing_is_left_that_could_confirm_a_guess_at_the_answers(
    home: Home, person: Respondent
):
    """The code is a hash of the answers; with its salt, few possible answers could be tried out."""
    person.completes()
    person.receipt()
    [(salt,)] = database.rows(home, "SELECT salt FROM submission")
    withdrawal.erase(home, person.id)
    assert database.rows(home, "SELECT salt FROM submission") != [(salt,)]


def test_codes_are_made_of_letters_that_nobody_misreads(home: Home, person: Respondent):
    person.completes()
    code = person.receipt().code
    assert len(code) == receipt_codes.CODE_LENGTH
    assert not set(code) & set("ILOU")
    assert unicodedata.normalize("NFKC", code) == code.upper()
