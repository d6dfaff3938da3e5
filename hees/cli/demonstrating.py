"""`hees demo`: the site with simulated answers."""

import click

from hees.cli.common import the_home, the_study
from hees.cli.publishing import publish_now
from hees.cli.serving import serve_home
from hees.cli.trying import simulate_into
from hees.settings import settings

FOLDER = "demo"
COUNT = 240
SEED = 2026


@click.command()
@click.option("--port", default=8502, show_default=True, help="TCP port on this machine.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
def demo(port: int, address: str) -> None:
    """Serve a home of its own with simulated organizations, under a banner that says so."""
    study = the_study()
    folder = settings().home / FOLDER
    fresh = not (folder / "responses.db").exists()
    home = the_home(study, folder)
    if fresh:
        simulate_into(home, study, COUNT, SEED)
        publish_now(home, study)
    serve_home(port, address, folder)


COMMANDS = (demo,)
