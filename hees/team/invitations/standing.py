"""What has come of an invitation, and what stands in the way of mailing to it."""

from datetime import datetime, timedelta
from enum import StrEnum

from hees.store.invitations import Invitation
from hees.team.invitations import links


class Standing(StrEnum):
    """How far an invitation has come, from the list to the answer."""

    LISTED = "listed"
    INVITED = "invited"
    OPENED = "opened"
    STARTED = "started"
    SUBMITTED = "submitted"
    LEFT = "left"
    DECLINED = "declined"
    BOUNCED = "bounced"
    REVOKED = "revoked"


def standing(one: Invitation) -> Standing:
    """What matters most about an invitation now. An answer counts more than what was said before."""
    steps = (
        (one.status in ("withdrawn", "erased"), Standing.LEFT),
        (one.status == "submitted", Standing.SUBMITTED),
        (one.revoked_at, Standing.REVOKED),
        (one.declined_at, Standing.DECLINED),
        (one.started, Standing.STARTED),
        (one.opened_at, Standing.OPENED),
        (one.bounced_at, Standing.BOUNCED),
        (one.mailed_at, Standing.INVITED),
    )
    return next((found for holds, found in steps if holds), Standing.LISTED)


class Obstacle(StrEnum):
    """Why a mail may not go to somebody."""

    LEFT = "left"
    SUBMITTED = "submitted"
    REVOKED = "revoked"
    DECLINED = "declined"
    BOUNCED = "bounced"
    NO_ADDRESS = "no_address"
    EXPIRED = "expired"
    LINK_UNKNOWN = "link_unknown"
    INVITED = "invited"
    NOT_INVITED = "not_invited"
    TOO_SOON = "too_soon"
    WAITS = "waits"


def obstacle(
    one: Invitation, kind: str, key: bytes, now: str, rest: int, *, queueing: bool = True
) -> Obstacle | None:
    """What stands in the way of a mail of this kind, if anything does.

    `rest`: days that must lie between two mails. `queueing`: false at the moment of sending, when
    the mail itself waits.
    """
    since = (datetime.fromisoformat(now) - timedelta(days=rest)).isoformat()
    reminding = kind == "reminder"
    checks = (
        (one.status in ("withdrawn", "erased"), Obstacle.LEFT),
        (one.status == "submitted", Obstacle.SUBMITTED),
        (one.revoked_at, Obstacle.REVOKED),
        (one.declined_at, Obstacle.DECLINED),
        (one.bounced_at, Obstacle.BOUNCED),
        (not one.guest.email, Obstacle.NO_ADDRESS),
        (one.expires_at <= now, Obstacle.EXPIRED),
        (links.working_token(key, one) is None, Obstacle.LINK_UNKNOWN),
        (not reminding and one.invited, Obstacle.INVITED),
        (reminding and not one.mailed_at, Obstacle.NOT_INVITED),
        (reminding and one.mailed_at and one.mailed_at > since, Obstacle.TOO_SOON),
        (queueing and one.waits, Obstacle.WAITS),
    )
    return next((found for holds, found in checks if holds), None)
