"""`hees backup` and `hees restore`."""

from pathlib import Path

import click

from hees import clock
from hees.cli.common import refusing, stop, the_home, the_study
from hees.release import particulars
from hees.settings import settings
from hees.store import backups
from hees.store.audit import COMMAND
from hees.store.connection import StoreUnavailable
from hees.store.home import Home


@click.command()
@click.option("--to", type=click.Path(path_type=Path), help="Folder; default: HEES_BACKUPS.")
@click.option("--list", "listing", is_flag=True, help="List the backups there are, and check each.")
def backup(to: Path | None, listing: bool) -> None:
    """Copy both databases while the site goes on, and check the copy."""
    folder = to or settings().backups
    if listing:
        _list(folder)
        return
    with refusing(
        "No backup was made",
        "The databases and earlier backups are as they were.",
        "Check that both folders can be used and have space, then try again.",
        StoreUnavailable,
    ):
        made = backups.make(Home(settings().home), folder, clock.now())
    if found := backups.problems(made):
        stop(
            f"The backup in {made.folder} is not good: {'; '.join(found)}.",
            "The databases and earlier backups are as they were.",
            "Make another one, and run `hees verify` if it is not good either.",
        )
    click.echo(f"Backed up to {made.folder}")


def _list(folder: Path) -> None:
    for one in backups.all_in(folder):
        found = backups.problems(one)
        click.echo(f"{one.folder}\t{one.made_at}\t{'; '.join(found) or 'good'}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.confirmation_option(
    prompt="Answers given since that backup will no longer count. Put it in place?"
)
def restore(folder: Path) -> None:
    """Put the backup in FOLDER in place of the databases, which are kept aside.

    Whoever withdrew, or deleted answers or contact data, since the backup was made stays away; no
    mail goes out twice; links and accounts that were ended stay so. Everybody signs in anew.
    Restart the server after.
    """
    home = Home(settings().home)
    with refusing(
        "Nothing was restored",
        "The databases are as they were.",
        "Choose a backup that `hees backup --list` calls good.",
        backups.NoBackup,
        StoreUnavailable,
    ):
        backup = backups.read(folder)
        aside = backups.restore(backup, home, clock.now(), COMMAND)
    study = the_study()
    the_home(study)
    particulars.sync(home, study)
    click.echo(f"Restored the backup of {backup.made_at}. What stood before is in {aside}.")


COMMANDS = (backup, restore)
