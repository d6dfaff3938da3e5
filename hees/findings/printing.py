"""What all printed documents share: for whom they are, their day, and their closing lines.

Every date comes from a release or from the data, so that the same numbers give the same bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from hees.findings import reference
from hees.findings.numbers import release_number
from hees.language import say, show_date
from hees.store import releases
from hees.store.home import Home
from hees.store.releases import Release
from hees.study import Study
from hees.typeset import FooterLine, Paper, Run, plain


@dataclass(frozen=True)
class Printer:
    """How a document is to be printed; `site` is the public address, without a last slash."""

    home: Home
    study: Study
    language: str
    paper: Paper
    site: str

    def address(self, page: str, /, **state: str) -> str:
        """The public address of a page in a state."""
        return f"{self.site}/{page}?{urlencode({**state, 'lang': self.language})}"


def release_of(home: Home, number: int | None) -> Release | None:
    """The release of a number, or the newest; None before the first."""
    number = releases.newest(home) if number is None else number
    return releases.one(home, number) if number is not None else None


def day(home: Home, release: Release | None) -> date:
    """The day that a document is of: that of its release, else the year that the data reach."""
    if release:
        return date.fromisoformat(release.made_on)
    years = [values[-1].year for values in reference.observations(home).values()]
    return date(max(years, default=2000), 1, 1)


def closing(
    printer: Printer, title: str, address: str, release: Release | None
) -> Iterator[FooterLine]:
    """The release, the rules that it was made under, and how to cite the document."""
    language, study = printer.language, printer.study
    dated = named(release, language) if release else say("factsheets.no_release", language)
    yield FooterLine(label=say("factsheets.release", language), text=plain(dated))
    policy = study.policy.model_dump() | dict(release.policy if release else {})
    rules = say(
        "factsheets.policy",
        language,
        rounding=policy["rounding"],
        k=policy["k"],
        base=policy["breakdown_base"],
    )
    yield FooterLine(label=say("factsheets.rules", language), text=plain(rules))
    citation = say(
        "factsheets.citation" if release else "factsheets.citation_undated",
        language,
        study=study.title[language],
        title=title,
        release=dated,
    )
    yield FooterLine(
        label=say("factsheets.cite", language),
        text=(Run(text=citation), Run(text=address, link=address)),
    )


def named(release: Release, language: str) -> str:
    """Release 3, December 3, 2026"""
    date = show_date(release.made_on, language)
    return say("faces.release", language, number=release_number(release, language), date=date)


def pages(pdf: bytes) -> int:
    """The number of pages, as our typesetter writes it."""
    found = re.search(rb"/Type/Pages/Count (\d+)", pdf)
    assert found
    return int(found[1])
