"""What the commands share: the study, the home, and how a command stops with a reason."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from hees.findings import reference
from hees.language import say
from hees.settings import settings
from hees.simulation import loader as steering
from hees.store.connection import StoreUnavailable
from hees.store.home import Home, prepare
from hees.study import Study, StudyError, load
from hees.survey import finder

FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
"""A file to write, and one to read."""


def stop(happened: str, kept: str, remedy: str) -> NoReturn:
    """End with the exit code 1, and say on standard error what happened, was kept, and can be done."""
    _end(f"{happened} {kept} {remedy}")


def stop_with(key: str, /, **values: object) -> NoReturn:
    """End with a message of the interface; it has the same three parts."""
    _end(say(key, "en", **values).replace("**", ""))


def _end(text: str) -> NoReturn:
    click.echo(f"Error: {text}", err=True)
    sys.exit(1)


@contextmanager
def refusing(happened: str, kept: str, remedy: str, *errors: type[Exception]) -> Generator[None]:
    """Stop, with the reason behind what happened, when the work raises one of `errors`."""
    try:
        yield
    except errors as error:
        stop(f"{happened}: {error}.", kept, remedy)


def the_study() -> Study:
    """The study of HEES_STUDY, steering of the simulation included; stops where it has errors."""
    try:
        study = load(settings().study)
        steering.read(settings().study, study)
        return study
    except StudyError as error:
        stop(
            f"The study in {settings().study} has errors, listed below.",
            "Nothing was changed.",
            f"Mend them in the study folder, then run `hees check`:\n{error}",
        )


def the_home(study: Study, folder: Path | None = None) -> Home:
    """The home in `folder`, by default HEES_HOME, brought up to date; stops where it cannot be."""
    folder = folder or settings().home
    try:
        home = prepare(folder)
        finder.fill(home, settings().study, study.languages)
        reference.fill(home, settings().study)
    except StoreUnavailable as error:
        stop(
            f"The databases in {folder} cannot be used ({error}).",
            "Nothing was changed.",
            "Check that the folder can be written and has space; `hees verify` looks into the files.",
        )
    return home
