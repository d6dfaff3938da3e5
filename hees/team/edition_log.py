"""Editions on the audit log, with the digest of their files, so that `hees verify` finds a change."""

import hashlib

from hees.store import audit, editions
from hees.store.connection import writing
from hees.store.editions import Edition
from hees.store.home import Home

FROZEN = "edition_frozen"


def digest(package: bytes) -> str:
    """SHA-256 in hex of an edition's files as they are kept."""
    return hashlib.sha256(package).hexdigest()


def frozen(home: Home, who: str, edition: Edition) -> None:
    """Note that an edition was frozen, with the digest of its files."""
    package = digest(editions.package(home, edition.id))
    with writing(home.responses) as connection:
        audit.record(connection, who, FROZEN, edition.id, release=edition.release, package=package)


def doi_noted(home: Home, who: str, id: str, doi: str) -> None:
    """Note that the DOI of an edition was set or corrected."""
    with writing(home.responses) as connection:
        audit.record(connection, who, "edition_doi_noted", id, doi=doi)
