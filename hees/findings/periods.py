"""Periods of published numbers as each language writes them: 2022/23, FY2016; 2022/23年度, 2016年度."""

import re
from datetime import date

from babel.dates import format_skeleton

from hees.language import say

_WRITTEN = {
    "year": re.compile(r"(?P<year>\d{4})"),
    "academic": re.compile(r"(?P<year>\d{4}/\d{2})"),
    "fiscal": re.compile(r"FY ?(?P<year>\d{4})"),
    "span": re.compile(r"(?P<year>\d{4})[–-](?P<last>\d{4})"),
}
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def show_period(period: str, language: str) -> str:
    """A period in words; one that is written in any other way stays as it is."""
    if month := _MONTH.fullmatch(period):
        return format_skeleton("yMMMM", date(int(month[1]), int(month[2]), 1), locale=language)
    for kind, pattern in _WRITTEN.items():
        if found := pattern.fullmatch(period):
            return say(f"faces.period.{kind}", language, **found.groupdict())
    return period
