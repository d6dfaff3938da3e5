"""Whether a home can keep answers now: asked of the files themselves, nothing is changed."""

import shutil

from hees.store.connection import StoreUnavailable, Trouble, reading, writing
from hees.store.home import Home

LEAST_FREE = 64 * 1024 * 1024
"""Bytes that must be free on the disk: room for the write-ahead logs and a few thousand answers."""


def trouble(home: Home) -> Trouble | None:
    """Why answers cannot be kept, or the public pages not be read; None while all is well."""
    try:
        with writing(home.responses) as connection:
            connection.execute("SELECT revision FROM state").fetchone()
        with reading(home.public) as connection:
            connection.execute("SELECT count(*) FROM release").fetchone()
        if shutil.disk_usage(home.folder).free < LEAST_FREE:
            return Trouble.FULL
    except StoreUnavailable as error:
        return error.trouble
    return None
