"""Whether a home can keep answers now: asked of the files themselves, and nothing in them is changed."""

import shutil
import threading
import time
from pathlib import Path

from hees.store import connection
from hees.store.connection import StoreUnavailable, Trouble, reading, writing
from hees.store.home import Home, refuse_newer

LEAST_FREE = 64 * 1024 * 1024
"""Bytes that must be free on the disk: room for the write-ahead logs and a few thousand answers."""

PATIENCE = 3.0
"""How long to wait for the turn to write, in seconds: whoever asks waits for an answer."""

CHECK_SECONDS = 600
"""How often the files are read through. Where somebody met damage, that is looked at at once."""

_checked: dict[Path, float] = {}
"""When each file was read through last."""

_checking = threading.Lock()


def trouble(home: Home) -> Trouble | None:
    """Why answers cannot be kept, or the public pages not be read; None while all is well."""
    try:
        _writes(home.responses)
        with reading(home.public) as lent:
            lent.execute("SELECT count(*) FROM release").fetchone()
        if shutil.disk_usage(home.folder).free < LEAST_FREE:
            return Trouble.FULL
        refuse_newer(home)
        if not all(_is_whole(path) for path in (home.responses, home.public)):
            return Trouble.DAMAGED
    except StoreUnavailable as error:
        return error.trouble
    return None


def _writes(path: Path) -> None:
    """Take a writer's turn; where the last write failed, write what stands there once more."""
    failed = connection.last_met(path)
    with writing(path, PATIENCE) as lent:
        lent.execute("SELECT revision FROM state").fetchone()
        if failed:
            lent.execute("UPDATE state SET revision = revision")


def _is_whole(path: Path) -> bool:
    """What the file was found to be last; read through again when that is due."""
    due = _checked.get(path, -CHECK_SECONDS) + CHECK_SECONDS
    if time.monotonic() < due and not connection.is_suspect(path):
        return True
    if not _checking.acquire(blocking=False):  # somebody looks already
        return not connection.is_suspect(path)
    try:
        whole = connection.is_whole(path)
        _checked[path] = time.monotonic()
        return whole
    finally:
        _checking.release()
