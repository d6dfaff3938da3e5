"""Releases: the counts that were made public, and nothing finer."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from sqlite3 import Connection
from typing import Any

from hees.store.connection import reading, writing
from hees.store.home import Home

Frame = Mapping[str, Mapping[str, int]]
"""How many organisations there are to ask: of each group of each breakdown; ["" ][""] is all."""

PUBLISHED = "release_published"
"""The action under which the audit log notes the digest of a release."""


@dataclass(frozen=True, order=True)
class Part:
    """A part of a release that is published or withheld as one: a table's counts for one item."""

    question: str
    by: str
    item: str


@dataclass(frozen=True)
class Verdict:
    """What the gate found of a release.

    `checked`: how many small counts and small changes were attacked. `narrowest`: the fewest
    whole values that any of them may still have, or None where none was small.
    `withheld`: what was left out because it would have told too much.
    """

    checked: int = 0
    narrowest: int | None = None
    withheld: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Release:
    """One release. `responses` is rounded; `policy` the rules that it was made under.

    `kind`: "real", or "simulated" for made-up answers, which every face says.
    `digest`: SHA-256 in hex of all that the release holds, its rules included; "" before that is known.
    """

    number: int
    made_on: str
    kind: str
    responses: int
    questionnaire: str
    policy: Mapping[str, Any]
    verdict: Verdict
    frame: Frame
    digest: str = ""


@dataclass(frozen=True, order=True)
class Count:
    """One released cell: respondents of `group` who gave `answer` for `item`; None is "under k".

    An `answer` of "" is the base: all respondents of the group who answered for the item.
    """

    question: str
    by: str
    group: str
    item: str
    answer: str
    count: int | None


@dataclass(frozen=True, order=True)
class Amount:
    """A released sum of what the respondents of a group answered to a number question, rounded."""

    question: str
    by: str
    group: str
    total: float


class Outrun(Exception):
    """Another release was published meanwhile; nothing was written."""


def publish(
    home: Home, release: Release, counts: Iterable[Count], amounts: Iterable[Amount] = ()
) -> str:
    """Write a release in one transaction; its digest, for which `release` has "" so far.

    Raises Outrun unless its number is the next.
    """
    cells, sums = list(counts), sorted(amounts)
    parts = asdict(release) | {"amounts": [asdict(one) for one in sums]}
    del parts["digest"]
    made = replace(release, digest=_digest(parts, cells))
    with writing(home.public) as connection:
        if made.number != (_newest(connection) or 0) + 1:
            raise Outrun
        connection.execute(
            "INSERT INTO release (number, made_on, kind, responses, questionnaire, policy, "
            "verdict, frame, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(made.number, made.made_on, made.kind, made.responses, made.questionnaire),
                *(_json(made.policy), _json(asdict(made.verdict)), _json(made.frame), made.digest),
            ),
        )
        connection.executemany(
            "INSERT INTO released_count VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(made.number, c.question, c.by, c.group, c.item, c.answer, c.count) for c in cells],
        )
        connection.executemany(
            "INSERT INTO released_amount VALUES (?, ?, ?, ?, ?)",
            [(made.number, one.question, one.by, one.group, one.total) for one in sums],
        )
    return made.digest


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _digest(parts: Mapping[str, Any], counts: Iterable[Count]) -> str:
    cells = [list(asdict(one).values()) for one in counts]
    body = _json({**parts, "counts": sorted(cells, key=lambda cell: cell[:5])})
    return hashlib.sha256(body.encode()).hexdigest()


def altered(connection: Connection) -> list[int]:
    """The releases in public.db that do not hold what their digest says.

    Releases from before digests were kept have none, and cannot be checked.
    """
    rows = connection.execute(
        """SELECT * FROM release WHERE number >=
           (SELECT min(number) FROM release WHERE digest <> '') ORDER BY number"""
    ).fetchall()
    return [row["number"] for row in rows if _digest_of(connection, row) != row["digest"]]


def digests(connection: Connection) -> dict[int, str]:
    """The digest of every release in public.db, by number."""
    return dict(connection.execute("SELECT number, digest FROM release").fetchall())


def count_of(connection: Connection) -> int:
    """How many releases there are in public.db."""
    return connection.execute("SELECT count(*) FROM release").fetchone()[0]


def _digest_of(connection: Connection, row: Any) -> str:
    number = row["number"]
    kept = ("number", "made_on", "kind", "responses", "questionnaire")
    parsed = {name: json.loads(row[name]) for name in ("policy", "verdict", "frame")}
    sums = connection.execute(
        """SELECT question, by, grp, total FROM released_amount WHERE release = ?
           ORDER BY question, by, grp, total""",
        (number,),
    ).fetchall()
    parts = {
        **{name: row[name] for name in kept},
        **parsed,
        "amounts": [asdict(Amount(*one)) for one in sums],
    }
    return _digest(parts, _counts(connection, "release = ?", number))


def newest(home: Home) -> int | None:
    """The number of the newest release, or None before the first."""
    with reading(home.public) as connection:
        return _newest(connection)


def _newest(connection: Connection) -> int | None:
    return connection.execute("SELECT max(number) FROM release").fetchone()[0]


def one(home: Home, number: int) -> Release | None:
    """The release of that number, or None."""
    with reading(home.public) as connection:
        row = connection.execute("SELECT * FROM release WHERE number = ?", (number,)).fetchone()
    return _release(row) if row else None


def all_of(home: Home) -> list[Release]:
    """Every release, the newest first."""
    with reading(home.public) as connection:
        rows = connection.execute("SELECT * FROM release ORDER BY number DESC").fetchall()
    return [_release(row) for row in rows]


def counts(home: Home, release: int, question: str, by: str) -> list[Count]:
    """The cells of one table of a release; none when the table was withheld."""
    with reading(home.public) as connection:
        return _counts(connection, "release = ? AND question = ? AND by = ?", release, question, by)


def all_counts(home: Home, release: int) -> list[Count]:
    """Every cell of a release, table by table."""
    with reading(home.public) as connection:
        return _counts(connection, "release = ?", release)


def amounts(home: Home, release: int) -> list[Amount]:
    """Every released sum of a release."""
    with reading(home.public) as connection:
        rows = connection.execute(
            "SELECT question, by, grp, total FROM released_amount WHERE release = ?", (release,)
        )
        return [Amount(*row) for row in rows]


def _counts(connection: Connection, where: str, *values: Any) -> list[Count]:
    rows = connection.execute(
        f"SELECT question, by, grp, item, answer, count FROM released_count WHERE {where}",
        values,
    )
    return [Count(*row) for row in rows]


def _release(row: Any) -> Release:
    verdict = json.loads(row["verdict"])
    withheld = tuple(Part(**part) for part in verdict.pop("withheld", ()))
    return Release(
        number=row["number"],
        made_on=row["made_on"],
        kind=row["kind"],
        responses=row["responses"],
        questionnaire=row["questionnaire"],
        policy=json.loads(row["policy"]),
        verdict=Verdict(**verdict, withheld=withheld),
        frame=json.loads(row["frame"]),
        digest=row["digest"],
    )
