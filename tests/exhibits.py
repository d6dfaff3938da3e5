"""The shipped study: every view of its charts, and homes of it with what a site shows."""

from datetime import date
from pathlib import Path

from hees.findings import reference
from hees.release.publishing import publish
from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store import connection
from hees.store.home import Home, prepare
from hees.study import Study, load
from hees.survey import finder
from tests.database import hasty

DAY = date(2026, 12, 3)
STUDY = load(PROJECT / "data")

VIEWS = [(chart.id, by) for chart in STUDY.charts.values() for by in ("", *chart.by)]
"""Every chart of the shipped study under every breakdown that it offers."""


def fill(home: Home, folder: Path, study: Study) -> Home:
    """Load all that the site shows beside the survey."""
    finder.fill(home, folder, study.languages)
    reference.fill(home, folder)
    return home


def released(folder: Path, count: int = 150, seed: int = 7) -> Home:
    """A home of the shipped study with simulated answers, of which one release was made."""
    with hasty():
        home = fill(prepare(folder), PROJECT / "data", STUDY)
        simulate(home, STUDY, count, seed)
        publish(home, STUDY, DAY)
    connection.release(home.responses)
    connection.release(home.public)
    return home
