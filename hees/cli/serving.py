"""`hees serve`: the site, with what was answered."""

import os
from pathlib import Path

import click
from streamlit.web.cli import main as streamlit

from hees.cli.common import the_study
from hees.settings import PROJECT, settings


@click.command()
@click.option("--port", default=8501, show_default=True, help="TCP port on this machine.")
@click.option("--address", default="127.0.0.1", show_default=True, help="Address to listen on.")
def serve(port: int, address: str) -> None:
    """Serve the site, making the databases when absent.

    Where they cannot be used, the pages and /healthz say why, and go on once that is over.
    """
    the_study()
    serve_home(port, address, settings().home)


def serve_home(port: int, address: str, home: Path) -> None:
    """Be the server, in this process, so that signals reach it and nothing is loaded twice."""
    os.environ["HEES_HOME"] = str(home)
    settings.cache_clear()
    os.chdir(PROJECT)
    options = [f"--server.port={port}", f"--server.address={address}"]
    streamlit(["run", "streamlit_app.py", *options])


COMMANDS = (serve,)
