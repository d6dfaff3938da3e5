"""`/healthz` tells what stands in the way of keeping answers, in the words of the store's troubles."""

import shutil
import sqlite3
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from hees.store import connection, health
from hees.store.home import Home


def locked(home: Home) -> None:
    holding = sqlite3.connect(home.responses, isolation_level=None)
    holding.execute("BEGIN IMMEDIATE")
    LOCKS.append(holding)


def damaged(home: Home) -> None:
    connection.release(home.responses)
    home.responses.write_bytes(b"\x00" * 8192)


def gone(home: Home) -> None:
    connection.release(home.public)
    home.public.unlink()


LOCKS: list[sqlite3.Connection] = []


@pytest.mark.parametrize(
    ("breaks", "reason"), [(locked, "busy"), (damaged, "damaged"), (gone, "missing")]
)
def test_what_is_wrong_is_named(
    breaks: Callable[[Home], None], reason: str, home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(connection, "BUSY_MS", 50)
    connection.release(home.responses)  # open ones wait as long as they were told to
    assert health.trouble(home) is None
    connection.release(home.responses)
    breaks(home)
    try:
        assert health.trouble(home) == reason
    finally:
        while LOCKS:
            LOCKS.pop().close()


def test_a_disk_that_is_nearly_full_is_told_before_answers_are_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1024))
    assert health.trouble(home) == "full"
