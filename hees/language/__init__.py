"""The words of the interface, in every language, and dates and numbers as each language writes them.

Every message that a person can meet stands in `messages/*.toml`, its languages side by side; those of
errors in `messages/errors.toml`, in parts (`PARTS`).
"""

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_name
from babel.numbers import format_decimal

LANGUAGES = ("en", "ja")
"""The languages that the interface speaks. A study uses one or more of them."""


PARTS = {"happened": "what happened", "kept": "what was kept", "remedy": "what to do"}
"""The parts of an error's message, in the order in which a person reads them."""

MESSAGES = Path(__file__).parent / "messages"
_BETWEEN = {"ja": ""}
"""What stands between two sentences, where that is no space."""


@cache
def messages() -> dict[str, dict[str, str]]:
    """All messages by dotted key, such as `survey.next`, and language."""
    found: dict[str, dict[str, str]] = {}

    def walk(prefix: str, table: dict[str, Any]) -> None:
        for name, part in table.items():
            if isinstance(part, str):
                continue  # what a family of errors says about itself, for docs/messages.md
            if LANGUAGES[0] in part:
                found[f"{prefix}{name}"] = part
            elif "happened" in part:
                found[f"{prefix}{name}"] = _joined(part)
            else:
                walk(f"{prefix}{name}.", part)

    for path in sorted(MESSAGES.glob("*.toml")):
        walk("", tomllib.loads(path.read_text("utf-8")))
    return found


def _joined(parts: dict[str, dict[str, str]]) -> dict[str, str]:
    """An error's message from its parts, in each language."""
    told = [parts[name] for name in PARTS if name in parts]
    return {one: _BETWEEN.get(one, " ").join(text[one] for text in told) for one in LANGUAGES}


def say(key: str, language: str, /, **values: object) -> str:
    """The message `key` in `language`, with `{names}` filled in. KeyError for an unknown key."""
    return messages()[key][language].format(**values)


def show_date(moment: str, language: str, zone: str | None = None) -> str:
    """An ISO date, or the day of an ISO time where the reader is: November 24, 2026; 2026年11月24日."""
    day = _local(moment, zone) if "T" in moment else datetime.fromisoformat(moment)
    return format_date(day.date(), "long", locale=_locale(language))


def show_moment(moment: str, language: str, zone: str | None = None) -> str:
    """An ISO time as date and time in the reader's time zone, which is named."""
    local = _local(moment, zone)
    offset = format_datetime(local, _OFFSET.get(language, " ZZZZ"), locale=_locale(language))
    return show_moment_in(moment, language, zone) + offset


def show_moment_in(moment: str, language: str, zone: str | None = None) -> str:
    """The same where the zone is named once for many: in the head of a table, by `show_zone`."""
    local = _local(moment, zone)
    return format_datetime(local, _MOMENT.get(language, _DAY_FIRST), locale=_locale(language))


_MOMENT = {"en": "MMMM d, y, HH:mm", "ja": "y年M月d日 HH:mm"}
_OFFSET = {"ja": "（ZZZZ）"}
_DAY_FIRST = "d MMMM y, HH:mm"
"""How other languages write date and time."""


def show_zone(zone: str | None, language: str) -> str:
    """The name of the reader's time zone all the year round: Eastern Time; アメリカ東部時間."""
    reader = _zone(zone)
    if reader.key == "UTC":
        return reader.key
    return get_timezone_name(reader, locale=_locale(language))


def show_time(moment: str, language: str, zone: str | None = None) -> str:
    """An ISO time as a clock time with seconds: 14:03:22."""
    return format_time(_local(moment, zone), "HH:mm:ss", locale=_locale(language))


def show_number(number: float, language: str) -> str:
    return format_decimal(number, locale=_locale(language))


@cache
def _locale(language: str) -> Locale:
    """How a language writes: babel, given a name, looks for its files each time."""
    return Locale.parse(language)


def _local(moment: str, zone: str | None) -> datetime:
    return datetime.fromisoformat(moment).astimezone(_zone(zone))


def _zone(zone: str | None) -> ZoneInfo:
    """The reader's zone, or UTC where the browser names none that is known."""
    try:
        return ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
