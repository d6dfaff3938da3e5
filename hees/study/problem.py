"""A problem of a study: what there is to mend, and where."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: the file (relative to the study folder), the key in it, and why."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


def no_such(what: str, name: object, known: Iterable[str], where: str) -> str:
    """The reason for a name that leads nowhere: where to look, and the name that was meant."""
    near = get_close_matches(str(name), list(known), n=1)
    meant = f"; did you mean '{near[0]}'?" if near else ""
    return f"there is no {what} '{name}' in {where}{meant}"
