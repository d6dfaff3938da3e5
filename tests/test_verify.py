"""`hees verify`: what was changed past HEES is found and named; what was not is called good."""

import io
import shutil
import sqlite3
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from hees.cli import main
from hees.findings import edition_files
from hees.settings import settings
from hees.store import audit, connection, editions, releases, schema
from hees.store.connection import StoreUnavailable, Trouble, reading, writing
from hees.store.editions import Edition
from hees.store.home import Home, prepare
from hees.store.review import Review
from hees.study import Study
from hees.team import edition_log, merge_plan, merging, reviewing
from tests import handmade
from tests.respondent import Respondent
from tests.test_editions import STUDY


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, tiny: Study) -> Home:
    """A home with submitted responses, a log, a release and an edition of it."""
    home = prepare(tmp_path_factory.mktemp("kept") / "home")
    people: list[Respondent] = []
    for name in ("The One", "The Other"):
        person = Respondent.starts(home, tiny)
        person.completes()
        person.answers(name={"name": name}, consent="yes")
        person.receipt()
        people.append(person)
    merging.undo(home, merged(home, tiny, people), "ann")
    merged(home, tiny, people)
    people[0].answers(name={"name": "The First"})
    people[0].receipt()  # so that the second merge ends by itself
    merged(home, tiny, people)
    draft = Respondent.starts(home, tiny)
    draft.completes()
    excluded, test = reviewing.State.EXCLUDED, reviewing.Reason.TEST
    reviewing.set_state(home, draft.id, excluded, "ann", seen=Review(), reason=test)
    with writing(home.responses) as writer:
        for number in range(3):
            audit.record(writer, "ann", "response_excluded", f"r{number}")
    handmade.release(home, STUDY, 1)
    edition = Edition("first", 1, {"en": "First", "ja": "第一"}, "2027-01-15")
    editions.add(home, edition, package(home))
    edition_log.frozen(home, "ann", edition)
    for path in (home.responses, home.public):
        connection.forget(path)
        connection.release(path)
    return home


def merged(home: Home, study: Study, people: list[Respondent]) -> str:
    plan = merge_plan.plan(home, study, [one.id for one in people])
    return merging.merge(home, study, plan, {}, plan.offered, "ann")


def package(home: Home) -> bytes:
    release = releases.one(home, 1)
    assert release
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        made = edition_files.as_json({"release": asdict(release)})
        archive.writestr(edition_files.RELEASE, made)
        archive.writestr("cells.csv", "1,2,3\n" * 100)
    return body.getvalue()


@pytest.fixture
def own(kept: Home, tmp_path: Path) -> Home:
    return Home(Path(shutil.copytree(kept.folder, tmp_path / "own")))


def verify(home: Home, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.setenv("HEES_HOME", str(home.folder))
    settings.cache_clear()
    result = CliRunner().invoke(main, ["verify", *arguments])
    settings.cache_clear()
    for path in (home.responses, home.public):
        connection.release(path)
    return result


def wrong(result: Result) -> list[str]:
    return [line[7:] for line in result.output.splitlines() if line.startswith("WRONG")]


def test_a_home_as_written_is_good(own: Home, monkeypatch: pytest.MonkeyPatch):
    result = verify(own, monkeypatch)
    assert (result.exit_code, wrong(result)) == (0, [])
    assert "receipts: 6 codes" in result.output
    assert "audit log: 10 entries" in result.output
    with reading(own.responses) as reader:
        assert audit.head(reader) in result.output
        digests = [entry.digest for entry in audit.entries(reader)]
    for digest in (digests[1], audit.START):
        assert verify(own, monkeypatch, "--head", digest.upper()).exit_code == 0


OUT = "DROP TRIGGER audit_stays; DROP TRIGGER audit_is_kept;"


@pytest.mark.parametrize(
    ("file", "statement", "said"),
    [
        ("responses", "UPDATE submission SET answers = replace(answers, 'foundation', 'agency') "
         "WHERE code = (SELECT min(code) FROM submission WHERE answers IS NOT NULL)", "receipts"),
        ("responses", "DELETE FROM submitted_answer WHERE question = 'category'", "data"),
        ("responses", f"{OUT} UPDATE audit SET who = 'bob' WHERE number = 2", "audit log"),
        ("responses", f"{OUT} DELETE FROM audit WHERE number = 1", "audit log"),
        ("responses", "UPDATE response SET status = 'submitted'", "data"),
        ("responses", "INSERT INTO submitted_answer SELECT question, item, response, value "
         "FROM answer JOIN response ON id = response WHERE status = 'draft'", "data"),
        ("responses", "INSERT INTO review SELECT min(response), 'excluded', 'test', '', '', '' "
         "FROM counted", "reviews"),
        ("responses", "DELETE FROM review", "reviews"),
        ("responses", "DROP VIEW counted; CREATE VIEW counted AS SELECT id AS response "
         "FROM response WHERE 0", "responses.db: its rules"),
        ("responses", "DROP TRIGGER audit_stays", "responses.db: its rules"),
        ("public", "CREATE TRIGGER more AFTER INSERT ON released_count BEGIN "
         "UPDATE released_count SET count = 9; END", "public.db: its rules"),
        ("responses", "PRAGMA foreign_keys = OFF; UPDATE response SET questionnaire = 'none'",
         "responses.db: references"),
        ("public", "UPDATE released_count SET count = 1000 WHERE count = "
         "(SELECT max(count) FROM released_count)", "releases"),
        ("public", "UPDATE release SET made_on = '2020-01-01'", "releases"),
        ("public", "DROP TRIGGER edition_package_stays; UPDATE edition_package SET body = x'00'",
         "edition first: its files"),
    ],
)  # fmt: skip
def test_a_change_past_the_program_is_found_and_named(
    file: str, statement: str, said: str, own: Home, monkeypatch: pytest.MonkeyPatch
):
    with sqlite3.connect(getattr(own, file)) as writer:
        writer.executescript(statement)
    writer.close()
    result = verify(own, monkeypatch)
    assert result.exit_code == 1
    assert any(line.startswith(said) for line in wrong(result)), result.output
    assert "Restore both databases" in result.output


def test_an_edition_swapped_for_another_whole_one_is_found_by_the_log(
    own: Home, monkeypatch: pytest.MonkeyPatch
):
    body = io.BytesIO(package(own))
    with zipfile.ZipFile(body, "a") as archive:
        archive.writestr("more.csv", "invented")
    with sqlite3.connect(own.public) as writer:
        query = "SELECT sql FROM sqlite_master WHERE name = 'edition_package_stays'"
        [(trigger,)] = writer.execute(query)
        writer.execute("DROP TRIGGER edition_package_stays")
        writer.execute("UPDATE edition_package SET body = ?", (body.getvalue(),))
        writer.execute(trigger)
    writer.close()
    assert wrong(verify(own, monkeypatch)) == [
        "editions: 1 have the files that the audit log noted"
    ]


def test_a_release_that_is_not_the_one_on_the_log_is_found(
    own: Home, monkeypatch: pytest.MonkeyPatch
):
    """Whoever writes a release anew can seal it anew, but not what the log noted of it."""
    with reading(own.public) as reader:
        noted = releases.digests(reader)[1]
    with writing(own.responses) as writer:
        audit.record(writer, "automatic", releases.PUBLISHED, "1", digest=noted)
    assert wrong(verify(own, monkeypatch)) == []
    with writing(own.responses) as writer:
        audit.record(writer, "automatic", releases.PUBLISHED, "1", digest=noted[::-1])
    assert wrong(verify(own, monkeypatch)) == ["releases: 1 are those that the audit log noted"]


def test_a_log_cut_off_at_the_end_is_found_by_a_digest_noted_elsewhere(
    own: Home, monkeypatch: pytest.MonkeyPatch
):
    with reading(own.responses) as reader:
        head = audit.head(reader)
    connection.release(own.responses)
    with sqlite3.connect(own.responses) as writer:
        writer.executescript(f"{OUT} DELETE FROM audit WHERE number > 2")
    writer.close()
    assert not [line for line in wrong(verify(own, monkeypatch)) if line.startswith("audit")]
    result = verify(own, monkeypatch, "--head", head)
    assert "audit log: holds the digest given" in wrong(result)


def test_a_home_of_an_older_hees_is_good_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "older"
    folder.mkdir()
    for name, steps, stop in (
        ("responses.db", schema.responses, "m009_invitations"),
        ("public.db", schema.public, "m006_quotations"),
    ):
        older = Database(connection.create(folder / name))
        steps.apply(older, stop_before=stop)
        older.close()
    result = verify(Home(folder), monkeypatch)
    assert (result.exit_code, wrong(result)) == (0, []), result.output


def test_a_damaged_file_is_said_to_be_damaged(own: Home, monkeypatch: pytest.MonkeyPatch):
    body = bytearray(own.public.read_bytes())
    body[: len(body) // 2] = b"\x00" * (len(body) // 2)
    own.public.write_bytes(body)
    result = verify(own, monkeypatch)
    assert result.exit_code == 1
    assert any(line.startswith("public.db") for line in wrong(result))
    assert "Traceback" not in result.output


def test_a_copy_that_cannot_be_written_is_checked_all_the_same(
    own: Home, monkeypatch: pytest.MonkeyPatch
):
    """On a read-only file system SQLite refuses to open a database with a write-ahead log."""
    connect = connection._connect

    def refusing(path: Path, mode: str) -> sqlite3.Connection:
        if path.parent == own.folder:
            raise sqlite3.OperationalError("unable to open database file")
        return connect(path, mode)

    def unavailable(error: sqlite3.Error) -> StoreUnavailable:
        return StoreUnavailable(Trouble.MISSING, str(error))

    monkeypatch.setattr(connection, "_connect", refusing)
    monkeypatch.setattr(connection, "unavailable", unavailable)
    before = sorted(path.name for path in own.folder.iterdir())
    result = verify(own, monkeypatch)
    assert (result.exit_code, wrong(result)) == (0, []), result.output
    assert sorted(path.name for path in own.folder.iterdir()) == before


def test_a_home_that_is_not_there_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    result = verify(Home(tmp_path / "nowhere"), monkeypatch)
    assert result.exit_code == 1
    assert "responses.db: can be read" in wrong(result)
    assert "Traceback" not in result.output
