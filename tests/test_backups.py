"""Backups: made while people answer, checked, rotated, and put back without losing what was erased."""

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from hees.settings import settings
from hees.store import backups, releases
from hees.store.connection import StoreUnavailable, reading
from hees.store.home import Home, prepare
from hees.study import Study
from hees.survey import drafts, submitting
from hees.web.backing_up import make_if_due
from tests import database
from tests.respondent import Respondent

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
        assert submitting.verify(copy, receipt.code).standing == submitting.Standing.GENUINE


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
    assert submitting.verify(home, receipt.code).standing == submitting.Standing.GENUINE
    resumed = Respondent(home, person.token)
    resumed.answers(category="foundation")
    aside = next((home.folder / "replaced").iterdir())
    assert (aside / "responses.db").read_bytes().startswith(b"not a database")


def test_what_was_erased_after_the_backup_stays_erased(home: Home, tiny: Study, tmp_path: Path):
    leaves, stays = Respondent.starts(home, tiny), Respondent.starts(home, tiny)
    leaves.completes()
    stays.completes()
    backup = backups.make(home, tmp_path / "kept", MONDAY)
    submitting.erase(home, leaves.id)
    backups.restore(backup, home, TUESDAY, "ann")
    assert drafts.load(home, stays.id).values
    query = f"SELECT count(*) FROM answer WHERE response = '{leaves.id}'"
    assert database.rows(home, query) == [(0,)]
    assert b"The Tiny Foundation" in home.responses.read_bytes()  # of the one who stays


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
    made = make_if_due(given)
    assert made
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
