"""Exports of many responses against the writers of pandas and pyreadstat on a frame that is ready.

Answers to the shipped study's questions are drawn uniformly and written straight into a home. Ours is timed
whole: reading the answers, coding them, routing, counting for the codebook, writing every file, the codebook in
HTML, PDF and DDI included (0.8 s of it, whatever the size). Theirs is only the writing of a frame that is
ready: pandas for CSV, XLSX (XlsxWriter) and Parquet, pyreadstat for SPSS and Stata. Each runs in a process of
its own, whose CPU time and peak memory are told. Goal: 1.3 or less.

Reading and coding the answers of a response (about 85 of them, from JSON, with routing) costs about 70 µs: that
alone is more than pandas needs to write CSV or Parquet from memory, so these and SPSS miss the goal. A person
who exports waits for both: on 26 November 2026, 100,000 responses took 8 to 14 s. Memory does not grow with the
responses for CSV, XLSX, Stata and Parquet: rows are read, coded and written a thousand at a time. ReadStat
(SPSS) needs a whole table at once; states are held as bytes, so that 100,000 responses took 110 MB more.

Run: `python -m bench.export [responses …] [formats …]`; xlsx needs csv before it (100,000 need 2 GB of disk
and, for theirs, of memory)
"""

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from hees.settings import PROJECT
from hees.store import questionnaires
from hees.store.home import Home, prepare
from hees.store.responses import changing, to_json
from hees.study import Kind, Question, load
from hees.team.export.making import make
from hees.team.export.request import Request
from hees.team.export.writers import Format

GOAL = 1.3
SIZES = (2_000, 20_000, 100_000)
DAY = "2026-11-26"
ENTRIES = 1
WORDS = [
    "partners",
    "travel",
    "funding",
    "連携先",
    "渡航",
    "資金",
    "students",
    "学生",
    "exchange",
    "交流",
]

FORMATS = [Format(name) for name in sys.argv[1:] if name in set(Format)] or [*Format]

STUDY = load(PROJECT / "data")


def main() -> None:
    questions = len(STUDY.questionnaire.questions)
    print(f"{questions} questions; seconds of CPU, and peak MB of the process")
    print("responses  format     ours      MB   theirs      MB   ratio")
    for responses in [int(size) for size in sys.argv[1:] if size.isdigit()] or SIZES:
        with tempfile.TemporaryDirectory() as folder:
            filled(Path(folder), responses)
            for form in FORMATS:
                measure(Path(folder), responses, form)


def measure(folder: Path, responses: int, form: Format) -> None:
    out = folder / form
    out.mkdir()
    ours, our_peak = alone(export, folder, form, out)
    theirs, their_peak = alone(rewrite, form, out)
    ratio = ours / theirs
    print(
        f"{responses:9,}  {form:8}{ours:7.1f}{our_peak:8.0f}{theirs:9.1f}{their_peak:8.0f}{ratio:8.2f}"
        f"   goal: {GOAL} or less",
        flush=True,
    )


def alone(work: Callable[..., float], *of: Any) -> tuple[float, float]:
    """What `work` took, and the peak of the process that did it, in MB."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, of))


def _measured(work: Callable[..., float], of: tuple[Any, ...]) -> tuple[float, float]:
    seconds = work(*of)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def export(folder: Path, form: Format, out: Path) -> float:
    home = Home(folder / "home")
    start = time.process_time()
    make(home, STUDY, Request(form, "en"), out, DAY, _untold)
    return time.process_time() - start


def _untold(_step: str, _part: float) -> None:
    pass


def rewrite(form: Format, out: Path) -> float:
    return sum(THEIRS[form](path) for path in sorted(out.glob(f"hees*.{form}")))


# Theirs: from a file of ours to a frame that is ready, and the time of writing it again.


def csv(path: Path) -> float:
    frame = pd.read_csv(path, dtype=object, keep_default_na=False)
    return timed(
        lambda: frame.to_csv(path.with_suffix(".again"), index=False, encoding="utf-8-sig")
    )


def xlsx(path: Path) -> float:
    """From the frames of the CSV files: pandas takes minutes to read a workbook."""
    tables = path.parent.with_name("csv")
    frames = {one.stem: pd.read_csv(one, dtype=object) for one in tables.glob("hees*.csv")}
    return timed(lambda: _sheets(frames, path.with_name("again.xlsx")))


def _sheets(frames: dict[Any, pd.DataFrame], path: Path) -> None:
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, frame in frames.items():
            frame.to_excel(book, sheet_name=str(name), index=False)


def sav(path: Path) -> float:
    frame, known = pyreadstat.read_sav(path, user_missing=True)
    labels: Any = {
        name: {int(value): label for value, label in of.items()}
        for name, of in known.variable_value_labels.items()
    }
    return timed(
        lambda: pyreadstat.write_sav(
            frame,
            path.with_suffix(".again"),
            column_labels=known.column_labels,
            row_compress=True,
            variable_value_labels=labels,
            missing_ranges=known.missing_ranges,
        )
    )


def dta(path: Path) -> float:
    """With every kind of missing value, which only pyreadstat can write, under short names: it
    lengthens those of value labels.
    """
    read: Any = pyreadstat.read_dta(path, user_missing=True)
    frame, known = read
    short = {name: f"v{place}" for place, name in enumerate(frame)}
    frame = frame.rename(columns=short)
    missing = {short[name]: of for name, of in (known.missing_user_values or {}).items()}
    labels = {
        short[name]: {value: label for value, label in of.items() if isinstance(value, int)}
        for name, of in known.variable_value_labels.items()
    }
    return timed(
        lambda: pyreadstat.write_dta(
            frame,
            path.with_suffix(".again"),
            column_labels=known.column_labels,
            variable_value_labels=labels,
            missing_user_values=missing,
        )
    )


def parquet(path: Path) -> float:
    frame = pd.read_parquet(path, dtype_backend="numpy_nullable")
    return timed(lambda: frame.to_parquet(path.with_suffix(".again"), compression="zstd"))


THEIRS = {"csv": csv, "xlsx": xlsx, "sav": sav, "dta": dta, "parquet": parquet}


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


# A home with many responses.


def filled(folder: Path, responses: int) -> None:
    """Write what `responses` organisations submitted, past the doors that a respondent goes through."""
    home, questionnaire = prepare(folder / "home"), STUDY.questionnaire
    drawn = random.Random(5)
    with changing(home) as connection:
        questionnaires.keep(connection, questionnaire.version, questionnaire.canonical, DAY)
        for number in range(responses):
            id, at = f"{number:010x}", f"{DAY}T00:00:00+00:00"
            connection.execute(
                "INSERT INTO response VALUES (?, ?, ?, 'submitted', 'en', 1, ?, ?, NULL, ?)",
                (id, id, questionnaire.version, at, at, at),
            )
            connection.execute(
                "INSERT INTO submission VALUES (?, 1, ?, 'salt', ?, 'en', ?)",
                (id, id, body(drawn), at),
            )


def body(drawn: random.Random) -> str:
    answers, entries = [], {}
    for section in STUDY.questionnaire:
        ids = [f"e{number}" for number in range(ENTRIES)] if section.repeat else [""]
        if section.repeat:
            entries[section.id] = ids
        for entry in ids:
            for question in section.questions:
                if not question.contact:
                    answers += [
                        [question.id, item, answer(question, drawn)]
                        for item in question.item_by_code or [entry]
                        if drawn.random() > 1 / 8
                    ]
    version = STUDY.questionnaire.version
    return to_json({"questionnaire": version, "entries": entries, "answers": sorted(answers)})


def answer(question: Question, drawn: random.Random) -> Any:
    codes = [choice.code for choice in question.choices]
    match question.kind:
        case Kind.SINGLE | Kind.SCALE:
            return drawn.choice(codes)
        case Kind.MULTI:
            return [code for code in codes if drawn.random() < 0.4] or codes[:1]
        case Kind.RANK:
            return drawn.sample(codes, k=min(3, len(codes)))
        case Kind.NUMBER | Kind.YEAR:
            return drawn.randint(1900, 2030)
        case Kind.ORGANISATION:
            return {"name": f"Organization {drawn.randint(1, 9999)}"}
        case Kind.INSTITUTION:
            return [{"name": f"University {drawn.randint(1, 999)}"} for _ in range(2)]
        case Kind.LONG_TEXT:
            return " ".join(drawn.choices(WORDS, k=12))
        case _:
            return " ".join(drawn.choices(WORDS, k=3))


if __name__ == "__main__":
    main()
