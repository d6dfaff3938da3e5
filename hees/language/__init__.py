"""The words of the interface, in every language, and dates and numbers as each language writes them.

Every message that a person can meet stands in `messages/*.toml`, its languages side by side.
"""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

LANGUAGES = ("en", "ja")
"""The languages that the interface speaks. A study uses one or more of them."""


@cache
def messages() -> dict[str, dict[str, str]]:
    """All messages by dotted key, such as `survey.next`, and language."""
    found: dict[str, dict[str, str]] = {}

    def walk(prefix: str, table: dict[str, Any]) -> None:
        for name, part in table.items():
            if isinstance(next(iter(part.values())), str):
                found[f"{prefix}{name}"] = part
            else:
                walk(f"{prefix}{name}.", part)

    for path in sorted((Path(__file__).parent / "messages").glob("*.toml")):
        walk("", tomllib.loads(path.read_text("utf-8")))
    return found


def say(key: str, language: str, /, **values: object) -> str:
    """The message `key` in `language`, with `{names}` filled in. KeyError for an unknown key."""
    return messages()[key][language].format(**values)


def show_date(moment: str, language: str, zone: str | None = None) -> str:
    """An ISO date, or the day of an ISO time where the reader is: November 24, 2026; 2026年11月24日."""
    day = _local(moment, zone) if "T" in moment else datetime.fromisoformat(moment)
    return format_date(day.date(), "long", locale=language)


def show_moment(moment: str, language: str, zone: str | None = None) -> str:
    """An ISO time as date and time in the reader's time zone, which is named."""
    local = _local(moment, zone)
    return format_datetime(local, _MOMENT[language], locale=language)


_MOMENT = {"en": "MMMM d, y, HH:mm ZZZZ", "ja": "y年M月d日 HH:mm（ZZZZ）"}


def show_time(moment: str, language: str, zone: str | None = None) -> str:
    """An ISO time as a clock time with seconds: 14:03:22."""
    return format_time(_local(moment, zone), "HH:mm:ss", locale=language)


def show_number(number: float, language: str) -> str:
    return format_decimal(number, locale=language)


def _local(moment: str, zone: str | None) -> datetime:
    try:
        reader = ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reader = ZoneInfo("UTC")
    return datetime.fromisoformat(moment).astimezone(reader)
