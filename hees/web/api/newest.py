"""What is newest of all that is public, read from the database each time: other processes write it."""

import hashlib
from dataclasses import dataclass

from hees.store import reference, releases
from hees.web import context

ADDRESS = "/api/v1/newest"
"""Where open pages ask for it."""


@dataclass(frozen=True)
class Newest:
    """`release`: the newest, if any. `state`: a name of all that is public, which never comes back."""

    release: int | None
    state: str


def newest() -> Newest:
    """Costs two short reads, so that every open page can ask every few seconds."""
    home = context.home()
    release = releases.newest(home)
    content = "\n".join((str(release), *reference.state(home)))
    return Newest(release, hashlib.sha256(content.encode()).hexdigest()[:16])
