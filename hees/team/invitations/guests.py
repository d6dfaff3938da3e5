"""The list of those who are invited: put on it, corrected, and marked as declined or bounced."""

from collections.abc import Sequence

from hees import clock
from hees.store import audit, invitations, outbox
from hees.store.connection import reading
from hees.store.home import Home
from hees.store.invitations import Guest, Invitation
from hees.store.responses import changing
from hees.study import Study
from hees.survey import links
from hees.team.invitations import links as private_links
from hees.team.invitations.checking import FIELDS


class ListChanged(Exception):
    """The list is no longer what was checked. Nothing was changed."""


def all_of(home: Home) -> list[Invitation]:
    """Every invitation with what came of it."""
    with reading(home.responses) as connection:
        return invitations.all_of(connection)


def one(home: Home, id: str) -> Invitation | None:
    with reading(home.responses) as connection:
        return invitations.one(connection, id)


def add(home: Home, study: Study, guests: Sequence[Guest], who: str) -> list[str]:
    """Put people on the list, all or none of them; returns the ids.

    Raises ListChanged when one of them came onto the list meanwhile, or KeyUnusable.
    """
    key = private_links.key(home)
    ids = [links.new_id() for _ in guests]
    rows = [
        (id, guest, links.token_hash(private_links.token(key, id, 1)))
        for id, guest in zip(ids, guests, strict=True)
    ]
    with changing(home) as connection:
        listed = {one.guest.email.casefold() for one in invitations.all_of(connection)}
        if any(guest.email.casefold() in listed for guest in guests):
            raise ListChanged
        expires_at = clock.in_days(study.link_days)
        invitations.insert(connection, rows, expires_at, clock.now(), who)
        if len(ids) == 1:
            audit.record(connection, who, "invitation_added", ids[0])
        else:
            audit.record(connection, who, "invitations_imported", count=len(ids))
    return ids


def change(home: Home, id: str, guest: Guest, who: str) -> None:
    """Correct who is invited. A new address has not bounced yet. Raises ListChanged."""
    with changing(home) as connection:
        found = invitations.one(connection, id)
        others = {
            one.guest.email.casefold() for one in invitations.all_of(connection) if one.id != id
        }
        if found is None or guest.email.casefold() in others:
            raise ListChanged
        fields = [field for field in FIELDS if getattr(found.guest, field) != getattr(guest, field)]
        if not fields:
            return
        invitations.change_guest(connection, id, guest)
        if "email" in fields:
            invitations.mark(connection, id, "bounced", None)
        audit.record(connection, who, "invitation_changed", id, fields=fields)


def mark(home: Home, id: str, what: str, who: str, *, on: bool = True) -> None:
    """Note that somebody declined or that mail came back (`what`), or take the note back."""
    assert what in ("declined", "bounced")
    with changing(home) as connection:
        found = invitations.one(connection, id)
        if found is None or bool(getattr(found, f"{what}_at")) == on:
            return
        invitations.mark(connection, id, what, clock.now() if on else None)
        if on:
            outbox.cancel(connection, "invitation", id, ("queued",))
        verb = "marked" if on else "unmarked"
        audit.record(connection, who, f"invitation_{verb}", id, what=what)


def of_response(home: Home, response: str) -> Invitation | None:
    """The invitation that a response came of."""
    with reading(home.responses) as connection:
        return invitations.of_response(connection, response)
