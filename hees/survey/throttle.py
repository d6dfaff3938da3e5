"""How often one address may begin a response or try a link: enough for a full room, not for a flood."""

import time

from hees.store import accounts
from hees.store.connection import writing
from hees.store.home import Home

MOST = {"start": 60, "link": 60}
"""How many a window: responses begun, and links tried that open nothing."""


def allows(home: Home, deed: str, address: str) -> bool:
    """Count a deed of an address; False once it has done too many. No address, no limit."""
    if not address:
        return True
    with writing(home.responses) as connection:
        return accounts.attempt(connection, f"{deed}:{address}", MOST[deed], time.time())
