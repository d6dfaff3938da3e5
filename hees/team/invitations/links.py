"""The private links of invitations: derived from a key, so that a reminder carries the same one.

The database holds only their hashes. Whoever has the key and the database has the links; whoever
has one of both has none.
"""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from hees import clock
from hees.store import audit, invitations, outbox, responses
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.invitations import Invitation
from hees.store.responses import changing
from hees.study import Study
from hees.survey import drafts, links

KEY_FILE = "invitation.key"
KEY_BYTES = 32


class KeyUnusable(Exception):
    """The key file cannot be read or is damaged. The text names it and says why."""


class Gone(Exception):
    """There is no such invitation any more."""


def key(home: Home) -> bytes:
    """The home's key of 256 bits, made when absent. Raises KeyUnusable."""
    path = home.folder / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        made = bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise KeyUnusable(f"{path} cannot be used ({error})") from error
    if len(made) != KEY_BYTES:
        raise KeyUnusable(f"{path} is no key of {KEY_BYTES} bytes")
    return made


def _make(path: Path) -> None:
    """Write a new key; of two processes that do so at once, one wins and both read its key."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(file, "w") as open_file:
            open_file.write(secrets.token_hex(KEY_BYTES))
            open_file.flush()
            os.fsync(open_file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def token(key: bytes, id: str, issue: int) -> str:
    """The secret of an invitation's link: 192 bits, 32 characters that are safe in a URL."""
    made = hmac.new(key, f"{id}:{issue}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:24]).decode()


def working_token(key: bytes, one: Invitation) -> str | None:
    """The token that opens the invitation now.

    None when the key is another one than that of its making, or when the respondent has taken a
    link of their own meanwhile: then only a new link helps.
    """
    made = token(key, one.id, one.issue)
    same = one.response_hash in (None, one.token_hash)
    return made if same and links.token_hash(made) == one.token_hash else None


def open_link(home: Home, study: Study, given: str, language: str) -> str | None:
    """The response behind an invitation that is opened for the first time; None for no such.

    From then on the response has this link itself.
    """
    hashed = links.token_hash(given)
    with reading(home.responses) as connection:
        if invitations.by_token(connection, hashed) is None:
            return None
    with changing(home) as connection:
        found = invitations.by_token(connection, hashed)
        if found is None or found.revoked_at or found.expires_at <= clock.now():
            return None
        if found.response:  # somebody else was faster, or its link is another one by now
            same = found.response_hash == hashed
            return found.response if same else None
        response = drafts.begin(connection, study, language, hashed)
        invitations.open_first(connection, found.id, response, clock.now())
    return response


def reissue(home: Home, study: Study, id: str, who: str) -> str:
    """Give an invitation a new link and return its token; the old link ends at once.

    Raises Gone or KeyUnusable.
    """
    made_of = key(home)
    with changing(home) as connection:
        found = _require(invitations.one(connection, id))
        issue = found.issue + 1
        made = token(made_of, id, issue)
        hashed, expires_at = links.token_hash(made), clock.in_days(study.link_days)
        invitations.reissue(connection, id, issue, hashed, expires_at)
        if found.response and found.status != "erased":
            responses.set_token(connection, found.response, hashed, expires_at)
        outbox.cancel(connection, "invitation", id, ("queued",))
        audit.record(connection, who, "invitation_reissued", id, issue=issue)
    return made


def revoke(home: Home, id: str, who: str) -> None:
    """End an invitation's link at once, and that of its response. The answers stay. Raises Gone."""
    with changing(home) as connection:
        found = _require(invitations.one(connection, id))
        invitations.mark(connection, id, "revoked", clock.now())
        if found.response:
            responses.revoke(connection, found.response, clock.now())
        outbox.cancel(connection, "invitation", id, ("queued",))
        audit.record(connection, who, "invitation_revoked", id)


def show(home: Home, id: str, who: str) -> str | None:
    """The token that opens the invitation, for a team member to pass on; None if none is known.

    Raises Gone or KeyUnusable.
    """
    made_of = key(home)
    with changing(home) as connection:
        found = _require(invitations.one(connection, id))
        made = None if found.revoked_at else working_token(made_of, found)
        if made:
            audit.record(connection, who, "invitation_link_shown", id)
    return made


def _require(found: Invitation | None) -> Invitation:
    if found is None:
        raise Gone
    return found
