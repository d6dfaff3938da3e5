"""How long the gate takes, release after release: `python bench/gate.py [RELEASES] [ORGANISATIONS]`.

A home of simulated answers to the shipped study grows by so many organisations a release; each
release is judged against all before it. Seconds are of CPU time of this process.
"""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from hees.findings import reference
from hees.release import publishing
from hees.release.gate import Held
from hees.settings import PROJECT
from hees.simulation.simulator import simulate
from hees.store import releases
from hees.store.home import prepare
from hees.study import load
from hees.study.catalogue import catalogue
from hees.survey import finder

FOLDER = PROJECT / "data"


def main() -> None:
    """Print one line a release."""
    count, organisations = (int(one) for one in (*sys.argv[1:], "20", "16")[:2])
    study = load(FOLDER)
    tables = catalogue(study)
    items = {
        (name.question, item.code)
        for name in tables
        for item in study.questionnaire.questions[name.question].items
    }
    plain = {name.question for name in tables} - {question for question, _ in items}
    print(f"{len(tables)} tables of {len(items) + len(plain)} questions and rows of scales")
    with tempfile.TemporaryDirectory() as folder:
        home = prepare(Path(folder))
        finder.fill(home, FOLDER, study.languages)
        reference.fill(home, FOLDER)
        for turn in range(count):
            simulate(home, study, organisations, seed=turn)
            started = time.process_time()
            try:
                number = publishing.publish(home, study, date(2026, 12, 1))
            except (publishing.TooFew, Held) as error:
                print(f"not released: {error}", flush=True)
                continue
            seconds = time.process_time() - started
            release = releases.one(home, number)
            assert release
            verdict = release.verdict
            print(
                f"release {number}: about {release.responses} responses, {verdict.checked} counts "
                f"checked, narrowest {verdict.narrowest}, {len(verdict.withheld)} parts withheld, "
                f"{seconds:.0f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
