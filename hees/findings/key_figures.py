"""Numbers shown large: published figures and newest values of series, each with period and source."""

from collections.abc import Sequence
from dataclasses import dataclass

from hees.findings import numbers, reference
from hees.findings.numbers import release_number
from hees.findings.periods import show_period
from hees.findings.table import Cell
from hees.language import say, show_date
from hees.store.home import Home
from hees.store.releases import Release
from hees.study import KeyFigure, Study, Topic
from hees.study.reference import Figure, Observation

_NUMBER = "\0"
"""Stands for the number while a language puts its words around it."""

_FLAGS = {"estimate", "derived"}
"""What a reader must know of a value; breaks and revisions belong to the whole series."""


@dataclass(frozen=True)
class KeyNumber:
    """A number between the words that its language wants: `more than |4,000| partnerships`.

    `source` is a name, `address` the page where it stands.
    """

    before: str
    value: str
    after: str
    label: str
    period: str
    note: str
    source: str
    address: str

    @property
    def text(self) -> str:
        return f"{self.before}{self.value}{self.after}"


def key_figures(home: Home, study: Study, where: Study | Topic, language: str) -> list[KeyNumber]:
    """The key figures of the study or of a topic that there are numbers for, in order."""
    figures, observations = reference.figures(home), reference.observations(home)
    found = []
    for one in where.key_figures:
        if one.figure in figures:
            found.append(published(study, figures[one.figure], language))
        elif values := observations.get(one.series or ""):
            found.append(_newest(study, one, values, language))
    return found


def respondents(study: Study, release: Release, language: str, address: str) -> KeyNumber:
    """How many organizations the results of a release rest on."""
    return KeyNumber(
        *_around(release.responses, "", "", language),
        say("key_figures.organizations", language),
        show_date(release.made_on, language),
        say("key_figures.rounded", language, rounding=study.policy.rounding),
        say("key_figures.release", language, number=release_number(release, language)),
        address,
    )


def published(study: Study, figure: Figure, language: str) -> KeyNumber:
    """A published figure."""
    return KeyNumber(
        *_around(figure.value, figure.unit[language], figure.qualifier, language),
        figure.label[language],
        show_period(figure.period, language),
        figure.note[language],
        study.sources[figure.source].name[language],
        figure.address,
    )


def _newest(
    study: Study, key: KeyFigure, values: Sequence[Observation], language: str
) -> KeyNumber:
    series, newest = study.series[key.series or ""], values[-1]
    source = study.sources[series.source]
    period = show_period(newest.period, language)
    flag = say(f"faces.flag.{newest.flag}", language) if newest.flag in _FLAGS else ""
    return KeyNumber(
        *_around(newest.value, series.unit[language], "", language),
        series.label[language],
        say("faces.noted", language, text=period, note=flag) if flag else period,
        series.definition[language],
        source.name[language],
        source.address,
    )


def _around(value: float, unit: str, qualifier: str, language: str) -> tuple[str, str, str]:
    """What stands before the number, the number, and what stands after it.

    A share has one decimal at most: shown large, more would look more exact than it is.
    """
    shown = round(value, 1) if unit == numbers.PER_CENT else value
    number = numbers.show(Cell(shown), language, k=0, unit_text=unit)
    text = _NUMBER
    if unit not in {"", numbers.PER_CENT}:
        text = say("chart.number_unit", language, number=text, unit=unit)
    if qualifier:
        text = say(f"chart.{qualifier}", language, number=text)
    before, _, after = text.partition(_NUMBER)
    return before, number, after
