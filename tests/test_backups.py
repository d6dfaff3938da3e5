"""Backups: made while people answer, checked, rotated, and put back without losing what was erased."""

import hashlib
import os
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from hees.settings import settings
from hees.store import backups, quoted, releases
from hees.store.connection import StoreUnavailable, reading, writing
from hees.store.home import Home, prepare
from hees.study import Study
from hees.survey import drafts, receipt_codes, withdrawal
from hees.team import accounts, signing_in
from hees.web.backing_up import make_if_due
from tests import database
from tests.respondent import Respondent
from tests.test_monitoring import invite

MONDAY, TUESDAY = "2026-11-23T03:00:00+00:00", "2026-11-24T03:00:00+00:00"


def hees(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hees", *arguments],
        env=os.environ | {"HEES_HOME": str(home.folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_backup_made_while_people_answer_is_whole_and_holds_what_was_saved_before(
    home: Home, tiny: Study, tmp_path: Path
):
    person = Respondent.starts(home, tiny)
    person.completes()
    receipt = person.receipt()
    stop = threading.Event()

    def answering():
        other = Respondent.starts(home, tiny)
        while not stop.is_set():
            other.answers(category="foundation")

    threads = [threading.Thread(target=answering) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        made = [
            backups.make(home, tmp_path / "kept", f"2026-11-23T03:00:0{second}+00:00")
            for second in range(5)
        ]
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    for one in made:
        assert backups.problems(one) == []
        copy = prepare(one.folder)
        assert receipt_codes.verify(copy, receipt.code).standing == receipt_codes.Standing.GENUINE


def test_the_drill_damaged_databases_are_replaced_and_every_answer_is_back(
    home: Home, tiny: Study, tmp_path: Path
):
    person = Respondent.starts(home, tiny)
    person.completes()
    receipt = person.receipt()
    backup = backups.make(home, tmp_path / "kept", MONDAY)
    before = database.rows(home, "SELECT * FROM answer")
    home.responses.write_bytes(b"not a database any more" * 1000)
    with pytest.raises(StoreUnavailable):
        drafts.load(home, person.id)

    done = hees(home, "restore", str(backup.folder), "--yes")
    assert done.returncode == 0, done.stderr
    assert database.rows(home, "SELECT * FROM answer") == before
    assert receipt_codes.verify(home, receipt.code).standing == receipt_codes.Standing.GENUINE
    resumed = Respondent(home, person.token)
    resumed.answers(category="foundation")
    aside = next((home.folder / "replaced").iterdir())
    assert (aside / "responses.db").read_bytes().startswith(b"not a database")


def test_what_was_erased_after_the_backup_stays_erased(home: Home, tiny: Study, tmp_path: Path):
    leaves, stays = Respondent.starts(home, tiny), Respondent.starts(home, tiny)
    leaves.completes()
    stays.completes()
    backup = backups.make(home, tmp_path / "kept", MONDAY)
    withdrawal.erase(home, leaves.id)
    backups.restore(backup, home, TUESDAY, "ann")
    assert drafts.load(home, stays.id).values
    query = f"SELECT count(*) FROM answer WHERE response = '{leaves.id}'"
    assert database.rows(home, query) == [(0,)]
    assert b"The Tiny Foundation" in home.responses.read_bytes()  # of the one who stays


def test_who_left_since_the_backup_stays_away_and_no_mail_goes_twice(
    home: Home, tiny: Study, tmp_path: Path
):
    people = [Respondent.starts(home, tiny) for _ in range(3)]
    for one in people:
        one.completes()
        one.answers(consent="yes", person="Zenobia Quux")
        one.receipt()
    withdraws, forgets, revokes = people
    for id in ("inv1", "inv2"):
        invite(home, id, person="Wilma Zork", email=f"{id}@example.org")
    database.meddle(home, "UPDATE outbox SET state = 'queued', sent_at = NULL")
    accounts.add(home, "ann", "administrator", password="correct horse battery", email=None)
    accounts.add(home, "bob", "administrator", password="correct horse battery", email=None)
    session = signing_in.sign_in(home, "ann", "correct horse battery", "here")
    assert session
    backup = backups.make(home, tmp_path / "kept", MONDAY)

    withdrawal.delete_contact(home, forgets.id)
    withdrawal.withdraw(home, withdraws.id)
    drafts.revoke(home, revokes.id)
    database.meddle(home, "UPDATE invitation SET person = '', email = '' WHERE id = 'inv1'")
    database.meddle(home, "UPDATE outbox SET state = 'sent', sent_at = ? WHERE id = 2", MONDAY)
    accounts.disable(home, "bob")
    backups.restore(backup, home, TUESDAY, "ann")

    def found(query: str, *values: str) -> list[tuple]:
        return database.rows(home, query, *values)

    assert found("SELECT status FROM response WHERE id = ?", withdraws.id) == [("withdrawn",)]
    assert database.submitted(home, withdraws.id) == {}
    assert found("SELECT value FROM contact WHERE response = ?", forgets.id) == [("null",)]
    assert drafts.open_link(home, revokes.token) is None
    assert found("SELECT person FROM invitation ORDER BY id") == [("",), ("Wilma Zork",)]
    assert found("SELECT state FROM outbox ORDER BY id") == [("queued",), ("sent",)]
    assert found("SELECT name FROM account WHERE disabled = 1") == [("bob",)]
    assert signing_in.signed_in(home, session.token) is None


def test_a_quotation_taken_down_since_the_backup_stays_down(
    home: Home, tiny: Study, tmp_path: Path
):
    quotation = """INSERT INTO quotation VALUES (?, 'none', 'q', '', 'Yes', 'en', '{}', '', '[]', '{}',
        '', 'approved', 'a', '', 'b', '')"""
    published = "INSERT INTO quotation VALUES (?, 'q', '', 'Yes', 'en', '{}', '{}', '', '')"
    database.meddle(home, quotation, "q1")
    with writing(home.public) as writer:
        writer.executemany(published, [("q1",), ("q2",)])
    backup = backups.make(home, tmp_path / "kept", MONDAY)
    database.meddle(home, "UPDATE quotation SET state = 'taken_down'")
    backups.restore(backup, home, TUESDAY, "ann")
    assert [one.id for one in quoted.published(home)] == ["q2"]
    done = hees(home, "restore", str(backup.folder), "--yes")
    assert done.returncode == 0, done.stderr
    assert quoted.published(home) == [], "the command makes public only what is approved"


def test_a_restored_home_is_for_its_owner_and_unknown_mails_wait_for_a_person(
    home: Home, tiny: Study, tmp_path: Path
):
    Respondent.starts(home, tiny)
    invite(home, "inv", email="a@example.org")
    database.meddle(home, "UPDATE outbox SET state = 'queued', sent_at = NULL")
    backup = backups.make(home, tmp_path / "kept", MONDAY)
    other = Home(tmp_path / "elsewhere")
    aside = backups.restore(backup, other, TUESDAY, "ann")
    assert stat.S_IMODE(other.folder.stat().st_mode) == 0o700
    assert database.rows(other, "SELECT state FROM outbox") == [("uncertain",)]
    assert list(aside.iterdir()) == []


def test_a_backup_cannot_name_files_elsewhere(home: Home, tiny: Study, tmp_path: Path):
    Respondent.starts(home, tiny)
    backup = backups.make(home, tmp_path / "kept", MONDAY)
    (tmp_path / "kept" / "x").write_text("x")
    digest = hashlib.sha256(b"x").hexdigest()
    with pytest.raises(backups.NoBackup, match="no file of a backup"):
        backups.restore(
            replace(backup, files={**backup.files, "../x": digest}), home, TUESDAY, "ann"
        )


@pytest.mark.parametrize("file", backups.DATABASES)
def test_an_altered_backup_is_refused_and_nothing_is_changed(
    file: str, home: Home, tiny: Study, tmp_path: Path
):
    Respondent.starts(home, tiny)
    backup = backups.make(home, tmp_path / "kept", MONDAY)
    path = backup.folder / file
    altered = bytearray(path.read_bytes())
    altered[-100] ^= 1
    path.write_bytes(altered)
    before = {one: one.read_bytes() for one in (home.responses, home.public)}
    with pytest.raises(backups.NoBackup, match=f"{file} is not as it was written"):
        backups.restore(backup, home, TUESDAY, "ann")
    assert {one: one.read_bytes() for one in before} == before
    assert not (home.folder / "replaced").exists()
    listed = subprocess.run(
        [sys.executable, "-m", "hees", "backup", "--list", "--to", str(tmp_path / "kept")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "is not as it was written" in listed.stdout


def test_a_backup_restores_on_a_machine_that_has_nothing(home: Home, tiny: Study, tmp_path: Path):
    person = Respondent.starts(home, tiny)
    person.answers(category="foundation")
    backup = backups.make(home, tmp_path / "kept", MONDAY)
    other = Home(tmp_path / "elsewhere")
    backups.restore(backup, other, TUESDAY, "ann")
    assert Respondent(other, person.token).stored("category").value == "foundation"
    assert releases.newest(other) is None


def test_backups_by_the_clock_are_made_when_due_and_the_oldest_deleted(home: Home, tmp_path: Path):
    given = replace(
        settings(), home=home.folder, backups=tmp_path / "kept", backup_hours=24, backup_keep=3
    )
    for day in range(10, 15):
        backups.make(home, given.backups, f"2020-11-{day}T03:00:00+00:00")
    aside = [home.folder / "replaced" / name for name in ("old", "new")]
    broken_off = given.backups / ".2020-11-16T030000Z.1"
    for folder in (*aside, broken_off):
        folder.mkdir(parents=True)
    for folder in (aside[0], broken_off):
        os.utime(folder, (0, 0))
    made = make_if_due(given)
    assert made
    assert [folder.exists() for folder in (*aside, broken_off)] == [False, True, False]
    assert len(backups.all_in(given.backups)) == 3
    assert backups.all_in(given.backups)[0].folder == made.folder
    assert make_if_due(given) is None


def test_a_clock_that_was_set_back_does_not_hold_up_the_next_backup(home: Home, tmp_path: Path):
    given = replace(
        settings(), home=home.folder, backups=tmp_path / "kept", backup_hours=24, backup_keep=3
    )
    backups.make(home, given.backups, "2999-01-01T00:00:00+00:00")
    assert make_if_due(given)


def test_where_a_backup_cannot_be_written_the_reason_is_told_and_nothing_is_left(
    home: Home, tmp_path: Path
):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreUnavailable):
        backups.make(home, tmp_path / "file", MONDAY)
    with reading(home.responses):
        pass
