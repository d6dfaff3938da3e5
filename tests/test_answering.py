"""Answering, submitting and leaving again: the promises to a respondent, one test each."""

import base64
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from hees.store import connection as store
from hees.store import responses
from hees.store.connection import StoreUnavailable, Trouble
from hees.store.home import Home
from hees.study import Study
from hees.survey import clock, drafts, entries, finder, links, readable, submitting, versions
from hees.survey.drafts import AnswerTooLarge, Conflict, LinkEnded, Saved
from hees.survey.submitting import Gap, Receipt, Standing
from hees.team import monitoring
from tests import database, studies
from tests.respondent import COMPLETE, Respondent
from tests.studies import ABOUT, CONTACT, PROGRAMMES, VIEWS

STATES: list[tuple[str, Any, str]] = [
    # One of every kind of answer, valid, invalid and cleared: (question, raw, item)
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
    ("labs", [{"id": "aa-1"}, {"name": "Lab, \"B\"; C"}], ""),
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
]  # fmt: skip


def programmes(tiny: Study):
    return tiny.questionnaire.section("programmes")


def read_everything(home: Home, study: Study, person: Respondent, language: str) -> list[Any]:
    """Do all that pages do to show a response, and return what does not depend on the language."""
    again = person.resumes(language)
    draft = again.draft
    readable.lines(home, draft, language)
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
        submitting.receipts(home, person.id),
        versions.pending(study, draft),
    ]


# 1 Codes are stored, never labels; language changes words, never answers


def test_reading_in_any_language_changes_no_byte_in_any_state(
    home: Home, tiny: Study, person: Respondent
):
    entry = entries.add(home, person.id, programmes(tiny))
    person.gives("programme_name", "Summer school", entry)
    for question, raw, item in STATES:
        person.gives(question, raw, item)
        before = database.dump(home)
        shown = [read_everything(home, tiny, person, one) for one in ("ja", "en", "ja")]
        assert shown[0] == shown[1] == shown[2]
        assert database.dump(home) == before


def test_giving_a_stored_answer_again_in_another_language_changes_no_byte(
    home: Home, person: Respondent
):
    for question, raw, item in STATES:
        person.gives(question, raw, item)
        before = database.dump(home)
        other = person.resumes("ja")
        saved = other.gives(question, other.stored(question, item).value, item)
        assert isinstance(saved, Saved)
        assert database.dump(home) == before


def test_labels_are_nowhere_in_the_answers(home: Home, person: Respondent):
    person.completes()
    person.answers(base="here", activities=["research", "none"], consent="yes")
    person.receipt()
    for label in ("財団", "Foundation", "こちら", "Research", "研究", "はい"):
        assert database.tables_with(home, label) <= {"questionnaire_version", "answer_event"} - {
            "answer_event"
        } | ({"answer", "answer_event", "submission", "submitted_answer"} & set() )


# 2 An answer that is called saved is on disk


def test_a_saved_answer_is_committed_before_the_save_returns(home: Home, person: Respondent):
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


def test_an_answer_that_breaks_a_rule_is_kept_and_is_no_data(person: Respondent):
    person.answers(papers="about twenty", since="3000", other_activity="x" * 500)
    values = person.resumes("ja").draft.values
    assert values["papers", ""] == "about twenty"
    assert values["since", ""] == 3000
    assert values["other_activity", ""] == "x" * 500
    assert person.data == {}


def test_each_change_is_on_record_with_old_and_new(home: Home, person: Respondent):
    person.answers(papers=1)
    person.resumes("ja").answers(papers="２")
    query = "SELECT question, old, new, language, who, revision FROM answer_event ORDER BY id"
    assert database.rows(home, query) == [
        ("papers", "null", "1", "en", "respondent", 1),
        ("papers", "1", "2", "ja", "respondent", 2),
    ]
    with pytest.raises(sqlite3.IntegrityError):
        database.meddle(home, "UPDATE answer_event SET new = '3'")


def test_the_revision_of_the_store_moves_with_every_change_and_only_then(
    home: Home, person: Respondent
):
    """The team's page follows this number, so a change that it misses would never show."""
    seen = [monitoring.revision(home)]
    for change in (
        lambda: person.answers(**COMPLETE),
        lambda: entries.add(home, person.id, programmes_of(person)),
        lambda: person.answers(category="agency"),
        lambda: submitting.withdraw(home, person.id),
        lambda: submitting.reopen(home, person.id),
        lambda: drafts.revoke(home, person.id),
    ):
        change()
        seen.append(monitoring.revision(home))
    assert seen == sorted(set(seen))
    person.draft  # noqa: B018
    monitoring.overview_of = None
    assert monitoring.revision(home) == seen[-1]


def programmes_of(person: Respondent):
    return person.draft.questionnaire.section("programmes")
