"""`hees retention`: delete what is older than the periods that the team set."""

import click

from hees.cli.common import the_home, the_study
from hees.release import particulars
from hees.store.audit import COMMAND
from hees.team import retention
from hees.team.retention import Plan


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Only say what would be deleted.")
def retention_command(dry_run: bool) -> None:
    """Delete contact data, drafts and more that are older than the team's settings allow."""
    study = the_study()
    home = the_home(study)
    for rule, days in retention.periods(home).items():
        click.echo(f"{rule}: {f'{days} days' if days else 'kept'}")
    if dry_run:
        _say(retention.plan(home), "would be deleted")
        return
    done = retention.apply(home, COMMAND)
    assert done, "nothing was shown before, so nothing can differ from it"
    particulars.sync(home, study)
    _say(done, "deleted")


def _say(plan: Plan, what: str) -> None:
    for rule, due in plan.due.items():
        for one in due:
            click.echo(f"{rule}\t{one.id}\tsince {one.since}")
    click.echo(f"{plan.total} {what}.")


COMMANDS = (retention_command,)
