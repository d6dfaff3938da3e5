"""How often one address may begin a response or try a link: enough for a full room, not for a flood."""

import time
from ipaddress import IPv6Address, ip_address

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
        who = f"{deed}:{network(address)}"
        return accounts.attempt(connection, who, MOST[deed], time.time())


def network(address: str) -> str:
    """What one visitor can change at will is left out: half of an address of IP version 6."""
    try:
        full = ip_address(address)
    except ValueError:
        return address
    if isinstance(full, IPv6Address) and not full.ipv4_mapped:
        return str(IPv6Address(int(full) >> 64 << 64))
    return address
