"""The study: everything that makes this site this study and not another."""

from __future__ import annotations

from functools import cached_property

from pydantic import Field

from hees.study.questionnaire import ID, Choice, Model, Questionnaire
from hees.study.text import Text


class Country(Model):
    """A country of the study with the one accent that stands for it everywhere."""

    code: str = Field(pattern=r"^[A-Z]{2}$")
    name: Text
    colour: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    colour_dark: str = Field(pattern=r"^#[0-9a-fA-F]{6}$")
    marker: str


class Policy(Model):
    """Publication rules; `k` is the smallest count that may be shown."""

    batch: int = Field(ge=1)
    k: int = Field(ge=2)
    rounding: int = Field(ge=1)
    breakdown_base: int = Field(ge=1)
    totals_only_below: int = Field(ge=1)


class Topic(Model):
    """A topic of the findings."""

    id: str = Field(pattern=ID)
    title: Text
    lead: Text


class Monitor(Model):
    """The questions by which the study team counts responses."""

    name: str
    category: str
    country: str
    listed: str


class Recommendation(Model):
    """A recommendation under discussion. `source` is an address, or None for a draft of the team."""

    id: str = Field(pattern=ID)
    title: Text
    text: Text
    audiences: tuple[str, ...] = Field(min_length=1)
    source: str | None = None


class Study(Model):
    """The loaded study folder. `content[page][language]` is Markdown."""

    id: str
    title: Text
    short_title: Text
    languages: tuple[str, ...] = Field(min_length=1)
    language_names: dict[str, str]
    countries: tuple[Country, ...] = Field(min_length=1)
    policy: Policy
    monitor: Monitor
    link_days: int = Field(ge=1)
    topics: tuple[Topic, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    choice_lists: dict[str, tuple[Choice, ...]] = Field(default_factory=dict)
    questionnaire: Questionnaire
    content: dict[str, dict[str, str]] = Field(default_factory=dict)

    @cached_property
    def country(self) -> dict[str, Country]:
        return {country.code: country for country in self.countries}
