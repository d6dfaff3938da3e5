"""The partnership inventory: listed programmes with the places of their institutions."""

from collections.abc import Mapping, Sequence

from hees.findings import reference
from hees.store import register
from hees.store.home import Home


def pairs(home: Home, activity: str | None = None) -> tuple[list[Sequence[str]], Mapping[str, str]]:
    """The institutions of every listed partnership (of one activity), and the region of each."""
    listed = reference.partnerships(home)
    chosen = [one for one in listed if activity is None or one.activity == activity]
    return [one.institutions for one in chosen], places(home)


def places(home: Home) -> Mapping[str, str]:
    """The region (ISO 3166-2) of every institution of the register that has one."""
    return register.regions(home)
