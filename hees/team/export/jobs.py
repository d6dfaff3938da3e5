"""Exports that are being made, each in a process and a folder of its own, and those that are ready.

Everything about a job lies in its folder under the home, so that any process of the site can tell
how far it is: who asked (`asked.json`), what is done now (`progress`), the archive, or `failed`.
A job is started only after its entry is on the audit log. An hour later its folder is deleted.
"""

import contextlib
import json
import logging
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hees import clock
from hees.background import beside
from hees.store import audit
from hees.store.home import Home
from hees.store.responses import changing
from hees.team.export.request import Request

FOLDER = "exports"
KEPT_SECONDS = 3600
SWEEPS_SECONDS = 300
MOST_RUNNING = 2
"""How many exports are made at once, so that pages keep a processor."""

log = logging.getLogger("hees")
_ID = re.compile(r"[A-Za-z0-9_-]{16,40}")


class State(StrEnum):
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class TooMany(Exception):
    """Others are being made; this one was not begun."""


@dataclass(frozen=True)
class Job:
    """An export. `step`: what is done now (part of a message's key); `share`: of it, 0 to 1.

    `at`: when it was asked for, seconds since 1970. `error`: an id in the server's log.
    """

    id: str
    who: str
    request: Request
    at: float
    state: State
    step: str = "reading"
    share: float = 0.0
    error: str = ""
    archive: Path | None = None

    @property
    def until(self) -> float:
        """When it will be deleted, seconds since 1970."""
        return self.at + KEPT_SECONDS


def start(home: Home, who: str, request: Request) -> str:
    """Note the export on the log and begin it; returns its id. Raises TooMany."""
    sweep(home)
    if sum(one.state is State.RUNNING for one in _all(home)) >= MOST_RUNNING:
        raise TooMany
    id = secrets.token_urlsafe(18)
    record(home, who, id, request)
    folder = _folder(home, id)
    folder.mkdir(parents=True, mode=0o700)
    (folder / "asked.json").write_text(
        json.dumps({"who": who, "at": time.time(), "request": request.text}), "utf-8"
    )
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "hees.team.export.step", str(folder)],
        env=os.environ | {"HEES_HOME": str(home.folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=(folder / "log").open("wb"),
        start_new_session=True,
    )
    (folder / "pid").write_text(str(process.pid))
    threading.Thread(target=_watch, args=(process, folder), daemon=True).start()
    return id


def _watch(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for a job's end; what a failed one wrote goes to the server's log, under its error id."""
    process.wait()
    with contextlib.suppress(OSError):  # cancelled, and deleted
        if process.returncode:
            wrote = (folder / "log").read_text("utf-8", "replace")
            log.error("error %s: an export wrote:\n%s", _error(folder), wrote)


def _error(folder: Path) -> str:
    return folder.name[:8]


def record(home: Home, who: str, id: str, request: Request) -> None:
    """Put an export on the audit log: what was taken, never what was in it."""
    with changing(home) as connection:
        audit.record(
            connection,
            who,
            "contact_exported" if request.contact else "data_exported",
            id,
            format=str(request.format),
            layout="long" if request.long else "wide",
            language=request.language,
            drafts=request.drafts,
            contact=request.contact,
        )


def of(home: Home, who: str) -> list[Job]:
    """Somebody's jobs, the newest first."""
    sweep(home)
    return sorted((one for one in _all(home) if one.who == who), key=lambda one: -one.at)


def one(home: Home, id: str) -> Job | None:
    """A job by its id; None when there is none, or its hour is over."""
    if not _ID.fullmatch(id):
        return None
    found = _read(_folder(home, id))
    return found if found and not _is_over(found.at) else None


def cancel(home: Home, id: str) -> None:
    """End a job and delete all of it."""
    if _ID.fullmatch(id):
        job = one(home, id)
        _delete(_folder(home, id), is_made=job is not None and job.state is not State.RUNNING)


def _delete(folder: Path, *, is_made: bool) -> None:
    """End what still writes into a folder, and delete it. Another process may have its number."""
    with contextlib.suppress(OSError, ValueError):
        if not is_made and _runs(folder):
            os.killpg(int((folder / "pid").read_text()), signal.SIGTERM)
    shutil.rmtree(folder, ignore_errors=True)


def sweep(home: Home) -> None:
    """Delete what is older than an hour, also what cannot be read."""
    folder = home.folder / FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        with contextlib.suppress(FileNotFoundError):  # another process deletes it too
            job = _read(path)
            if _is_over(job.at if job else path.stat().st_mtime):
                _delete(path, is_made=job is not None and job.state is not State.RUNNING)


def _is_over(at: float) -> bool:
    """Whether its hour is over; so it is when the clock was set back, as nobody can tell then."""
    now = time.time()
    return at + KEPT_SECONDS <= now or clock.is_ahead(at, now)


def kept_swept(home: Home) -> AbstractContextManager[None]:
    """Delete what is too old while the block runs, whether anybody looks or not."""

    def work(stop: threading.Event) -> None:
        sweep(home)
        while not stop.wait(SWEEPS_SECONDS):
            sweep(home)

    return beside("exports", work)


def name(job: Job) -> str:
    """What the archive is called when it is saved."""
    day = clock.today()
    layout = "-long" if job.request.long else ""
    return f"hees-{job.request.format}{layout}-{job.request.language}-{day}.zip"


def _all(home: Home) -> Iterator[Job]:
    folder = home.folder / FOLDER
    for path in folder.iterdir() if folder.is_dir() else ():
        if found := _read(path):
            yield found


def _folder(home: Home, id: str) -> Path:
    return home.folder / FOLDER / id


def _read(folder: Path) -> Job | None:
    try:
        asked = json.loads((folder / "asked.json").read_text("utf-8"))
        who, at, request = asked["who"], asked["at"], Request.read(asked["request"])
        told = _told(folder)
    except (OSError, ValueError, LookupError, TypeError):  # half made or deleted, or another HEES's
        return None
    archive = next(folder.glob("*.zip"), None)
    failed = folder / "failed"
    if archive:
        state = State.READY
    elif failed.exists() or not _runs(folder):
        state = State.FAILED
    else:
        state = State.RUNNING
    return Job(
        id=folder.name,
        who=who,
        request=request,
        at=at,
        state=state,
        step=told[0],
        share=told[1],
        error=_error(folder),
        archive=archive,
    )


def _told(folder: Path) -> tuple[str, float]:
    path = folder / "progress"
    if not path.exists():
        return "reading", 0.0
    step, share = path.read_text("utf-8").split()
    return step, float(share)


def _runs(folder: Path) -> bool:
    """Whether the process of a job lives; one that has only just begun has no number yet."""
    try:
        os.kill(int((folder / "pid").read_text()), 0)
    except FileNotFoundError:
        return time.time() - (folder / "asked.json").stat().st_mtime < 10
    except (OSError, ValueError):
        return False
    return True
