"""The one clock of the survey: UTC, to the second."""

from datetime import UTC, datetime, timedelta


def now() -> str:
    """The time as ISO 8601 in UTC, such as 2026-11-24T05:03:22+00:00."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def in_days(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).isoformat(timespec="seconds")


SLACK = 60
"""Seconds by which the clocks of two processes, or of one before and after it was corrected, differ."""


def is_ahead(moment: float, now: float) -> bool:
    """Whether a noted moment (seconds since 1970) cannot have been yet: the clock was set back."""
    return moment > now + SLACK


def today() -> str:
    return now()[:10]


def days_between(earlier: str, later: str) -> int:
    """Whole days from one ISO time to another."""
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).days
