"""An organisation of the register."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One organisation. `names` by language; `place` is a city; `matched` the name found.

    `region`: ISO 3166-2 code of its state or prefecture, or "".
    """

    id: str
    kind: str
    country: str
    names: Mapping[str, str]
    place: str
    source: str
    aliases: tuple[str, ...] = ()
    matched: str = ""
    region: str = ""
