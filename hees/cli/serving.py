"""`hees serve` and `hees demo`: the site, with real answers or with simulated ones."""

import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from hees.cli.common import the_home, the_study
from hees.cli.publishing import publish_now
from hees.cli.trying import simulate_into
from hees.settings import PROJECT, settings

DEMO = "demo"
DEMO_COUNT = 240
DEMO_SEED = 2026


@click.command()
@click.option("--port", default=8501, show_default=True, help="TCP port on this machine.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
def serve(port: int, address: str) -> None:
    """Serve the site, making the databases when absent."""
    the_home(the_study())
    _serve(port, address, settings().home)


@click.command()
@click.option("--port", default=8502, show_default=True, help="TCP port on this machine.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
def demo(port: int, address: str) -> None:
    """Serve a home of its own with simulated organizations, under a banner that says so."""
    study = the_study()
    folder = settings().home / DEMO
    fresh = not (folder / "responses.db").exists()
    home = the_home(study, folder)
    if fresh:
        simulate_into(home, study, DEMO_COUNT, DEMO_SEED)
        publish_now(home, study)
    _serve(port, address, folder)


def _serve(port: int, address: str, home: Path) -> NoReturn:
    """Become the server process, so that signals reach it."""
    os.environ["HEES_HOME"] = str(home)
    os.chdir(PROJECT)
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    options = [f"--server.port={port}", f"--server.address={address}"]
    os.execv(sys.executable, command + options)  # noqa: S606


COMMANDS = (serve, demo)
