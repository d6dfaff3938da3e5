"""How long the gate takes, by responses and release after release, in seconds of CPU.

First the first release of homes of more and more simulated responses; then a home that grows release by
release, each judged against all before it. The gate runs in a child process of low priority, so that pages do
not wait for it; what it withholds is named on `/releases` and may return with the next release.

The cost is in small numbers: many releases of few responses leave many small counts and many small changes,
which two respondents together could narrow. On 25 November 2026 a first release of 182 responses took 3 s, a
second after 63 more 20 s, and a third release of 29, 30 and 28 responses 273 s. Twenty releases in a row were
not measured.

Run: `python -m bench.gate [releases] [organizations a release]`
"""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.homes import DAY, simulated
from hees.release import publishing
from hees.release.gate import Held
from hees.simulation.simulator import simulate
from hees.store import releases
from hees.store.home import Home
from hees.study.catalogue import catalogue
from tests.exhibits import STUDY

SIZES = (60, 120, 240, 480)
"""Organizations of a first release."""


def main() -> None:
    """Print one line a release."""
    count, organisations = (int(one) for one in (*sys.argv[1:], "2", "120")[:2])
    tables = catalogue(STUDY)
    items = {
        (name.question, item.code)
        for name in tables
        for item in STUDY.questionnaire.questions[name.question].items
    }
    plain = {name.question for name in tables} - {question for question, _ in items}
    print(f"{len(tables)} tables of {len(items) + len(plain)} questions and rows of scales")
    print("a release at once")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            judge(simulated(Path(folder) / "home", size), DAY)
    print(f"release after release, {organisations} organizations more each time")
    with tempfile.TemporaryDirectory() as folder:
        home = simulated(Path(folder) / "home", organisations)
        for turn in range(count):
            judge(home, DAY)
            if turn + 1 < count:
                simulate(home, STUDY, organisations, seed=100 + turn)


def judge(home: Home, day: date) -> None:
    """Make a release and say what it took."""
    started = time.process_time()
    try:
        number = publishing.publish(home, STUDY, day)
    except (publishing.TooFew, Held) as error:
        print(f"  not released: {error}", flush=True)
        return
    seconds = time.process_time() - started
    release = releases.one(home, number)
    assert release
    verdict = release.verdict
    print(
        f"  release {number}: about {release.responses} responses, {verdict.checked:,} counts "
        f"checked, narrowest {verdict.narrowest}, {len(verdict.withheld)} parts withheld, "
        f"{seconds:.1f} s",
        flush=True,
    )


if __name__ == "__main__":
    main()
