"""Where a row of the reference material comes from, as readers are told."""

UNCHECKED = "to be checked"
"""What the source of a row says as long as the study team has not checked all of it."""


def addresses(source: str) -> tuple[str, ...]:
    """The web addresses in a source; several are divided by "|"."""
    parts = [part.strip() for part in source.split("|")]
    return tuple(part for part in parts if part.startswith(("https://", "http://")))


def host(address: str) -> str:
    """The site of an address as people say it: www.example.org → example.org."""
    return address.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.")


def to_be_checked(source: str) -> bool:
    return UNCHECKED in source
