"""`hees verify`: whether everything that is stored is as it was written."""

import sys
from collections.abc import Iterator

import click

from hees.findings import editions
from hees.settings import settings
from hees.store import audit, releases
from hees.store import editions as kept
from hees.store.connection import StoreUnavailable, inspecting
from hees.store.home import Home
from hees.team import verifying
from hees.team.verifying import RESTORE, Check


@click.command()
@click.option("--head", default="", help="A digest of the audit log that was noted elsewhere.")
def verify(head: str) -> None:
    """Check both databases, the audit log, receipts, releases and editions. Writes nothing.

    One line a check; the exit code is 1 when anything is wrong.
    """
    home = Home(settings().home)
    found = [*verifying.verify(home, head.strip().lower()), *_editions(home)]
    for check in found:
        click.echo(f"{'WRONG' if check.problem else 'good '}  {check.name}")
        if check.problem:
            click.echo(f"       {check.problem}")
    if any(check.problem for check in found):
        sys.exit(1)
    with inspecting(home.responses) as connection:
        click.echo(f"Newest digest of the audit log, to note elsewhere: {audit.head(connection)}")


def _editions(home: Home) -> Iterator[Check]:
    """The inside of every edition's files."""
    try:
        with inspecting(home.public) as connection:
            digests = releases.digests(connection)
            for id, release, package in kept.packages(connection):
                damage = editions.damage(release, digests[release], package)
                yield Check(f"edition {id}: its files", damage and f"{damage}. {RESTORE}")
    except StoreUnavailable:
        return  # said already


COMMANDS = (verify,)
