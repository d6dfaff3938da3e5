"""The roles of the study team. Each may do all that the ones before it may."""

from enum import StrEnum


class Role(StrEnum):
    """Viewers look; reviewers also judge and prepare; administrators also send, release and delete."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


def reaches(role: str, needed: Role) -> bool:
    """Whether an account of `role` may do what `needed` is needed for."""
    order = list(Role)
    return order.index(Role(role)) >= order.index(needed)
