"""A home: the folder that holds one study's two databases."""

import fcntl
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hees.store import connection, schema
from hees.store.connection import StoreUnavailable, Trouble
from hees.store.steps import Database, Migrations


@dataclass(frozen=True)
class Home:
    """`responses` holds exact answers, `public` only what anyone may read."""

    folder: Path

    @property
    def responses(self) -> Path:
        return self.folder / "responses.db"

    @property
    def public(self) -> Path:
        return self.folder / "public.db"

    @property
    def parts(self) -> tuple[tuple[Path, Migrations], ...]:
        """Both databases, each with the steps that make it."""
        return (self.responses, schema.responses), (self.public, schema.public)


def prepare(folder: Path) -> Home:
    """Make or bring up to date the databases in `folder`.

    Raises StoreUnavailable when the folder cannot be written, or when a newer HEES made it.
    """
    home = Home(folder)
    with _alone_in(folder):
        for path, migrations in home.parts:
            _migrate(path, migrations)
    return home


def refuse_newer(home: Home) -> None:
    """Raise StoreUnavailable when a newer HEES has brought the databases up to date meanwhile."""
    for path, migrations in home.parts:
        with connection.reading(path) as lent:
            _refuse_unknown(path, migrations, Database(lent))


@contextmanager
def _alone_in(folder: Path) -> Generator[None]:
    """Let two servers that start at once take turns."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / "starting.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise StoreUnavailable(Trouble.READ_ONLY, f"{folder}: {error.strerror}") from error


def _migrate(path: Path, migrations: Migrations) -> None:
    db = Database(connection.create(path))
    try:
        _refuse_unknown(path, migrations, db)
        migrations.apply(db)
    except sqlite3.Error as error:
        raise connection.unavailable(error) from error
    finally:
        db.close()


def _refuse_unknown(path: Path, migrations: Migrations, db: Database) -> None:
    known = {step.name for step in migrations.pending(Database(memory=True))}
    if unknown := {step.name for step in migrations.applied(db)} - known:
        raise StoreUnavailable(Trouble.NEWER, f"{path.name} has the step {min(unknown)}")
