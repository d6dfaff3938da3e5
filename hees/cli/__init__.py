"""The `hees` command."""

import click

from hees import __version__
from hees.cli import (
    exporting,
    keeping,
    mailing,
    people,
    protecting,
    publishing,
    questionnaire,
    registering,
    serving,
    trying,
    verifying,
)


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Survey and findings of a study, in several languages.

    HEES_HOME names the folder of the databases (default: var), HEES_STUDY that of the study
    (default: data).
    """


for command in (
    *serving.COMMANDS,
    *trying.COMMANDS,
    *publishing.COMMANDS,
    *keeping.COMMANDS,
    *people.COMMANDS,
    *mailing.COMMANDS,
    *verifying.COMMANDS,
    *protecting.COMMANDS,
    *registering.COMMANDS,
    *questionnaire.COMMANDS,
    *exporting.COMMANDS,
):
    main.add_command(command)
