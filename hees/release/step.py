"""One release in a process of its own: `python -m hees.release.step`, for the worker of a server.

It gives way to every other process, and ends with the server that started it: standard input is a
pipe that only the server holds, so that it closes with it, however the server ends.
"""

import os
import sys
import threading
from datetime import date

from hees import clock, discreet
from hees.release.publishing import Held, TooFew, publish
from hees.settings import settings
from hees.store.home import Home
from hees.store.releases import Outrun
from hees.study import load

NICENESS = 10


def main() -> None:
    """Publish what the rule allows. What holds a release is no error; anything else is."""
    discreet.install()
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    os.nice(NICENESS)
    study = load(settings().study)
    try:
        publish(Home(settings().home), study, date.fromisoformat(clock.today()))
    except (TooFew, Held, Outrun) as reason:
        sys.stdout.write(f"Nothing was released: {reason}\n")


def _end_with_the_server() -> None:
    os.read(sys.stdin.fileno(), 1)  # unbuffered: no lock is held when the process ends before
    os._exit(1)


if __name__ == "__main__":
    main()
