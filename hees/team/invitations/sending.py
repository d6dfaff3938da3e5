"""Sending what is in the outbox: never twice, one sender at a time, at a measured pace.

A mail is noted as being sent before the server gets it. If the sender dies in between, nobody
knows whether it arrived: it becomes uncertain, and a person decides. A sender can be killed at any
time and another goes on where it stopped.
"""

import fcntl
import logging
import secrets
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from sqlite3 import Connection
from typing import IO

from hees import clock
from hees.background import beside
from hees.settings import MailServer, settings
from hees.store import audit, invitations, mail_setup, outbox, responses
from hees.store.connection import reading, writing
from hees.store.home import Home
from hees.store.invitations import Invitation
from hees.store.outbox import Mail
from hees.store.responses import changing
from hees.study import Study
from hees.team.invitations import letters, links, mailing, post
from hees.team.invitations.letters import Letter
from hees.team.invitations.standing import Obstacle, obstacle

log = logging.getLogger("hees")

TURN_FILE = "outbox-turn"
"""Locked by the process that sends."""

WAITS = (60, 300, 900, outbox.LONGEST_WAIT)
"""Seconds to wait after each time that the server would not take a mail; then it has failed."""

RESTS = (30, 60, 300, 900)
"""Seconds to rest after each time that the server itself could not be used; the last, for good."""

NOT_READY = "not_ready"
"""The trouble of mails whose words lack something, such as the deadline."""

IDLE = 5
"""Seconds between two looks into an outbox in which nothing is due."""


@dataclass(frozen=True)
class Outgoing:
    """A mail about to be sent; `obstacle`: why it will be cancelled instead.

    `is_ready`: its words lack nothing.
    """

    mail: Mail
    invitation: Invitation
    letter: Letter
    obstacle: Obstacle | None
    is_ready: bool


class Sender:
    """Sends the mails of a home, while no other sender does. Use it from one thread.

    `sent`: how many mails the server has taken. `trouble`: what kept the last turn from sending.
    """

    def __init__(self, home: Home, study: Study, server: MailServer) -> None:
        self._home, self._study, self._server = home, study, server
        self._connection: post.Connection | None = None
        self._turn: IO[str] | None = None
        self._failures = 0
        self.sent = 0
        self.trouble = ""

    def turn(self) -> float | None:
        """Send one mail, if one is due. Returns the seconds until the next turn.

        None when nothing is due now, or when another process is sending. Raises KeyUnusable.
        """
        key = links.key(self._home)
        if not self._something_to_do() or not self._my_turn():
            self.close()
            return None
        with reading(self._home.responses) as connection:
            wait = _throttle(connection)
            due = outbox.next_due(connection, time.time()) is not None
        if not due:
            self.close()
            return None
        if wait:
            return wait
        try:
            if self._connection is None:
                self._connection = post.Connection(self._server)
            if outgoing := self._claim(key):
                self._send(outgoing)
        except post.NotConnected as error:
            return self._rest(str(error))
        except mailing.NotReady:
            return self._rest(NOT_READY)
        self._failures, self.trouble = 0, ""
        return 0

    def close(self) -> None:
        """Hang up, and let another process send."""
        self._hang_up()
        if self._turn:
            self._turn.close()
            self._turn = None

    def _something_to_do(self) -> bool:
        with reading(self._home.responses) as connection:
            if responses.kind(connection) == "simulated":
                return False
            return any(outbox.count(connection, state) for state in ("queued", "sending"))

    def _my_turn(self) -> bool:
        """Whether this is the one process that sends. The kernel ends the turn of a killed one."""
        if self._turn:
            return True
        file = (self._home.folder / TURN_FILE).open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.close()
            return False
        self._turn = file
        with writing(self._home.responses) as connection:
            outbox.doubt(connection)  # whoever was sending these is gone
        return True

    def _claim(self, key: bytes) -> Outgoing | None:
        """Take the next mail and note, on disk, that it is being sent; cancel what may not go out.

        Raises NotReady.
        """
        with writing(self._home.responses) as connection:
            mail = outbox.next_due(connection, time.time())
            if mail is None:
                return None
            outgoing = prepare(self._home, self._study, connection, mail, key)
            if outgoing.obstacle:
                outbox.settle(connection, mail.id, "cancelled", error=outgoing.obstacle)
                return None
            if not outgoing.is_ready:
                raise mailing.NotReady
            outbox.claim(connection, mail.id, post.message_id(self._server), time.time())
        return outgoing

    def _send(self, outgoing: Outgoing) -> None:
        id, to = outgoing.mail.id, outgoing.invitation.guest
        with reading(self._home.responses) as connection:
            claimed = outbox.one(connection, id)
        assert claimed
        assert claimed.message_id
        mail = post.compose(self._server, to, outgoing.letter, claimed.message_id)
        assert self._connection
        try:
            self._connection.send(mail, to.email)
        except post.TryLater as error:
            self._later(claimed, str(error))
        except post.Refused as error:
            self._refused(claimed, str(error))
        except post.Unknown as error:
            self._hang_up()
            self._settle(id, "uncertain", error=str(error))
        except post.NotConnected as error:
            self._settle(id, "queued", error=str(error))
            raise
        else:
            self._settle(id, "sent", sent_at=clock.now())
            self.sent += 1

    def _settle(
        self, id: int, state: str, *, error: str = "", sent_at: str | None = None, due: float = 0
    ) -> None:
        with changing(self._home) as connection:  # the monitor counts who was invited
            outbox.settle(connection, id, state, error=error, sent_at=sent_at, due=due)
            outbox.set_trouble(connection, "")

    def _later(self, mail: Mail, error: str) -> None:
        if mail.attempts > len(WAITS):
            self._settle(mail.id, "failed", error=error)
            return
        self._settle(mail.id, "queued", error=error, due=time.time() + WAITS[mail.attempts - 1])

    def _refused(self, mail: Mail, error: str) -> None:
        with changing(self._home) as connection:
            outbox.settle(connection, mail.id, "failed", error=error)
            invitations.mark(connection, mail.invitation, "bounced", clock.now())
            who, about = audit.PROGRAM, mail.invitation  # the mail server said so, no person
            audit.record(connection, who, "invitation_marked", about, what="bounced")

    def _rest(self, trouble: str) -> float:
        """Hang up, say what is wrong, and rest: longer each time."""
        self._hang_up()
        if trouble != self.trouble:
            log.warning("mails cannot be sent: %s", trouble.split()[0])  # the rest may name people
        self.trouble = trouble
        with writing(self._home.responses) as connection:
            outbox.set_trouble(connection, trouble)
        self._failures += 1
        return RESTS[min(self._failures, len(RESTS)) - 1]

    def _hang_up(self) -> None:
        if self._connection:
            self._connection.close()
            self._connection = None


def _throttle(connection: Connection) -> float:
    """Seconds until the next mail may go out."""
    between = 60 / mail_setup.settings(connection).per_minute
    return max(0, min(between, outbox.last_claimed(connection) + between - time.time()))


def prepare(home: Home, study: Study, connection: Connection, mail: Mail, key: bytes) -> Outgoing:
    """A mail as it would go out now. Whether it may is asked again: somebody may have submitted."""
    one = invitations.one(connection, mail.invitation)
    assert one, "mails go with their invitation"
    options = mail_setup.settings(connection)
    found = letters.templates(home, study, mail.kind)
    languages = letters.languages_of(study, one.guest, options)
    link = mailing.address(settings().base_url, links.token(key, one.id, one.issue))
    letter = letters.write(found, one.guest, link, languages, options)
    reason = obstacle(one, mail.kind, key, clock.now(), options.rest, queueing=False)
    ready = not any(letters.missing(found[language], options) for language in languages)
    return Outgoing(mail, one, letter, reason, ready)


def dry_run(home: Home, study: Study) -> list[Outgoing]:
    """Every mail that would be sent, the next one first, and those that would be cancelled."""
    key = links.key(home)
    with reading(home.responses) as connection:
        queued = sorted(outbox.in_state(connection, "queued"), key=lambda one: (one.due, one.id))
        return [prepare(home, study, connection, mail, key) for mail in queued]


def mailing_worker(home: Home, study: Study) -> AbstractContextManager[None]:
    """Let a thread send what comes into the outbox while the block runs."""
    return beside("outbox", partial(_work, Sender(home, study, settings().mail)))


def _work(sender: Sender, stop: threading.Event) -> None:
    trouble = ""
    while not stop.is_set():
        try:
            pause = sender.turn()
            trouble = ""
        except Exception as error:  # the server goes on, whatever it was
            if trouble != repr(error):
                log.error("error %s: the outbox", secrets.token_hex(4), exc_info=error)
            trouble, pause = repr(error), RESTS[0]
            sender.close()  # so that a mail it was about becomes uncertain, not forgotten
        stop.wait(IDLE if pause is None else pause)
    sender.close()


def send_all(sender: Sender, limit: int) -> None:
    """Send what is due, at most `limit` mails; return when nothing is, or nothing can be sent."""
    while sender.sent < limit:
        pause = sender.turn()
        if pause is None or sender.trouble:
            return
        time.sleep(pause)
