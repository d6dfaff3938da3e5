"""Real processes and real files: many at once, and a store that cannot be used."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hees.store import connection as store
from hees.store.connection import StoreUnavailable, Trouble, unavailable
from hees.store.home import Home, prepare
from hees.study import Study
from hees.survey import drafts
from tests import database, studies
from tests.respondent import Respondent

PROCESSES, THREADS, ANSWERS = 10, 10, 60
NOBODY = 65534

WRITERS = """
import sys
from pathlib import Path
from threading import Thread
from hees.store.home import prepare
from hees.study import load
from hees.survey import drafts
from hees.survey.drafts import Saved

home, study = prepare(Path(sys.argv[1])), load(Path(sys.argv[2]))
threads, answers = int(sys.argv[3]), int(sys.argv[4])
failed = []

def write():
    try:
        response, _ = drafts.start(home, study, "en")
        fields = ["papers", "trainees", "share", "since", "base"]
        for number in range(answers):
            question = study.questionnaire.questions[fields[number % len(fields)]]
            stored = drafts.load(home, response).stored.get((question.id, ""))
            saved = drafts.save(
                home, response, question, "", f"{number}!", language="en",
                based_on=stored.revision if stored else 0,
            )
            assert isinstance(saved, Saved), saved
    except BaseException as error:
        failed.append(repr(error))

writers = [Thread(target=write) for _ in range(threads)]
for writer in writers:
    writer.start()
for writer in writers:
    writer.join()
print(*failed, sep="\\n", end="")
"""

WITHOUT_PANDAS = "import sys; sys.modules['pandas'] = None\n"
"""sqlite_utils loads pandas where it can; a process of ours starts a second sooner without."""


def run(script: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WITHOUT_PANDAS + script, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def study_folder(tmp_path: Path) -> Path:
    return studies.write(tmp_path / "study")


# Many at once


def test_a_hundred_writers_at_once_lose_no_answer_and_meet_no_lock(home: Home, study_folder: Path):
    crowd = [run(WRITERS, home.folder, study_folder, THREADS, ANSWERS) for _ in range(PROCESSES)]
    said = [one.communicate(timeout=300)[0] for one in crowd]
    assert said == [""] * PROCESSES
    writers = PROCESSES * THREADS
    query = "SELECT count(*), count(DISTINCT response), count(DISTINCT response || new) FROM answer_event"
    assert database.rows(home, query) == [(writers * ANSWERS, writers, writers * ANSWERS)]
    query = "SELECT DISTINCT question, value FROM answer ORDER BY question"
    assert database.rows(home, query) == [
        (question, f'"{number}!"')
        for question, number in zip(
            ["base", "papers", "share", "since", "trainees"], [59, 55, 57, 58, 56], strict=True
        )
    ]
    assert database.rows(home, "PRAGMA integrity_check") == [("ok",)]


def test_servers_that_start_at_once_prepare_one_store(tmp_path: Path, study_folder: Path):
    folder = tmp_path / "fresh"
    crowd = [run(WRITERS, folder, study_folder, 1, 1) for _ in range(6)]
    assert [one.communicate(timeout=120)[0] for one in crowd] == [""] * 6
    assert database.rows(Home(folder), "SELECT count(*) FROM response") == [(6,)]


# A store that cannot be used


@contextmanager
def without_privileges() -> Iterator[None]:
    """File permissions mean nothing to root, so a test that runs as root steps down."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def locked(tiny: Study) -> Iterator[tuple[Home, str]]:
    """A home whose files anyone may read and nobody may write, and a response in it."""
    folder = Path(tempfile.mkdtemp(prefix="hees-locked-"))
    home = prepare(folder / "home")
    response, _ = drafts.start(home, tiny, "en")
    other = sqlite3.connect(home.responses)  # another server, so that the log stays in place
    other.execute("SELECT count(*) FROM response").fetchone()
    store.release(home.responses)
    folder.chmod(0o755)
    for path in home.folder.iterdir():
        path.chmod(0o444)
    home.folder.chmod(0o555)
    yield home, response
    other.close()
    for path in (home.responses, home.public):
        store.release(path)
    home.folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_file_that_cannot_be_written_is_called_read_only_and_can_be_read(
    locked: tuple[Home, str], tiny: Study
):
    home, response = locked
    question = tiny.questionnaire.questions["papers"]
    with without_privileges():
        with pytest.raises(StoreUnavailable) as refused:
            drafts.save(home, response, question, "", 1, based_on=0, language="en")
        assert refused.value.trouble is Trouble.READ_ONLY
        assert drafts.load(home, response).values == {}


def test_a_folder_that_cannot_be_written_is_called_read_only(locked: tuple[Home, str]):
    home, _ = locked
    with without_privileges(), pytest.raises(StoreUnavailable) as refused:
        prepare(home.folder / "deeper")
    assert refused.value.trouble is Trouble.READ_ONLY


def test_a_folder_that_is_gone_is_called_missing(tmp_path: Path, tiny: Study):
    gone = Home(tmp_path / "gone")
    for door in (lambda: drafts.start(gone, tiny, "en"), lambda: drafts.load(gone, "0")):
        with pytest.raises(StoreUnavailable) as refused:
            door()
        assert refused.value.trouble is Trouble.MISSING
    assert not gone.folder.exists(), "nothing was made in its place"


def test_a_store_of_a_newer_version_is_left_alone(home: Home):
    database.meddle(
        home,
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)",
        "responses",
        "m999_from_the_future",
        "2030-01-01",
    )
    before = database.dump(home)
    with pytest.raises(StoreUnavailable, match="m999_from_the_future") as refused:
        prepare(home.folder)
    assert refused.value.trouble is Trouble.NEWER
    assert database.dump(home) == before


def test_a_file_that_is_no_database_is_called_damaged_and_left_alone(tmp_path: Path):
    folder = tmp_path / "home"
    folder.mkdir()
    garbage = b"This is not the file that you are looking for. " * 200
    (folder / "responses.db").write_bytes(garbage)
    with pytest.raises(StoreUnavailable) as refused:
        prepare(folder)
    assert refused.value.trouble is Trouble.DAMAGED
    assert (folder / "responses.db").read_bytes() == garbage
    with pytest.raises(StoreUnavailable) as refused:
        drafts.load(Home(folder), "0")
    assert refused.value.trouble is Trouble.DAMAGED


def test_a_full_disk_is_called_full(tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "small.db")
    connection.execute("PRAGMA max_page_count = 2")
    connection.execute("CREATE TABLE answer (value TEXT)")
    with pytest.raises(sqlite3.OperationalError) as full:
        connection.execute("INSERT INTO answer VALUES (?)", ("x" * 100_000,))
    connection.close()
    assert unavailable(full.value).trouble is Trouble.FULL


def test_a_backup_that_was_put_in_place_is_what_is_read_next(
    home: Home, person: Respondent, tmp_path: Path
):
    person.answers(papers=1)
    backup = tmp_path / "backup.db"
    with sqlite3.connect(home.responses) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    source.close()
    target.close()
    person.answers(papers=2)
    for log in home.folder.glob("responses.db-*"):
        log.unlink()
    backup.replace(home.responses)
    assert person.draft.values["papers", ""] == 1
    person.answers(papers=4)
    assert database.rows(home, "SELECT value FROM answer WHERE question = 'papers'") == [("4",)]


def test_preparing_again_changes_nothing(home: Home, person: Respondent):
    person.completes()
    before = database.dump(home)
    assert prepare(home.folder) == home
    assert database.dump(home) == before


def test_answers_are_written_with_the_safest_settings(home: Home):
    with store.writing(home.responses) as connection:
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert settings == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": store.BUSY_MS,
    }  # fmt: skip
