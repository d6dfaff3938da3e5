"""All tables of the catalogue from coded columns, against DuckDB on the same answers, in the same run.

Answers to the study's questions are drawn uniformly, one in eight missing. Both sides hold them in memory in
the form that they count fastest (ours: `hees/release/columns.py`, one bit for each response and answer, on one
thread). DuckDB, with as many threads as it likes, counts in three ways, each over every table of the catalogue;
every cell must be equal in all four:

* options: a query a table; GROUP BY the code where one is allowed, else sums of an option's column;
* masks: a query a table; GROUP BY the code, or the bit mask of all codes where several are allowed;
* breakdowns: a query a breakdown; sums of every option's column of all its tables.

The fastest is compared. What its rows still lack to be the tables is not timed; our side is timed whole. Goal:
1 or less. Packing true/false marks into the columns, once for all tables, is told apart; coding the stored
answers and loading DuckDB are in neither.

**Incremental tabulation is not built.** A release pays for reading the stored answers, not for counting them:
the last lines are whole tabulations from a database, about 0.1 ms a response, in a step that runs only after
ten changes. A full pass is cheap enough, and it cannot drift from the answers as running counts could.

Run: `python -m bench.tabulate [responses …]` (a million responses need 2 GB of memory)
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pandas as pd

from bench.homes import simulated as simulated_home
from hees.release.columns import BASE, Column, Columns, pack
from hees.release.tabulation import Tabulation, count, tabulate
from hees.settings import PROJECT
from hees.store.connection import reading
from hees.study import load
from hees.study.catalogue import TableName, catalogue, grouping

GOAL = 1.0
SIZES = (10_000, 100_000, 1_000_000)
REPEATS = 9
MISSING = 1 / 8
ORGANISATIONS = 120
TIMES = (1, 4, 16)
SEED = 4

STUDY = load(PROJECT / "data")
TABLES = catalogue(STUDY)
QUESTIONS = STUDY.questionnaire.questions
NEEDED = sorted({q for name in TABLES for q in (name.question, grouping(STUDY, name.by)) if q})
SEVERAL = {question for question in NEEDED if STUDY.questionnaire.several(question)}


class Cell(NamedTuple):
    question: str
    by: str
    group: str
    item: str
    answer: str


Cells = dict[Cell, int]


def main() -> None:
    print(f"{len(TABLES)} tables; milliseconds, median of {REPEATS} alternating rounds")
    print("responses  columns " + "".join(f"{f'DuckDB {way}':>20}" for way in DUCKDB) + "   ratio")
    for responses in [int(size) for size in sys.argv[1:]] or SIZES:
        measure(responses)
    from_answers()


def measure(responses: int) -> None:
    marks = simulated(responses)
    packing = milliseconds(lambda: packed(marks, responses))
    columns, connection = packed(marks, responses), database(marks)
    plans = {way: plan() for way, plan in DUCKDB.items()}
    check(connection, plans, count(STUDY, TABLES, columns))

    runs: dict[str, Callable[[], Any]] = {"columns": lambda: count(STUDY, TABLES, columns)}
    for way, plan in plans.items():
        runs[way] = lambda plan=plan: [connection.execute(q.sql).fetchall() for q in plan]
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(REPEATS):
        for name, run in runs.items():
            times[name].append(milliseconds(run))
    ours, *theirs = (median(taken) for taken in times.values())
    print(f"{responses:9,}{ours:9.1f} " + "".join(f"{one:20.1f}" for one in theirs), end="")
    print(f"{ours / min(theirs):8.2f}   goal: {GOAL:.0f} or less; packing, once: {packing:.1f}")
    connection.close()


def from_answers() -> None:
    """What every release pays: all tables from the answers as they are stored."""
    print("\nresponses included   from stored answers, milliseconds")
    for times in TIMES:
        with tempfile.TemporaryDirectory() as folder:
            home = simulated_home(Path(folder) / "home", ORGANISATIONS, times)
            with reading(home.responses) as connection:
                included, _ = tabulate(connection, STUDY, TABLES)
                taken = [
                    milliseconds(lambda c=connection: tabulate(c, STUDY, TABLES))
                    for _ in range(REPEATS)
                ]
        print(f"{len(included):18,}{median(taken):24.0f}")


def milliseconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - start)


# The same answers three times: as marks, as our columns, as a table of DuckDB.

Marks = dict[str, np.ndarray]
"""For each question, true or false by (item, base and codes, response)."""


def items(question: str) -> list[str]:
    return [*QUESTIONS[question].item_by_code] or [""]


def simulated(responses: int) -> Marks:
    rng = np.random.default_rng(SEED)
    marks = {}
    for name in NEEDED:
        codes = len(QUESTIONS[name].by_code)
        drawn = np.zeros((len(items(name)), 1 + codes, responses), dtype=bool)
        for of in drawn:
            of[0] = rng.random(responses) >= MISSING
            if name in SEVERAL:
                of[1:] = rng.integers(2, size=(codes, responses), dtype=bool)
            else:
                of[1 + rng.integers(codes, size=responses), np.arange(responses)] = True
            of[1:] &= of[0]
        marks[name] = drawn
    return marks


def packed(marks: Marks, responses: int) -> Columns:
    return Columns(
        pack(np.ones((1, responses), dtype=bool)),
        {
            name: Column(tuple(items(name)), (BASE, *QUESTIONS[name].by_code), pack(drawn))
            for name, drawn in marks.items()
        },
    )


def database(marks: Marks) -> duckdb.DuckDBPyConnection:
    """One table: of each item its code or mask, and true or false for each code; NULL if missing."""
    arrays = {}
    for name, drawn in marks.items():
        for item, (base, *options) in zip(items(name), drawn, strict=True):
            wide = name in SEVERAL and len(options) > 8
            values = np.zeros(len(base), dtype=np.uint16 if wide else np.uint8)
            for place, option in enumerate(options):
                values += option * values.dtype.type(1 << place if name in SEVERAL else 1 + place)
                arrays[column(name, item, place)] = pd.arrays.BooleanArray(option, ~base)
            arrays[column(name, item)] = pd.arrays.IntegerArray(values, ~base)
    frame = pd.DataFrame(arrays, copy=False)
    connection = duckdb.connect()
    connection.register("frame", frame)
    connection.execute("CREATE TABLE answers AS SELECT * FROM frame")
    connection.unregister("frame")
    return connection


def column(question: str, item: str, place: int | None = None) -> str:
    return f"{question}__{item}" + ("" if place is None else f"__{place}")


# DuckDB's ways to count.


@dataclass(frozen=True)
class Query:
    sql: str
    cells: Callable[[list[tuple[Any, ...]]], Iterator[tuple[Cell, int]]]


def given(question: str, value: int) -> list[str]:
    """The codes that a value of a code column or a mask stands for."""
    codes = [*QUESTIONS[question].by_code]
    if question in SEVERAL:
        return [code for place, code in enumerate(codes) if value >> place & 1]
    return [codes[value - 1]]


def grouped(name: TableName) -> Query:
    """One table by GROUP BY of codes or masks; the items of a matrix as grouping sets."""
    by = grouping(STUDY, name.by)
    keys = [column(by, "")] if by else []
    of = [column(name.question, item) for item in items(name.question)]
    sets = ", ".join(f"({', '.join([*keys, key])})" for key in of)
    sql = (
        f"SELECT {', '.join([*keys, *of])}, grouping({', '.join(of)}), count(*)"
        f" FROM answers GROUP BY GROUPING SETS ({sets})"
    )
    present = {(1 << len(of)) - 1 - (1 << len(of) - 1 - place): place for place in range(len(of))}

    def cells(rows: list[tuple[Any, ...]]) -> Iterator[tuple[Cell, int]]:
        for *values, grouped_by, counted in rows:
            place = present[grouped_by]
            value, group = values[len(keys) + place], values[0]
            if value is None or (by and group is None):
                continue
            item = items(name.question)[place]
            for one in given(by, group) if by else [""]:
                for answer in (BASE, *given(name.question, value)):
                    yield Cell(name.question, name.by, one, item, answer), counted

    return Query(sql, cells)


def summed(names: Iterable[TableName]) -> Query:
    """Tables of the same breakdown by sums over the options' columns."""
    names = list(names)
    by = grouping(STUDY, names[0].by)
    several = by in SEVERAL
    groups = (
        [(code, column(by, "", n)) for n, code in enumerate(QUESTIONS[by].by_code)] if by else []
    )
    sums, meant = [], []
    for name in names:
        for item in items(name.question):
            for group, member in groups if several else [("", "")]:
                whole = column(name.question, item)
                sums.append(
                    f"sum({member} AND {whole} IS NOT NULL)" if several else f"count({whole})"
                )
                meant.append(Cell(name.question, name.by, group, item, BASE))
                for place, answer in enumerate(QUESTIONS[name.question].by_code):
                    option = column(name.question, item, place)
                    sums.append(f"sum({member} AND {option})" if several else f"sum({option})")
                    meant.append(Cell(name.question, name.by, group, item, answer))
    by_code = by is not None and not several
    key = column(by, "") if by and by_code else "1"
    sql = f"SELECT {key}, {', '.join(sums)} FROM answers" + f" GROUP BY {key}" * by_code

    def cells(rows: list[tuple[Any, ...]]) -> Iterator[tuple[Cell, int]]:
        for value, *counts in rows:
            if value is not None:
                for cell, counted in zip(meant, counts, strict=True):
                    yield cell._replace(group=groups[value - 1][0]) if by_code else cell, counted

    return Query(sql, cells)


def options() -> list[Query]:
    def codes_only(name: TableName) -> bool:
        return not SEVERAL & {name.question, grouping(STUDY, name.by)}

    return [grouped(name) if codes_only(name) else summed([name]) for name in TABLES]


def masks() -> list[Query]:
    return [grouped(name) for name in TABLES]


def breakdowns() -> list[Query]:
    bys = dict.fromkeys(name.by for name in TABLES)
    return [summed(name for name in TABLES if name.by == by) for by in bys]


DUCKDB: dict[str, Callable[[], list[Query]]] = {
    "options": options,
    "masks": masks,
    "breakdowns": breakdowns,
}


def check(
    connection: duckdb.DuckDBPyConnection, plans: dict[str, list[Query]], tables: list[Tabulation]
) -> None:
    """Stop unless every way of DuckDB counts what we count, cell by cell."""
    ours = {
        Cell(table.name.question, table.name.by, *cell): counted
        for table in tables
        for cell, counted in table.counts.items()
    }
    for way, plan in plans.items():
        theirs: Cells = {}
        for query in plan:
            for cell, counted in query.cells(connection.execute(query.sql).fetchall()):
                theirs[cell] = theirs.get(cell, 0) + (counted or 0)
        assert {cell: n for cell, n in theirs.items() if n} == ours, f"{way} counts otherwise"


if __name__ == "__main__":
    main()
