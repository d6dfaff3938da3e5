"""Imports as they are kept: the plans of sources, batches, and their way to the public inventory."""

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from sqlite3 import Connection

from hees import clock
from hees.store import audit, imports, reference, register
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.imports import Batch
from hees.store.reference import Item
from hees.store.responses import changing
from hees.study.reference import Partnership
from hees.team.importing.columns import Plan
from hees.team.importing.draft import Draft, Line

KIND = "partnerships"
LONGEST_SOURCE = 120


class NothingImported(ValueError):
    """The draft has errors or doubts, or holds no row to import."""


def plan(home: Home, source: str) -> Plan:
    """How the files of a source are read, as remembered."""
    with reading(home.responses) as connection:
        return Plan(**imports.plan(connection, source))


def remember(
    home: Home,
    source: str,
    who: str,
    *,
    columns: Mapping[str, str] | None = None,
    codes: Mapping[str, Mapping[str, str]] | None = None,
    institutions: Mapping[str, str] | None = None,
) -> None:
    """Add what a person settled to the plan of a source, and note it on the log."""
    with changing(home) as connection:
        known = Plan(**imports.plan(connection, source))
        merged = replace(
            known,
            columns={**known.columns, **(columns or {})},
            codes={
                part: {**known.codes.get(part, {}), **(codes or {}).get(part, {})}
                for part in {*known.codes, *(codes or {})}
            },
            institutions={**known.institutions, **(institutions or {})},
        )
        if merged == known:
            return
        imports.keep_plan(connection, source, asdict(merged), clock.now(), who)
        audit.record(
            connection,
            who,
            "import_settled",
            source,
            columns=len(columns or {}),
            values=sum(map(len, (codes or {}).values())),
            institutions=len(institutions or {}),
        )


def sources(home: Home) -> list[str]:
    """The names of all sources, the one used last first."""
    with reading(home.responses) as connection:
        return imports.sources(connection)


def batches(home: Home) -> list[Batch]:
    """Every import, the newest first."""
    with reading(home.responses) as connection:
        return imports.batches(connection)


def digest(body: bytes) -> str:
    """What a file is known by."""
    return hashlib.sha256(body).hexdigest()


def same_file(home: Home, body: bytes) -> Batch | None:
    """The import of the same file that stands, if there is one."""
    name = digest(body)
    return next((one for one in batches(home) if one.digest == name and not one.undone_at), None)


def new_id() -> str:
    return secrets.token_hex(4)


def chosen(draft: Draft, wanted: Collection[str]) -> list[Line]:
    """The rows to import: the new ones, and those like known ones whose place is `wanted`."""
    return [line for line in draft.lines if not line.known or line.place in wanted]


def put(
    home: Home,
    id: str,
    draft: Draft,
    lines: Sequence[Line],
    *,
    source: str,
    file: str,
    body: bytes,
    who: str,
) -> None:
    """Import `lines` of a draft as the batch `id`. Doing it again with this id changes nothing.

    Raises NothingImported when the draft is not ready or there is nothing to import.
    """
    if not draft.is_ready or not lines:
        raise NothingImported("it has errors or names in doubt, or no new row")
    batch = Batch(id, source, file[:200], digest(body), len(lines), clock.now(), who)
    with changing(home) as connection:
        if imports.insert(connection, batch, [_row(id, line) for line in lines]):
            audit.record(connection, who, "import_done", id, source=source, rows=len(lines))
    sync(home)


def _row(batch: str, line: Line) -> tuple[str, int, str]:
    number = line.partnership.id.removeprefix("row-")
    partnership = line.partnership.model_copy(update={"id": f"i{batch}-{number}"})
    return line.sheet, line.row, partnership.model_dump_json()


def undo(home: Home, id: str, who: str) -> bool:
    """Take a whole batch back; False when it was taken back already."""
    with changing(home) as connection:
        done = imports.undo(connection, id, clock.now(), who)
        if done:
            audit.record(connection, who, "import_undone", id)
    sync(home)
    return done


def sync(home: Home) -> None:
    """Make the public inventory hold exactly the batches that stand."""
    with reading(home.responses) as connection:
        late = [one for one in imports.batches(connection) if not _is_published(home, one)]
    if not late:
        return
    # While it is written nobody imports or undoes, so that of two at once the later is right.
    with writing(home.responses) as connection:
        for batch in imports.batches(connection):
            if not _is_published(home, batch):
                _publish(home, connection, batch)


def _mark(batch: Batch) -> str:
    return "undone" if batch.undone_at else batch.digest


def _is_published(home: Home, batch: Batch) -> bool:
    return reference.holds(home, KIND, _mark(batch), origin=f"team/{batch.id}")


def _publish(home: Home, connection: Connection, batch: Batch) -> None:
    bodies = [] if batch.undone_at else imports.bodies(connection, batch.id)
    listed = [Partnership.model_validate_json(body) for body in bodies]
    items = [Item(one.id, one.model_dump_json(), _words(one)) for one in listed]
    reference.load(home, KIND, _mark(batch), items, origin=f"team/{batch.id}")


def _words(one: Partnership) -> str:
    """What a reader may type to find it."""
    return " ".join([*one.name.root.values(), *one.named, *one.note.root.values()])


def listed(home: Home) -> list[Partnership]:
    """Every partnership of the public inventory."""
    return [Partnership.model_validate_json(body) for body in reference.bodies(home, KIND)]


def state(home: Home) -> tuple[str, ...]:
    """What the reading of a file depends on, apart from the file and its plan."""
    return (*register.state(home), *reference.state(home))
