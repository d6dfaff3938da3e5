"""The clock is set back, as where it was wrong and is put right: what was noted before is in the future now."""

import json
import time
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hees import clock
from hees.release.worker import Pace, Worker
from hees.settings import settings
from hees.store import attempts, backups, outbox
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.study import Study
from hees.survey import throttle
from hees.survey.drafts import Saved
from hees.team import accounts, signing_in
from hees.team.export import jobs
from hees.team.export.request import Format, Request
from hees.team.verifying import verify
from hees.web.backing_up import make_if_due
from tests import clocks, database
from tests.respondent import Respondent
from tests.test_monitoring import invite

YEAR = timedelta(days=365)
PASSWORD = "correct horse battery"


def test_answers_saved_after_the_clock_was_set_back_come_after_those_before(
    home: Home, tiny: Study
):
    with clocks.ahead(YEAR):
        person = Respondent.starts(home, tiny)
        person.completes()
        first = person.receipt()
        before = person.gives("share", 1)
    assert isinstance(before, Saved)
    person = Respondent(home, person.token)  # the link opens
    after = person.gives("share", 2)
    assert isinstance(after, Saved)
    assert after.at < before.at
    assert after.revision > before.revision
    assert person.data["share", ""] == 2
    second = person.receipt()
    query = "SELECT code FROM submission ORDER BY number"
    assert database.rows(home, query) == [(first.code,), (second.code,)]
    query = "SELECT new FROM answer_event WHERE question = 'share' ORDER BY id"
    assert database.rows(home, query) == [("1",), ("2",)]
    assert database.submitted(home, person.id)["share", ""] == 2
    assert [check for check in verify(home) if check.problem] == []


def test_nobody_is_locked_out_by_attempts_of_the_future(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(throttle.MOST, "start", 2)
    accounts.add(home, "ann", "viewer", password=PASSWORD, email=None)
    with clocks.ahead(YEAR):
        while throttle.allows(home, "start", "192.0.2.1"):
            pass
        with suppress(signing_in.Throttled):
            while True:
                signing_in.sign_in(home, "ann", "wrong", "192.0.2.1")
    assert throttle.allows(home, "start", "192.0.2.1")
    session = signing_in.sign_in(home, "ann", PASSWORD, "192.0.2.1")
    assert session
    assert signing_in.signed_in(home, session.token)


def test_a_session_of_the_future_still_opens(home: Home):
    accounts.add(home, "ann", "viewer", password=PASSWORD, email=None)
    with clocks.ahead(YEAR):
        session = signing_in.sign_in(home, "ann", PASSWORD, "192.0.2.1")
    assert session
    assert signing_in.signed_in(home, session.token)


def test_the_lease_of_a_server_that_is_gone_ends(home: Home, tiny: Study):
    with clocks.ahead(YEAR):
        Worker(home, tiny, Pace()).turn()
    other = Worker(home, tiny, Pace())
    assert other._holds_the_lease()
    assert not Worker(home, tiny, Pace())._holds_the_lease(), "one at a time, as ever"


def test_the_worker_does_not_rest_until_a_failure_of_the_future_is_over(home: Home, tiny: Study):
    for _ in range(2 * tiny.policy.batch):
        person = Respondent.starts(home, tiny)
        person.completes()
        person.receipt()
    with clocks.ahead(YEAR), writing(home.responses) as connection:
        attempts.begin(connection, "some", clock.now())
        attempts.note(connection, at=clock.now(), outcome="failed", release=None, detail={})
        attempts.end(connection, clock.now())
        attempts.wait_for(connection, tiny.policy.batch)
    assert Worker(home, tiny, Pace())._is_due()


def test_a_mail_that_was_to_be_tried_again_in_the_future_is_due(home: Home):
    invite(home, "inv", email="a@example.org")
    database.meddle(home, "UPDATE outbox SET state = 'queued', sent_at = NULL")

    def due(at: float) -> bool:
        database.meddle(home, "UPDATE outbox SET due = ?", at)
        with reading(home.responses) as connection:
            return outbox.next_due(connection, time.time()) is not None

    now = time.time()
    assert due(now + YEAR.total_seconds())
    assert due(now)
    assert not due(now + outbox.LONGEST_WAIT)


def test_backups_go_on_and_the_new_ones_are_kept(home: Home, tmp_path: Path):
    given = replace(
        settings(), home=home.folder, backups=tmp_path / "kept", backup_hours=24, backup_keep=2
    )
    with clocks.ahead(YEAR):
        old = [
            backups.make(home, given.backups, f"2999-01-0{day}T00:00:00+00:00") for day in (1, 2)
        ]
    made = make_if_due(given)
    assert made
    kept = backups.all_in(given.backups)
    assert [one.made_at for one in kept] == [old[1].made_at, made.made_at]
    assert make_if_due(given) is None, "the one just made is not due again"


def test_an_export_of_the_future_does_not_stay_for_a_year(home: Home):
    folder = home.folder / jobs.FOLDER / "a-job-of-the-future"
    folder.mkdir(parents=True)
    request = Request(Format.CSV, "en")
    asked = {"who": "ann", "at": time.time() + YEAR.total_seconds(), "request": request.text}
    (folder / "asked.json").write_text(json.dumps(asked))
    (folder / "hees-csv.zip").write_bytes(b"")
    assert jobs.one(home, folder.name) is None
    jobs.sweep(home)
    assert not folder.exists()
