"""A clock that goes wrong."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from hees import clock


@contextmanager
def ahead(by: timedelta) -> Iterator[None]:
    """While it lasts, the clock of this process is ahead; afterwards it has been set back."""
    seconds = time.time

    class Ahead(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + by

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Ahead)
        patch.setattr(time, "time", lambda: seconds() + by.total_seconds())
        yield
