"""How often one address may begin a response or try a link: enough for a full room, not for a flood."""

import time

from hees.store import accounts
from hees.store.connection import writing
from hees.store.home import Home

WINDOW_SECONDS = 15 * 60
MOST = {"start": 60, "link": 60}
"""How many a window: responses begun, and links tried that open nothing."""


def allows(home: Home, deed: str, address: str) -> bool:
    """Count a deed of an address; False once it has done too many. No address, no limit."""
    if not address:
        return True
    who, now = f"{deed}:{address}", time.time()
    with writing(home.responses) as connection:
        if accounts.failures(connection, who, now - WINDOW_SECONDS) >= MOST[deed]:
            return False
        accounts.insert_failure(connection, who, now, now - WINDOW_SECONDS)
    return True
