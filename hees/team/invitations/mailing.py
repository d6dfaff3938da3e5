"""The outbox: who would get a mail and who would not, and what is put in, taken out or handed over."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from hees import clock
from hees.store import audit, invitations, outbox
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.invitations import Invitation
from hees.store.outbox import Batch, Mail
from hees.store.responses import changing
from hees.study import Study
from hees.team.invitations import letters, links
from hees.team.invitations.letters import Letter, Problem
from hees.team.invitations.standing import Obstacle, obstacle


@dataclass(frozen=True)
class Plan:
    """Who would get a mail of a kind, and what stands in the way with everybody else.

    `problems`: what must be mended before any goes out, by language.
    """

    to: tuple[Invitation, ...]
    without: tuple[tuple[Invitation, Obstacle], ...]
    problems: tuple[tuple[str, Problem], ...]


@dataclass(frozen=True)
class Merged:
    """A person's row of a mail-merge file."""

    invitation: Invitation
    link: str
    letter: Letter


class NotReady(Exception):
    """The words of the mail lack something. Nothing was put in the outbox."""


def plan(home: Home, study: Study, kind: str, wave: str = "") -> Plan:
    """Who would get a mail of this kind now; of one wave or, with "", of all. Raises KeyUnusable."""
    key = links.key(home)
    with reading(home.responses) as connection:
        return _plan(study, home, invitations.all_of(connection), kind, wave, key)


def _plan(
    study: Study, home: Home, listed: Sequence[Invitation], kind: str, wave: str, key: bytes
) -> Plan:
    options, now = letters.options(home), clock.now()
    to, without = [], []
    for one in listed:
        if wave and one.guest.wave != wave:
            continue
        reason = obstacle(one, kind, key, now, options.rest)
        if reason:
            without.append((one, reason))
        else:
            to.append(one)
    needed = {
        language for one in to for language in letters.languages_of(study, one.guest, options)
    }
    found = letters.templates(home, study, kind)
    wrong = [
        (language, problem)
        for language in study.languages
        if language in needed
        for problem in letters.missing(found[language], options)
    ]
    return Plan(tuple(to), tuple(without), tuple(wrong))


def queue(home: Home, study: Study, kind: str, wave: str, who: str) -> int:
    """Put a mail to each person of the plan into the outbox; returns how many.

    Raises NotReady or KeyUnusable.
    """
    return len(_put(home, study, kind, wave, who, "queued"))


def hand_over(home: Home, study: Study, kind: str, wave: str, site: str, who: str) -> list[Merged]:
    """The rows of a mail-merge file; everybody in it counts as mailed from now on.

    Raises NotReady or KeyUnusable.
    """
    options, found = letters.options(home), letters.templates(home, study, kind)
    key = links.key(home)
    rows = []
    for one in _put(home, study, kind, wave, who, "handed_over"):
        link = address(site, links.token(key, one.id, one.issue))
        languages = letters.languages_of(study, one.guest, options)
        rows.append(Merged(one, link, letters.write(found, one.guest, link, languages, options)))
    return rows


def address(site: str, token: str) -> str:
    """The full address of a private link."""
    return f"{site}/r/{token}"


def _put(
    home: Home, study: Study, kind: str, wave: str, who: str, state: str
) -> tuple[Invitation, ...]:
    key, batch = links.key(home), secrets.token_hex(5)
    with changing(home) as connection:
        planned = _plan(study, home, invitations.all_of(connection), kind, wave, key)
        if planned.problems:
            raise NotReady
        if planned.to:
            rows = [(one.id, one.issue, one.guest.wave) for one in planned.to]
            at = clock.now()
            outbox.add(connection, rows, batch=batch, kind=kind, state=state, at=at, who=who)
            action = "mails_queued" if state == "queued" else "mails_exported"
            audit.record(connection, who, action, batch, kind=kind, count=len(rows))
    return planned.to


def cancel(home: Home, batch: str, who: str) -> int:
    """Take back what of a batch has not been sent, or was handed over; returns how many mails."""
    with changing(home) as connection:
        count = outbox.cancel(connection, "batch", batch, ("queued", "handed_over"))
        if count:
            audit.record(connection, who, "mails_cancelled", batch, count=count)
    return count


def decide(home: Home, id: int, who: str, *, arrived: bool) -> None:
    """Settle a mail of which nobody knows whether it was sent: it was, or it goes out again."""
    with writing(home.responses) as connection:
        found = outbox.one(connection, id)
        if found is None or found.state != "uncertain":
            return
        if arrived:
            outbox.settle(connection, id, "sent", sent_at=clock.now())
        else:
            outbox.settle(connection, id, "queued")
        audit.record(connection, who, "mail_decided", str(id), arrived=arrived)


@dataclass(frozen=True)
class Outbox:
    """What the team sees of the outbox. `trouble`: what keeps everything from being sent, or ""."""

    batches: tuple[Batch, ...]
    uncertain: tuple[tuple[Mail, Invitation], ...]
    failed: tuple[tuple[Mail, Invitation], ...]
    queued: int
    trouble: str


SHOWN = 50
"""So many batches and mails of a kind the page shows."""


def overview(home: Home) -> Outbox:
    with reading(home.responses) as connection:
        return Outbox(
            batches=tuple(outbox.batches(connection, SHOWN)),
            uncertain=tuple(
                (mail, one)
                for mail in outbox.in_state(connection, "uncertain", SHOWN)
                if (one := invitations.one(connection, mail.invitation))
            ),
            failed=tuple(
                (mail, one)
                for mail in outbox.in_state(connection, "failed", SHOWN)
                if (one := invitations.one(connection, mail.invitation))
            ),
            queued=outbox.count(connection, "queued"),
            trouble=outbox.trouble(connection),
        )


def history(home: Home, invitation: str) -> list[Mail]:
    """The mails to a person, the newest first."""
    with reading(home.responses) as connection:
        return outbox.of_invitation(connection, invitation)
