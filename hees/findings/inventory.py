"""The partnership inventory: listed programmes with the places of their institutions."""

from collections.abc import Mapping, Sequence

from hees.findings import reference
from hees.store import register
from hees.store.home import Home


def pairs(home: Home) -> tuple[list[Sequence[str]], Mapping[str, str]]:
    """The institutions of every listed partnership, and the region of each institution."""
    listed = reference.partnerships(home)
    return [one.institutions for one in listed], places(home)


def places(home: Home) -> Mapping[str, str]:
    """The region (ISO 3166-2) of every institution of the register that has one."""
    return register.regions(home)
