"""How much one acknowledged save costs over a raw SQLite upsert, in the same run.

A save validates, checks for a conflict, writes the answer, its history and the revision, in a transaction of
its own, with `synchronous=FULL`. The upsert writes the same values with `synchronous=FULL` into a database in
WAL mode on the same disk. They take turns, so that a noisy machine slows both alike; then again in databases
that hold more and more responses. Goal: 3 or less at p95.

Run: `python -m bench.save [rounds]`
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from bench.homes import simulated
from hees.settings import PROJECT
from hees.store.home import Home, prepare
from hees.study import load
from hees.survey import drafts

GOAL = 3.0
WARM = 50
RESPONSES, TIMES = 60, (1, 16, 256)


def raw_writer(path: Path) -> Callable[[int], None]:
    """An upsert and its commit on a connection that stays open: as fast as SQLite writes."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE answer (response TEXT, question TEXT, item TEXT, value TEXT,"
        " PRIMARY KEY (response, question, item)) STRICT, WITHOUT ROWID"
    )

    def write(number: int) -> None:
        connection.execute(
            "INSERT INTO answer VALUES ('r', ?, '', ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value",
            (f"question{number % 60}", str(number)),
        )

    return write


def saver(home: Home) -> Callable[[int], None]:
    """The save of the page: validation, conflict check, history, revision, own connection."""
    study = load(PROJECT / "data")
    response, _ = drafts.start(home, study, study.languages[0])
    question = study.questionnaire.questions["comment_works"]
    revision = 0

    def write(number: int) -> None:
        nonlocal revision
        saved = drafts.save(
            home, response, question, "", f"answer {number}", based_on=revision, language="en"
        )
        assert isinstance(saved, drafts.Saved)
        revision = saved.revision

    return write


def measure(rounds: int, home: Home, folder: Path) -> list[list[float]]:
    """Milliseconds of each raw write and each save, taken alternately after a warm-up."""
    writers = raw_writer(folder / "raw.db"), saver(home)
    times: list[list[float]] = [[], []]
    for number in range(rounds + WARM):
        for write, kept in zip(writers, times, strict=True):
            start = time.perf_counter()
            write(number)
            if number >= WARM:
                kept.append(1000 * (time.perf_counter() - start))
    return times


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as name:
        raw, save = measure(rounds, prepare(Path(name) / "home"), Path(name))
    print(f"{rounds} writes each, milliseconds")
    print(f"{'':14}{'p50':>8}{'p95':>8}")
    for label, times in (("raw upsert", raw), ("save", save)):
        print(f"{label:14}{cut(times, 50):8.3f}{cut(times, 95):8.3f}")
    ratios = [cut(save, percent) / cut(raw, percent) for percent in (50, 95)]
    print(f"{'ratio':14}{ratios[0]:8.2f}{ratios[1]:8.2f}   goal at p95: {GOAL:.0f} or less")
    print("\nresponses there are   save p50     p95   ratio at p95")
    for times in TIMES:
        with tempfile.TemporaryDirectory() as name:
            home = simulated(Path(name) / "home", RESPONSES, times)
            raw, save = measure(rounds // 4, home, Path(name))
        print(
            f"{RESPONSES * times:19,}{cut(save, 50):11.3f}{cut(save, 95):8.3f}"
            f"{cut(save, 95) / cut(raw, 95):15.2f}"
        )


def cut(times: list[float], percent: int) -> float:
    return quantiles(times, n=100)[percent - 1]


if __name__ == "__main__":
    main()
