"""What the commands share: the study, the home, and how a command stops with a reason."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from hees.findings import reference
from hees.settings import settings
from hees.simulation import loader as steering
from hees.store.connection import StoreUnavailable
from hees.store.home import Home, prepare
from hees.study import Study, StudyError, load
from hees.survey import finder

FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
"""A file to write, and one to read."""


def stop(message: str) -> NoReturn:
    """End with `message` on standard error and the exit code 1."""
    click.echo(message, err=True)
    sys.exit(1)


@contextmanager
def refusing(message: str, *errors: type[Exception]) -> Generator[None]:
    """Stop with `message` and the reason when the work raises one of `errors`."""
    try:
        yield
    except errors as error:
        stop(f"{message}: {error}.")


def the_study() -> Study:
    """The study of HEES_STUDY, steering of the simulation included; stops where it has errors."""
    try:
        study = load(settings().study)
        steering.read(settings().study, study)
        return study
    except StudyError as error:
        stop(f"The study in {settings().study} has errors:\n{error}")


def the_home(study: Study, folder: Path | None = None) -> Home:
    """The home in `folder`, by default HEES_HOME, brought up to date; stops where it cannot be."""
    folder = folder or settings().home
    try:
        home = prepare(folder)
        finder.fill(home, settings().study, study.languages)
        reference.fill(home, settings().study)
    except StoreUnavailable as error:
        stop(f"The databases in {folder} cannot be used ({error}). Nothing was changed.")
    return home
