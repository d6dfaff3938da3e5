"""How much one acknowledged save costs over a raw SQLite upsert, in the same run.

Both write the same values with `synchronous=FULL` into a database in WAL mode on the same disk,
alternately, so that a noisy machine slows both alike. The goal is a ratio of 3 or less at p95.
Run: `make bench`, or `python bench/save.py [rounds]`.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles

from hees.settings import PROJECT
from hees.store.home import prepare
from hees.study import load
from hees.survey import drafts

GOAL = 3.0


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


def saver(folder: Path) -> Callable[[int], None]:
    """The save of the page: validation, conflict check, history, revision, own connection."""
    study = load(PROJECT / "data")
    home = prepare(folder)
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


def measure(rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each raw write and each save, taken alternately after a warm-up."""
    with tempfile.TemporaryDirectory() as folder:
        raw, save = raw_writer(Path(folder) / "raw.db"), saver(Path(folder) / "home")
        times: tuple[list[float], list[float]] = ([], [])
        for number in range(rounds + 50):
            for write, kept in zip((raw, save), times, strict=True):
                start = time.perf_counter()
                write(number)
                if number >= 50:
                    kept.append(1000 * (time.perf_counter() - start))
    return times


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    raw, save = measure(rounds)
    print(f"{rounds} writes each, milliseconds")
    print(f"{'':14}{'p50':>8}{'p95':>8}")
    for name, times in (("raw upsert", raw), ("save", save)):
        cuts = quantiles(times, n=100)
        print(f"{name:14}{cuts[49]:8.3f}{cuts[94]:8.3f}")
    ratios = [quantiles(save, n=100)[cut] / quantiles(raw, n=100)[cut] for cut in (49, 94)]
    print(f"{'ratio':14}{ratios[0]:8.2f}{ratios[1]:8.2f}   goal at p95: {GOAL:.0f} or less")


if __name__ == "__main__":
    main()
