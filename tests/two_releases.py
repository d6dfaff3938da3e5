"""A home with two releases of the shipped study, made once for all tests that look at what is public.

Groups are shown from five respondents on and from ten in all, so that sixty organisations fill most
charts. The gate is left out: it has tests of its own.
"""

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store import connection
from hees.store.home import Home, prepare
from hees.study import Study, load
from tests import exhibits, handmade
from tests.database import hasty

FOLDER = PROJECT / "data"


@cache
def study() -> Study:
    """The shipped study, with smaller bases."""
    shipped = load(FOLDER)
    policy = shipped.policy.model_copy(update={"totals_only_below": 10, "breakdown_base": 5})
    return shipped.model_copy(update={"policy": policy})


@cache
def home() -> Home:
    """Sixty organisations, of whom forty were there at the first release."""
    folder = Path(tempfile.mkdtemp(prefix="hees-two-releases-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with hasty():
        ready = exhibits.fill(prepare(folder), FOLDER, study())
        simulate(ready, study(), 40, seed=1)
        handmade.ungated(ready, study(), date(2026, 11, 25))
        simulate(ready, study(), 20, seed=2)
        handmade.ungated(ready, study(), date(2027, 1, 15))
    connection.release(ready.responses)
    connection.release(ready.public)
    return ready
