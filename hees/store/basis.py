"""What each release was made of, exactly: in `responses.db`, for the gate and the study team alone."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from sqlite3 import Connection

Exact = tuple[str, str, str, str, str]
"""(question, by, group, item, answer) of a cell; an answer of "" is the base."""


@dataclass(frozen=True)
class Changes:
    """How many responses entered, changed in, or left a release since the one before it.

    `merged`: how many of them moved only because responses of one organisation became one or came
    apart again; such a move is one change and not several.
    """

    added: int
    edited: int
    withdrawn: int
    merged: int = 0

    @property
    def total(self) -> int:
        """The changes that a batch counts, at most one for each organisation of a merge."""
        return self.added + self.edited + self.withdrawn - self.merged


@dataclass(frozen=True)
class Basis:
    """What a release was made of. `made_at` is an ISO time in UTC; `responses` is exact."""

    release: int
    made_at: str
    responses: int
    changes: Changes


def members(connection: Connection, included: Set[str]) -> dict[str, int]:
    """The newest submission of each included response, as it stands now."""
    rows = connection.execute("SELECT response, max(number) FROM submission GROUP BY response")
    return {response: number for response, number in rows if response in included}


def changes(connection: Connection, release: int | None, now: Mapping[str, int]) -> Changes:
    """What changed from the members of `release` (None: from none) to those of now."""
    rows = connection.execute(
        "SELECT response, number FROM release_member WHERE release = ?", (release,)
    )
    before = dict(rows)
    kept = before.keys() & now.keys()
    joined, left = now.keys() - before.keys(), before.keys() - now.keys()
    return Changes(
        added=len(joined),
        edited=sum(before[response] != now[response] for response in kept),
        withdrawn=len(left),
        merged=_moved_by_merging(connection, joined, left),
    )


def _moved_by_merging(connection: Connection, joined: Set[str], left: Set[str]) -> int:
    """How many sources left for a merged response that joined, or joined when it left."""
    rows = connection.execute("SELECT merged, source FROM merge_source")
    return sum(
        (merged in joined and source in left) or (merged in left and source in joined)
        for merged, source in rows
    )


def keep(
    connection: Connection,
    made: Basis,
    submissions: Mapping[str, int],
    counts: Iterable[tuple[Exact, int]],
) -> None:
    """Note what a release is made of, in place of an attempt of the same number."""
    connection.execute("DELETE FROM release_basis WHERE release >= ?", (made.release,))
    of = made.changes
    connection.execute(
        "INSERT INTO release_basis VALUES (?, ?, ?, ?, ?, ?)",
        (made.release, made.made_at, made.responses, of.added, of.edited, of.withdrawn),
    )
    # Whoever stood behind a published amount is kept for as long as it can be compared.
    connection.execute(
        """DELETE FROM release_member WHERE release < ?
           AND release NOT IN (SELECT release FROM exact_amount)""",
        (made.release - 1,),
    )
    connection.executemany(
        "INSERT INTO release_member VALUES (?, ?, ?)",
        [(made.release, *one) for one in submissions.items()],
    )
    connection.executemany(
        "INSERT INTO exact_count VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(made.release, *cell, count) for cell, count in counts],
    )


def all_of(connection: Connection, newest: int | None) -> list[Basis]:
    """The basis of every release up to `newest`, in order; a later one was never published."""
    rows = connection.execute(
        "SELECT * FROM release_basis WHERE release <= ? ORDER BY release", (newest or 0,)
    )
    return [Basis(row[0], row[1], row[2], Changes(*row[3:])) for row in rows]


def counts(connection: Connection, release: int) -> Counter[Exact]:
    """Every exact count of a release; a cell that is not there is 0."""
    rows = connection.execute(
        "SELECT question, by, grp, item, answer, count FROM exact_count WHERE release = ?",
        (release,),
    )
    return Counter({tuple(row[:5]): row[5] for row in rows})


def history(
    connection: Connection, question: str, item: str
) -> dict[int, Counter[tuple[str, str, str]]]:
    """The exact counts of a question's item in every release: (by, group, answer) -> count."""
    rows = connection.execute(
        """SELECT release, by, grp, answer, count FROM exact_count
           WHERE question = ? AND item = ? ORDER BY release""",
        (question, item),
    )
    found: dict[int, Counter[tuple[str, str, str]]] = {}
    for release, by, group, answer, count in rows:
        found.setdefault(release, Counter())[by, group, answer] = count
    return found
