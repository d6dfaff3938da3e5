"""The release worker: one release for each batch, whichever servers run, are killed or fail."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hees.release.worker import LONGEST_REST, Pace, Worker, rests_until
from hees.store import attempts, releases
from hees.store.attempts import Attempt, Task
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.study import Study, load
from tests import studies
from tests.browser.conftest import Server
from tests.respondent import Respondent

PATIENCE = 90
"""Seconds that a test waits for what must come."""

WORKER = """
import sys
from pathlib import Path
from hees.release.worker import Pace, working
from hees.store.home import Home
from hees.study import load

with working(Home(Path(sys.argv[1])), load(Path(sys.argv[2])), Pace(look=0.1, lease=3)):
    print("working", flush=True)
    sys.stdin.read()
"""

BATCH = 10


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The study folder, which the release step reads too."""
    written = studies.write(tmp_path / "study")
    monkeypatch.setenv("HEES_STUDY", str(written))
    return written


@pytest.fixture
def own(folder: Path) -> Study:
    return load(folder)


@pytest.fixture
def worker(home: Home, own: Study) -> Iterator[Worker]:
    one = Worker(home, own, Pace())
    yield one
    one.close()


def submit(home: Home, study: Study, count: int) -> None:
    for _ in range(count):
        person = Respondent.starts(home, study)
        person.completes()
        person.receipt()


def waits_for(home: Home, changes: int) -> None:
    """Put a draw in place, which else is secret."""
    with writing(home.responses) as connection:
        attempts.wait_for(connection, changes)


def tried(home: Home) -> list[Attempt]:
    """Every attempt, the oldest first."""
    with reading(home.responses) as connection:
        return attempts.newest(connection)[::-1]


def task(home: Home) -> Task:
    with reading(home.responses) as connection:
        return attempts.task(connection)


def ask(home: Home) -> None:
    with writing(home.responses) as connection:
        attempts.ask(connection, "alice")


def until(reached: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def finishes(worker: Worker, home: Home) -> None:
    """Take turns until what the worker does now has ended."""
    worker.turn()
    assert task(home).is_running
    until(lambda: worker.turn() or not task(home).is_running)


def rests(worker: Worker, home: Home) -> None:
    """Nothing is due: no turn starts anything."""
    before = len(tried(home))
    worker.turn()
    assert not task(home).is_running
    assert len(tried(home)) == before


# When a release is due


def test_a_release_waits_for_the_number_of_changes_that_was_drawn(
    home: Home, own: Study, worker: Worker
):
    submit(home, own, BATCH)
    waits_for(home, BATCH + 2)
    rests(worker, home)
    submit(home, own, 1)
    rests(worker, home)
    submit(home, own, 1)
    finishes(worker, home)
    assert releases.newest(home) == 1
    [attempt] = tried(home)
    assert (attempt.outcome, attempt.release) == ("published", 1)
    rests(worker, home)


def test_the_next_draw_is_between_the_batch_and_less_than_a_step_of_rounding_more(
    home: Home, own: Study, worker: Worker
):
    drawn = set()
    for _ in range(60):
        with writing(home.responses) as connection:
            connection.execute("DELETE FROM release_wait")
            connection.execute("UPDATE state SET revision = revision + 1")
        rests(worker, home)
        with reading(home.responses) as connection:
            drawn.add(attempts.waits_for(connection))
    assert drawn == set(range(BATCH, BATCH + own.policy.rounding))


def test_a_draw_serves_one_release_only(
    home: Home, own: Study, worker: Worker, monkeypatch: pytest.MonkeyPatch
):
    submit(home, own, BATCH)
    waits_for(home, BATCH)
    monkeypatch.setattr("hees.release.worker.secrets.randbelow", lambda most: most - 1)
    finishes(worker, home)
    submit(home, own, BATCH + own.policy.rounding - 2)
    rests(worker, home)
    submit(home, own, 1)
    finishes(worker, home)
    assert releases.newest(home) == 2


def test_who_asks_does_away_with_the_secret_extra_but_not_with_the_rule(
    home: Home, own: Study, worker: Worker
):
    submit(home, own, BATCH - 1)
    waits_for(home, BATCH + 4)
    ask(home)
    rests(worker, home)
    assert task(home).asked_by is None, "it does not hang over until enough have come"
    submit(home, own, 1)
    rests(worker, home)
    ask(home)
    finishes(worker, home)
    assert releases.newest(home) == 1


# When it is held or fails


def test_after_the_gate_held_a_release_only_other_submissions_or_a_request_try_again(
    home: Home, own: Study, worker: Worker, folder: Path
):
    submit(home, own, BATCH)
    waits_for(home, BATCH)
    finishes(worker, home)
    (folder / "study.toml").write_text(studies.STUDY.replace("k = 5", "k = 4"), "utf-8")
    submit(home, own, 2 * BATCH)
    finishes(worker, home)
    assert [one.outcome for one in tried(home)] == ["published", "held"]
    Respondent.starts(home, own)  # a draft is no submission
    rests(worker, home)
    submit(home, own, 1)
    finishes(worker, home)
    rests(worker, home)
    ask(home)
    finishes(worker, home)
    assert [one.outcome for one in tried(home)] == ["published", "held", "held", "held"]
    assert releases.newest(home) == 1


def test_a_step_that_crashes_is_on_record_under_the_id_of_its_error_in_the_log(
    home: Home,
    own: Study,
    worker: Worker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    submit(home, own, 2 * BATCH)
    monkeypatch.setenv("HEES_STUDY", "/nowhere")
    with caplog.at_level(logging.ERROR, "hees"):
        finishes(worker, home)
    [attempt] = tried(home)
    assert (attempt.outcome, attempt.detail["reason"]) == ("failed", "crashed")
    assert f"error {attempt.detail['error']}" in caplog.text
    assert "StudyError" in caplog.text
    rests(worker, home)
    monkeypatch.undo()
    monkeypatch.setenv("HEES_STUDY", str(home.folder.parent / "study"))
    ask(home)
    finishes(worker, home)
    assert releases.newest(home) == 1


def test_a_step_that_takes_too_long_is_ended_and_on_record(home: Home, own: Study):
    submit(home, own, 2 * BATCH)
    before = children(os.getpid())
    hasty = Worker(home, own, Pace(attempt=0))
    finishes(hasty, home)
    hasty.close()
    [attempt] = tried(home)
    assert (attempt.outcome, attempt.detail["reason"]) == ("failed", "timeout")
    assert children(os.getpid()) <= before
    assert releases.newest(home) is None


def test_each_further_failure_doubles_the_rest_up_to_an_hour():
    now = datetime.now(UTC)
    done = Task(None, "some", now.isoformat(), now.isoformat())
    failed = Attempt(1, now.isoformat(), "failed", None, {})
    published = Attempt(1, now.isoformat(), "published", 1, {})
    assert rests_until(done, []) is None
    assert rests_until(done, [published, failed]) is None
    found = [rests_until(done, [*[failed] * count, published]) for count in range(1, 9)]
    minutes = [(until - now).total_seconds() / 60 for until in found if until]
    assert minutes == [1, 2, 4, 8, 16, 32, LONGEST_REST.total_seconds() / 60, 60]


def test_a_worker_waits_out_a_store_that_cannot_be_used(tmp_path: Path, own: Study, home: Home):
    submit(home, own, 2 * BATCH)
    away = home.responses.with_suffix(".away")
    home.responses.rename(away)
    with running(home, os.environ["HEES_STUDY"]):
        time.sleep(0.5)
        away.rename(home.responses)
        until(lambda: releases.newest(home) == 1)


# Several servers


@contextmanager
def running(home: Home, folder: object) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own, which ends it when asked to."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(home.folder), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"HEES_STUDY": str(folder)},
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "working\n"
        yield process
    finally:
        process.communicate()


def children(process: int) -> set[int]:
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return {int(child) for one in lists for child in one.read_text().split()}


def test_of_several_workers_one_makes_one_release_for_one_batch(
    home: Home, own: Study, folder: Path
):
    with ExitStack() as stack:
        crowd = [stack.enter_context(running(home, folder)) for _ in range(3)]

        def finished(release: int) -> bool:
            assert sum(bool(children(one.pid)) for one in crowd) <= 1, "two at work"
            return releases.newest(home) == release and not task(home).is_running

        for batch in (1, 2):
            submit(home, own, BATCH + own.policy.rounding)
            until(lambda: finished(batch))  # noqa: B023
    assert [(one.outcome, one.release) for one in tried(home)] == [
        ("published", 1),
        ("published", 2),
    ]


def test_a_killed_worker_leaves_no_step_behind_and_another_takes_over(
    home: Home, own: Study, folder: Path
):
    with running(home, folder) as first, running(home, folder) as second:
        submit(home, own, 2 * BATCH)
        until(lambda: children(first.pid) | children(second.pid))
        holder = first if children(first.pid) else second
        [step] = children(holder.pid)
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        until(lambda: not Path(f"/proc/{step}").exists())
        until(lambda: releases.newest(home) == 1)
        until(lambda: not task(home).is_running)
    assert [one.outcome for one in tried(home)] == ["published"]


def test_a_worker_that_is_stopped_ends_its_step_and_gives_the_lease_back(
    home: Home, own: Study, folder: Path
):
    submit(home, own, 2 * BATCH)
    with running(home, folder) as process:
        until(lambda: children(process.pid))
        [step] = children(process.pid)
    assert not Path(f"/proc/{step}").exists()
    assert not task(home).is_running
    with reading(home.responses) as connection:
        assert not attempts.is_leased(connection, time.time())


# A server


def test_two_servers_of_one_home_release_a_batch_once_and_stop_cleanly(
    home: Home, own: Study, folder: Path
):
    servers = [Server(home.folder, folder, releases=True) for _ in range(2)]
    try:
        for server in servers:
            server.start()
        submit(home, own, BATCH + own.policy.rounding)
        until(lambda: releases.newest(home) == 1)
        until(lambda: not task(home).is_running)
    finally:
        for server in servers:
            server.stop()
    assert [one.outcome for one in tried(home)] == ["published"]
    with reading(home.responses) as connection:
        assert not attempts.is_leased(connection, time.time())


def test_a_server_told_not_to_makes_no_release(home: Home, own: Study, folder: Path):
    submit(home, own, 2 * BATCH)
    server = Server(home.folder, folder, releases=False).start()
    try:
        with reading(home.responses) as connection:
            assert not attempts.is_leased(connection, time.time())
    finally:
        server.stop()
    assert tried(home) == []
