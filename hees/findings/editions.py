"""Editions: a release frozen under a name with all its files, for citing and for keeping."""

import hashlib
import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from hees.findings import edition_files
from hees.findings.edition_files import CITATION, MANIFEST, RELEASE, as_json, doi_address
from hees.store import editions as store
from hees.store import releases
from hees.store.editions import Edition
from hees.store.home import Home
from hees.study import Study

MOST = 120
"""So many characters may a name have."""

_ID = re.compile(r"(?!\d+$)[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_ID = 40
_DOI = re.compile(r"10\.\d{4,9}/[!-~]+")
_FIRST_OF_ZIP = (1980, 1, 1, 0, 0, 0)


class CannotFreeze(Exception):
    """The edition was not made. `code` has a message `editions.problem.<code>` with these values."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        super().__init__(f"{code}: {values}")


def freeze(
    home: Home,
    study: Study,
    release: int,
    name: Mapping[str, str],
    *,
    day: str,
    site: str,
    id: str = "",
    doi: str = "",
) -> Edition:
    """Freeze a release, on an ISO day; takes some seconds, since all its documents are printed.

    `id` is by default the month of the release, such as 2026-12; `site` the public address without
    a last slash, or "". Raises CannotFreeze.
    """
    found = releases.one(home, release)
    if found is None:
        raise CannotFreeze("no_release", number=release)
    names = {one: " ".join(name.get(one, "").split()) for one in study.languages}
    if not all(0 < len(text) <= MOST for text in names.values()):
        raise CannotFreeze("name", most=MOST)
    edition = Edition(_new_id(home, id or found.made_on[:7]), release, names, day, _doi(doi), site)
    made = edition_files.files(home, study, _without_doi(edition), found)
    try:
        store.add(home, edition, _zip(made))
    except store.Taken as error:
        raise CannotFreeze("taken", id=edition.id) from error
    return edition


def _new_id(home: Home, id: str) -> str:
    if not _ID.fullmatch(id) or len(id) > _LONGEST_ID:
        raise CannotFreeze("id", id=id)
    if store.one(home, id):
        raise CannotFreeze("taken", id=id)
    return id


def _doi(doi: str) -> str:
    """A DOI as its registrars write it, also when it was given as an address."""
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", doi.strip(), flags=re.IGNORECASE)
    if bare and not _DOI.fullmatch(bare):
        raise CannotFreeze("doi", doi=doi)
    return bare


def _without_doi(edition: Edition) -> Edition:
    """The DOI is added when the files are handed out, because it may be set later."""
    return Edition(edition.id, edition.release, edition.name, edition.frozen_on, site=edition.site)


def set_doi(home: Home, id: str, doi: str) -> None:
    """Note or correct the DOI of an edition. Raises CannotFreeze."""
    if not doi.strip():
        raise CannotFreeze("doi", doi=doi)
    if not store.set_doi(home, id, _doi(doi)):
        raise CannotFreeze("no_edition", id=id)


def citation(home: Home, study: Study, edition: Edition, language: str) -> str:
    """How to cite the edition."""
    release = releases.one(home, edition.release)
    assert release, "an edition's release is never deleted"
    return edition_files.citation(study, edition, release, language)


def archive(home: Home, edition: Edition) -> bytes:
    """All files of an edition as a ZIP archive: the same bytes each time for the same edition."""
    with ZipFile(BytesIO(store.package(home, edition.id))) as frozen:
        made = {name: frozen.read(name) for name in frozen.namelist()}
    if edition.doi:
        made[CITATION] += f"\nDOI: {doi_address(edition.doi)}\n".encode()
    made[MANIFEST] = as_json(_manifest(edition, made))
    return _zip(made)


def _manifest(edition: Edition, made: Mapping[str, bytes]) -> dict[str, Any]:
    """What the archive holds, with the release's rules, verdict and digest."""
    return {
        **json.loads(made[RELEASE]),
        "edition": as_plain(edition),
        "files": [
            {"path": path, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            for path, body in sorted(made.items())
        ],
    }


def damage(release: int, digest: str, package: bytes) -> str:
    """What is wrong with the kept files of an edition, in English; "" when they are whole.

    `digest` is that of the release that it is an edition of.
    """
    try:
        with ZipFile(BytesIO(package)) as frozen:
            if bad := frozen.testzip():
                return f"its file {bad} is damaged"
            made = json.loads(frozen.read(RELEASE))["release"]
    except (BadZipFile, KeyError, ValueError) as error:
        return f"its files cannot be read ({error})"
    if (made["number"], made["digest"]) != (release, digest):
        return f"its {RELEASE} is not of release {release} as it stands"
    return ""


def as_plain(edition: Edition) -> dict[str, Any]:
    """An edition as plain data."""
    return {
        "id": edition.id,
        "name": dict(edition.name),
        "release": edition.release,
        "frozen_on": edition.frozen_on,
        "doi": edition.doi or None,
    }


def _zip(made: Mapping[str, bytes]) -> bytes:
    """Files by path as an archive that says nothing of when or where it was made."""
    body = BytesIO()
    with ZipFile(body, "w", ZIP_DEFLATED) as archive:
        for path, content in sorted(made.items()):
            entry = ZipInfo(path, _FIRST_OF_ZIP)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return body.getvalue()
