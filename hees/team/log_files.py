"""The audit log as files to keep elsewhere: each entry with its digest, so that it can be checked."""

import json
from collections.abc import Sequence
from dataclasses import asdict, fields

from hees.spreadsheet import csv_bytes
from hees.store import audit
from hees.store.audit import Entry
from hees.store.connection import reading, writing
from hees.store.home import Home


def taken_out(home: Home, who: str) -> list[Entry]:
    """Every entry, the oldest first; that they were taken out is the last of them."""
    with writing(home.responses) as connection:
        audit.record(connection, who, "log_exported", "", head=audit.head(connection))
    with reading(home.responses) as connection:
        return list(audit.entries(connection))


def as_csv(entries: Sequence[Entry]) -> bytes:
    """A CSV file for a spreadsheet; cells that look like formulas are marked as text."""
    names = [field.name for field in fields(Entry)]
    return csv_bytes(names, ([getattr(one, name) for name in names] for one in entries))


def as_lines(entries: Sequence[Entry]) -> bytes:
    """One JSON object a line, exactly as sealed."""
    lines = [json.dumps(asdict(one), ensure_ascii=False) for one in entries]
    return ("\n".join(lines) + "\n").encode()
