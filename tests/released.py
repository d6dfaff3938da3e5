"""A home with two releases of the shipped study, made once for all tests that look at what is public.

Groups are shown from ten respondents on, so that sixty organisations fill most charts.
"""

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from hees.findings import reference
from hees.release import publishing
from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store.home import Home, prepare
from hees.study import Study, load
from hees.survey import finder

FOLDER = PROJECT / "data"


@cache
def study() -> Study:
    """The shipped study, with a smaller base."""
    shipped = load(FOLDER)
    policy = shipped.policy.model_copy(update={"totals_only_below": 10})
    return shipped.model_copy(update={"policy": policy})


@cache
def home() -> Home:
    """Sixty organisations, of whom forty were there at the first release."""
    folder = Path(tempfile.mkdtemp(prefix="hees-released-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ready = prepare(folder)
    finder.fill(ready, FOLDER, study().languages)
    reference.fill(ready, FOLDER)
    simulate(ready, study(), 40, seed=1)
    publishing.publish(ready, study(), date(2026, 11, 25))
    simulate(ready, study(), 20, seed=2)
    publishing.publish(ready, study(), date(2027, 1, 15))
    return ready
