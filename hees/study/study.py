"""The study: everything that makes this site this study and not another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from pydantic import Field, model_validator

from hees.study.chart import Breakdown, Chart, Series, Source
from hees.study.claim import Claim
from hees.study.condition import Condition
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
    """Publication rules; `k` is the smallest count that may be shown.

    `contributors`, `p_percent` and `beyond_two` are for sums of numbers: how many organisations
    must add to one; how far in per cent of it a contribution must stay unknown to another
    contributor (p % rule); what share in per cent others than the two largest must have.
    `include`: only responses of which it holds enter a release; None includes all.
    """

    batch: int = Field(ge=1)
    k: int = Field(ge=2)
    rounding: int = Field(ge=1)
    breakdown_base: int = Field(ge=1)
    totals_only_below: int = Field(ge=1)
    contributors: int = Field(default=5, ge=3)
    p_percent: int = Field(default=10, ge=1)
    beyond_two: int = Field(default=15, ge=1, le=100)
    include: Condition | None = None

    def includes(self, answers: Mapping[tuple[str, str], Any]) -> bool:
        """Whether a response with these answers, by (question, item), may enter a release."""
        return self.include is None or self.include.holds(lambda *key: answers.get(key))

    @property
    def decided_by(self) -> tuple[tuple[str, str], ...]:
        """(question, item) of each answer that decides whether a response may enter a release."""
        tests = self.include.tests() if self.include else ()
        return tuple((test.question, test.item) for test in tests)


class KeyFigure(Model):
    """A number shown large: a published figure by id, or the newest value of a series."""

    figure: str | None = None
    series: str | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> KeyFigure:
        if (self.figure is None) == (self.series is None):
            raise ValueError("name either a figure or a series")
        return self


class Topic(Model):
    """A topic of the findings; `charts` are the pages of its visualisation."""

    id: str = Field(pattern=ID)
    title: Text
    lead: Text
    key_figures: tuple[KeyFigure, ...] = ()
    charts: tuple[Chart, ...] = ()


class Monitor(Model):
    """The questions by which the study team counts responses."""

    name: str
    category: str
    country: str
    listed: str | None = None


class Recommendation(Model):
    """A recommendation under discussion. `source` is an address, or None for a draft of the team.

    `theme`: a code of the choice list `theme`. `evidence`: ids of charts that bear on it.
    `for_audience`: what a draft asks of one of its audiences, in the team's own words.
    `claims`: what the answers to the survey show that bears on it, never a claim of its publisher.
    """

    id: str = Field(pattern=ID)
    title: Text
    text: Text
    audiences: tuple[str, ...] = Field(min_length=1)
    source: str | None = None
    theme: str | None = None
    evidence: tuple[str, ...] = ()
    for_audience: dict[str, Text] = Field(default_factory=dict)
    claims: tuple[Claim, ...] = ()

    @model_validator(mode="after")
    def _says_only_its_own(self) -> Recommendation:
        if self.source and self.for_audience:
            raise ValueError("a published recommendation is not reworded for an audience")
        if others := self.for_audience.keys() - set(self.audiences):
            raise ValueError(f"'for_audience' names {', '.join(sorted(others))}, not its audience")
        return self


class Inventory(Model):
    """Where the survey asks for programmes that may be listed: a repeating section's questions."""

    name: str
    activity: str
    institutions: tuple[str, ...]
    fields: str
    status: str
    start: str
    consent: str


class Quotations(Model):
    """The question that asks whether an organisation may be quoted, and what its answers allow.

    `with_name`, `without_name`: the codes that allow it; any other answer, or none, does not.
    """

    question: str
    with_name: str | None = None
    without_name: str | None = None

    @model_validator(mode="after")
    def _can_be_allowed(self) -> Quotations:
        if not (self.with_name or self.without_name):
            raise ValueError("name the code 'with_name' or 'without_name', or leave the table out")
        if self.with_name == self.without_name:
            raise ValueError("'with_name' and 'without_name' are different codes")
        return self


class Contradiction(Model):
    """Answers of one response that cannot both be true, and why, for the study team to look at.

    `entry`: the repeating section whose entries are looked at one by one; None for the response.
    """

    id: str = Field(pattern=ID)
    when: Condition
    says: Text
    entry: str | None = None


class Study(Model):
    """The loaded study folder. `content[page][language]` is Markdown.

    `resource_charts` stand on the resources page and belong to no topic.

    `agreement`: the scale question that asks how far respondents agree with each recommendation.
    """

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
    key_figures: tuple[KeyFigure, ...] = ()
    resource_charts: tuple[Chart, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    agreement: str | None = None
    inventory: Inventory | None = None
    contradictions: tuple[Contradiction, ...] = ()
    quotations: Quotations | None = None
    sources: dict[str, Source] = Field(default_factory=dict)
    series: dict[str, Series] = Field(default_factory=dict)
    recommendations: tuple[Recommendation, ...] = ()
    choice_lists: dict[str, tuple[Choice, ...]] = Field(default_factory=dict)
    questionnaire: Questionnaire
    content: dict[str, dict[str, str]] = Field(default_factory=dict)

    def label(self, choices: str, code: str, language: str) -> str:
        """A code of one of the lists in words; the code itself when the list has it not."""
        found = (
            one.label[language] for one in self.choice_lists.get(choices, ()) if one.code == code
        )
        return next(found, code)

    @cached_property
    def country(self) -> dict[str, Country]:
        return {country.code: country for country in self.countries}

    @cached_property
    def topic(self) -> dict[str, Topic]:
        return {topic.id: topic for topic in self.topics}

    @cached_property
    def charts(self) -> dict[str, Chart]:
        """All charts by id, in the order of the topics and their pages."""
        of_topics = [chart for topic in self.topics for chart in topic.charts]
        return {chart.id: chart for chart in (*of_topics, *self.resource_charts)}

    @cached_property
    def topic_of(self) -> dict[str, Topic]:
        """The topic of each chart that has one, by the chart's id."""
        return {chart.id: topic for topic in self.topics for chart in topic.charts}

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims under all recommendations, in order."""
        return tuple(claim for one in self.recommendations for claim in one.claims)

    @cached_property
    def breakdown(self) -> dict[str, Breakdown]:
        return {breakdown.id: breakdown for breakdown in self.breakdowns}

    @cached_property
    def by_country(self) -> Breakdown | None:
        """The breakdown whose answers are countries of the study."""
        return next((one for one in self.breakdowns if one.countries), None)
