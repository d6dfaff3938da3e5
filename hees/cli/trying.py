"""`hees check` and `hees simulate`: the study, looked over and tried out."""

import sys

import click

from hees.cli.common import stop, the_home, the_study
from hees.simulation.simulator import RealDataPresent, simulate
from hees.store.home import Home
from hees.study import Study


@click.command()
def check() -> None:
    """Check the study folder; list everything that is wrong with it."""
    study = the_study()
    questions = len(study.questionnaire.questions)
    click.echo(f"{study.id}: {questions} questions, languages {', '.join(study.languages)}. Good.")
    click.echo(f"Questionnaire version {study.questionnaire.version}")


@click.command("simulate")
@click.argument("count", type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=2026, show_default=True, help="The same seed, the same answers.")
def simulate_command(count: int, seed: int) -> None:
    """Answer as COUNT plausible organizations. Refused where real answers are."""
    study = the_study()
    simulate_into(the_home(study), study, count, seed)


def simulate_into(home: Home, study: Study, count: int, seed: int) -> None:
    """Simulate under a progress bar, and say how many responses of each status came of it."""
    with click.progressbar(length=count, label="Answering", file=sys.stderr) as bar:
        try:
            done = simulate(home, study, count, seed, report=lambda n: bar.update(n))
        except RealDataPresent as error:
            stop(
                f"{error}.",
                "Nothing was changed.",
                "Simulate in another folder (set HEES_HOME).",
            )
    click.echo(
        f"{done.submitted} submitted, {done.drafts} in progress, {done.withdrawn} withdrawn."
    )


COMMANDS = (check, simulate_command)
