"""How long finding an institution takes, over some 6,000 names and over 110,000.

Queries are beginnings, middles and whole names of the table itself, words that thousands of names share, names
that there are not, and two characters of Japanese; the larger table is filled up with invented institutions.
Each query is compared with `LIKE '%…%' ORDER BY length LIMIT 8` over the same names in the same run: CPU time,
the least of three. Then the time to match a misspelled name for an import. Goal: 5 ms or less at p95 over
110,000 names.

Names are indexed in the order of their length, so that the first hits are the best and a query stops when it
has enough.

Run: `python -m bench.finder [TABLE]`; the table is a CSV file with id, name_en, name_ja, city and country
"""

import csv
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hees.folding import solid
from hees.settings import PROJECT
from hees.store import register, register_loading
from hees.store.home import Home, prepare
from hees.store.register import Entry
from hees.team import matching

TABLE = PROJECT.parent / "shared" / "data" / "institutions.csv"
MANY = 110_000
QUERIES = 200
SYLLABLES = [
    "ka",
    "mi",
    "sa",
    "to",
    "no",
    "ri",
    "ha",
    "ku",
    "yo",
    "ma",
    "den",
    "ford",
    "ton",
    "ville",
    "wick",
    "bury",
    "mont",
]
SIGNS = "東西南北山川田中高木林森石井上下松本大小野村"


def main() -> None:
    table = Path(sys.argv[1]) if len(sys.argv) > 1 else TABLE
    if not table.exists():
        sys.exit(f"There is no {table}; name a table of institutions: bench/finder.py TABLE")
    chance = random.Random(7)
    entries = list(institutions(table))
    with tempfile.TemporaryDirectory() as name:
        few = filled(Path(name) / "few", entries)
        many = filled(Path(name) / "many", [*entries, *invented(chance, MANY, entries)])
        queries = questions(chance, entries)
        for label, home in (("table", few), (f"{MANY:,}", many)):
            print(
                f"\n{label}: {count(home):,} names, CPU milliseconds, {QUERIES} queries of each kind"
            )
            print(f"{'':34}{'p50':>8}{'p95':>8}{'LIKE p50':>10}{'p95':>8}{'ratio':>8}")
            for kind, texts in queries.items():
                compare(home, kind, texts)
        match(few, chance, entries)


def institutions(table: Path) -> Iterator[Entry]:
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = {code: row[f"name_{code}"] for code in ("en", "ja") if row[f"name_{code}"]}
            yield Entry(row["id"], "institution", row["country"], names, row["city"], table.name)


def invented(chance: random.Random, most: int, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Institutions with names such as others have, until there are `most` names in all."""
    known = sum(len(entry.names) for entry in entries)
    for number in range((most - known) // 2 + 1):
        place = "".join(chance.choices(SYLLABLES, k=3)).title()
        sign = "".join(chance.choices(SIGNS, k=3))
        english = chance.choice(
            ("University of {}", "{} University", "{} State College", "{} Institute of Technology")
        )
        japanese = chance.choice(("{}大学", "{}学院大学", "{}短期大学", "{}工業高等専門学校"))
        names = {"en": english.format(place), "ja": japanese.format(sign)}
        yield Entry(f"x{number}", "institution", chance.choice(("US", "JP")), names, place, "")


def filled(folder: Path, entries: Sequence[Entry]) -> Home:
    home = prepare(folder)
    register_loading.load(home, "bench", "1", entries)
    return home


def count(home: Home) -> int:
    with sqlite3.connect(home.public) as connection:
        return connection.execute("SELECT count(*) FROM register_name").fetchone()[0]


def questions(chance: random.Random, entries: Sequence[Entry]) -> dict[str, list[str]]:
    english = [e.names["en"] for e in chance.sample(entries, QUERIES) if "en" in e.names]
    japanese = [e.names["ja"] for e in entries if len(e.names.get("ja", "")) > 3]
    japanese = chance.sample(japanese, QUERIES)
    starts = [chance.randrange(len(name) - 1) for name in japanese]
    return {
        "two characters of Japanese": [n[s : s + 2] for n, s in zip(japanese, starts, strict=True)],
        "大学, 学院, 短期 (in thousands)": ["大学", "学院", "短期", "学大"] * (QUERIES // 4),
        "Japanese name": japanese,
        "first letters": [name[: chance.randint(1, 4)] for name in english],
        "university, college, of (common)": ["university", "college", "of", "un"] * (QUERIES // 4),
        "two words of a name": [" ".join(name.split()[-2:]) for name in english],
        "a name that is not there": [name[::-1][:12] for name in english],
    }


def compare(home: Home, kind: str, texts: Sequence[str]) -> None:
    ours = timed(texts, lambda text: register.search(home, text, kinds=["institution"], limit=8))
    connection = sqlite3.connect(home.public)
    query = "SELECT register, name FROM register_name WHERE folded LIKE ? ORDER BY length(folded) LIMIT 8"
    plain = timed(
        texts,
        lambda text: connection.execute(query, (f"%{solid(text)}%",)).fetchall(),
    )
    connection.close()
    ratio = ours[1] / plain[1]
    print(f"{kind:34}{ours[0]:8.2f}{ours[1]:8.2f}{plain[0]:10.2f}{plain[1]:8.2f}{ratio:8.2f}")


def match(home: Home, chance: random.Random, entries: Sequence[Entry]) -> None:
    start = time.perf_counter()
    index = matching.index(home)
    print(f"\nmatching: index of {len(index.names):,} names in {time.perf_counter() - start:.2f} s")
    texts = [
        misspelled(chance, next(iter(e.names.values()))) for e in chance.sample(entries, QUERIES)
    ]
    p50, p95 = timed(texts, index.match)
    print(f"a misspelled name: p50 {p50:.2f} ms, p95 {p95:.2f} ms")


def misspelled(chance: random.Random, name: str) -> str:
    place = chance.randrange(len(name))
    return name[:place] + name[place + 1 :]


def timed(texts: Sequence[str], work: Callable[[str], object]) -> tuple[float, float]:
    """p50 and p95 in milliseconds of CPU; each text's time is the least of three."""
    found = []
    for text in texts:
        times = []
        for _ in range(3):
            start = time.thread_time()
            work(text)
            times.append(1000 * (time.thread_time() - start))
        found.append(min(times))
    found.sort()
    return found[len(found) // 2], found[int(len(found) * 0.95)]


if __name__ == "__main__":
    main()
