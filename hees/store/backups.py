"""Backups of a home: made while others write, checked against their hashes, put back as a whole.

A backup is a folder named by its moment, with copies of both databases and a manifest.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from hees.store import audit, connection, quoted, responses, since
from hees.store.connection import StoreUnavailable, Trouble, turn, unavailable
from hees.store.home import Home, prepare
from hees.store.since import Since

MANIFEST = "manifest.json"
DATABASES = ("public.db", "responses.db")
"""In this order: what a release is made of is noted before it is public, so the later copy of the
answers knows of every release in the earlier copy of what is public."""

BESIDE = ("invitation.key",)
"""Small files of a home that a restored one needs too, where there are any."""


ASIDE = "replaced"
"""The folder of a home where a restore keeps what stood before."""


class NoBackup(ValueError):
    """There is no usable backup there; the text says what is wrong with it. Nothing was changed."""


@dataclass(frozen=True)
class Backup:
    """`folder` holds the files; `made_at` is an ISO time in UTC; `files`: SHA-256 by name."""

    folder: Path
    made_at: str
    files: dict[str, str]


def make(home: Home, into: Path, moment: str) -> Backup:
    """Copy both databases as they stand, each at one instant, while others read and write.

    The folder appears under its name once all is on disk. Raises StoreUnavailable.
    """
    name = _folder_name(moment)
    making = into / f".{name}.{os.getpid()}"
    try:
        into.mkdir(parents=True, exist_ok=True, mode=0o700)
        making.mkdir(mode=0o700)
        for file in DATABASES:
            _copy(home.folder / file, making / file)
        for file in BESIDE:
            if (home.folder / file).exists():
                shutil.copy2(home.folder / file, making / file)
        files = {path.name: _digest(path) for path in sorted(making.iterdir())}
        manifest = {"made_at": moment, "files": files}
        (making / MANIFEST).write_text(json.dumps(manifest, indent=1), "utf-8")
        for path in making.iterdir():
            _to_disk(path)
        making.rename(into / name)
        _to_disk(into)
    except OSError as error:
        raise StoreUnavailable(_trouble(error), f"{into}: {error.strerror}") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Backup(into / name, moment, files)


def _folder_name(moment: str) -> str:
    """An ISO time in UTC as the name of a folder: 2026-11-26T030000Z."""
    return moment.replace(":", "").replace("+0000", "Z")


def _copy(source: Path, target: Path) -> None:
    try:
        with ExitStack() as closing:
            old = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
            closing.callback(old.close)
            new = sqlite3.connect(target)
            closing.callback(new.close)
            old.backup(new)
            # One file without a log beside it, so that it can be moved anywhere.
            new.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise unavailable(error) from error


def _trouble(error: OSError) -> Trouble:
    return Trouble.FULL if error.errno == 28 else Trouble.READ_ONLY


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def all_in(folder: Path) -> list[Backup]:
    """The backups in a folder, the newest first; folders without a readable manifest are none."""
    found = []
    for manifest in folder.glob(f"*/{MANIFEST}"):
        try:
            found.append(read(manifest.parent))
        except NoBackup:
            continue
    return sorted(found, key=lambda one: one.made_at, reverse=True)


def read(folder: Path) -> Backup:
    """The backup in `folder`, by its manifest. Raises NoBackup."""
    try:
        body = json.loads((folder / MANIFEST).read_text("utf-8"))
        return Backup(folder, body["made_at"], dict(body["files"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoBackup(f"{folder} has no readable {MANIFEST}") from error


def problems(backup: Backup) -> list[str]:
    """What is wrong with a backup: files that are missing, altered or damaged; none when it is good."""
    found = [f"{file} is not in it" for file in DATABASES if file not in backup.files]
    if strange := sorted({*backup.files} - {*DATABASES, *BESIDE}):
        return [*found, f"{', '.join(strange)} is no file of a backup"]
    for file, digest in backup.files.items():
        path = backup.folder / file
        if not path.is_file():
            found.append(f"{file} is missing")
        elif _digest(path) != digest:
            found.append(f"{file} is not as it was written")
        elif file in DATABASES and not _is_whole(path):
            found.append(f"{file} is damaged")
    return found


def _is_whole(path: Path) -> bool:
    try:
        with ExitStack() as closing:
            file = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
            closing.callback(file.close)
            return file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.Error:
        return False


def rotate(folder: Path, keep: int, now: str) -> Sequence[Backup]:
    """Delete all but the newest `keep` backups of a folder; returns what was deleted.

    Those of the future were made before the clock was set back, and go first.
    """
    old = sorted(all_in(folder), key=lambda one: one.made_at > now)[keep:]
    for backup in old:
        shutil.rmtree(backup.folder)
    return old


def forget_leftovers(home: Home, folder: Path, hours: float) -> None:
    """Delete what is older than so many hours of what restores put aside, and of broken backups.

    They hold what people delete afterwards, and would hold it for ever.
    """
    before = time.time() - hours * 3600
    for path in (*(home.folder / ASIDE).glob("*"), *folder.glob(".*.*")):
        if path.is_dir() and path.stat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)


def restore(backup: Backup, home: Home, moment: str, who: str) -> Path:
    """Put a backup in place of what stands in `home`; returns where that is kept now.

    Writers wait meanwhile, also those of a running server. Who left since the backup was made stays
    away, and no mail goes out twice (`hees.store.since`). Raises NoBackup or StoreUnavailable; then nothing was changed.
    """
    if found := problems(backup):
        raise NoBackup(f"{backup.folder}: {'; '.join(found)}")
    aside = home.folder / ASIDE / _folder_name(moment)
    coming = Home(aside / "new")
    try:
        home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.mkdir(parents=True, mode=0o700)
        with turn(home.responses), turn(home.public):
            _make_ready(backup, coming, since.read(home), moment, who)
            for file in backup.files:
                _swap(home.folder / file, coming.folder / file, aside)
    except OSError as error:
        raise StoreUnavailable(_trouble(error), f"{home.folder}: {error.strerror}") from error
    finally:
        shutil.rmtree(coming.folder, ignore_errors=True)
    return aside


def _make_ready(backup: Backup, coming: Home, known: Since, moment: str, who: str) -> None:
    """Copy a backup and take out what must not come back, before anybody can read the copy."""
    coming.folder.mkdir(mode=0o700)
    for file in backup.files:
        shutil.copy2(backup.folder / file, coming.folder / file)
    prepare(coming.folder)
    with responses.changing(coming) as lent:
        since.keep(lent, known, moment)
        audit.record(lent, who, "backup_restored", backup.folder.name, made_at=backup.made_at)
    quoted.remove(coming, known.unquoted)
    for path in (coming.responses, coming.public):
        connection.forget(path)
        connection.release(path)
    for file in backup.files:
        _to_disk(coming.folder / file)


def _swap(path: Path, new: Path, aside: Path) -> None:
    """Put the new file in place of one that is kept in `aside`: at no moment is there none."""
    with suppress(StoreUnavailable):  # a damaged one is kept as it is
        connection.forget(path)
    connection.release(path)
    if path.exists():
        os.link(path, aside / path.name)
    for suffix in ("-wal", "-shm"):
        log = path.with_name(path.name + suffix)
        if log.exists():
            log.rename(aside / log.name)
    new.replace(path)
