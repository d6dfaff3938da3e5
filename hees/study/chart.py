"""Charts as data: what is shown, of which numbers, and what a reader must know about them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from hees.study.questionnaire import ID, Model
from hees.study.text import Text


class ChartKind(StrEnum):
    """How a table is drawn. The first four show survey tables, the last four reference material."""

    BARS = "bars"  # share of respondents for each answer
    SCALE = "scale"  # items on one scale, stacked to 100 %
    DUMBBELL = "dumbbell"  # two countries side by side, an answer a line
    MATRIX = "matrix"  # one question across another
    TREND = "trend"  # series over years; each panel has its own axis
    FIGURES = "figures"  # published figures, as a small table
    MAP = "map"  # listed partnerships by region
    FLOWS = "flows"  # listed partnerships between regions of two countries


SURVEY_KINDS = {ChartKind.BARS, ChartKind.SCALE, ChartKind.DUMBBELL, ChartKind.MATRIX}

_NEEDS = {
    **dict.fromkeys(SURVEY_KINDS, "question"),
    ChartKind.TREND: "panels",
    ChartKind.FIGURES: "figures",
    ChartKind.MAP: "inventory",
    ChartKind.FLOWS: "inventory",
}


class Panel(Model):
    """One axis of a trend: series of the same unit and the same way of counting."""

    title: Text
    series: tuple[str, ...] = Field(min_length=1, max_length=6)


class Chart(Model):
    """One page of a topic's visualisation.

    `by`: the breakdowns that a reader may choose. `across`: the second question of a matrix.
    `amounts`: with bars of a number's bands, its total and mean are shown too.
    `positive` and `neutral`: codes of a scale on the affirmative side and in its middle.
    """

    id: str = Field(pattern=ID)
    kind: ChartKind
    title: Text
    definition: Text
    caveat: Text | None = None
    question: str | None = None
    by: tuple[str, ...] = ()
    across: str | None = None
    amounts: bool = False
    positive: tuple[str, ...] = ()
    neutral: tuple[str, ...] = ()
    panels: tuple[Panel, ...] = Field(default=(), max_length=3)
    figures: tuple[str, ...] = ()
    inventory: str | None = None

    @model_validator(mode="after")
    def _has_its_data(self) -> Chart:
        need = _NEEDS[self.kind]
        if not getattr(self, need):
            raise ValueError(f"a chart of kind '{self.kind}' needs '{need}'")
        for other in set(_NEEDS.values()) - {need}:
            if getattr(self, other):
                raise ValueError(f"a chart of kind '{self.kind}' takes no '{other}'")
        if (self.kind is ChartKind.MATRIX) != bool(self.across):
            raise ValueError("'across' names the second question of a matrix, and only of a matrix")
        if self.by and self.kind not in {ChartKind.BARS, ChartKind.SCALE}:
            raise ValueError(f"a chart of kind '{self.kind}' takes no 'by'")
        if self.amounts and (self.kind is not ChartKind.BARS or len(self.by) > 1):
            raise ValueError("'amounts' need a chart of kind 'bars' with at most one 'by'")
        return self


class Breakdown(Model):
    """A question by whose answers a reader may divide a chart.

    `countries`: which answer stands for which country of the study, for its colour and marker.
    """

    id: str = Field(pattern=ID)
    question: str
    title: Text
    countries: dict[str, str] = Field(default_factory=dict)


class Source(Model):
    """Where numbers come from."""

    name: Text
    publisher: Text
    address: str = Field(pattern=r"^https?://")
    coverage: Text
    caveat: Text
    licence: Text


class Series(Model):
    """A time series: exactly what one unit of it is. Its numbers are in `reference/series.csv`.

    `country`: whose people or works are counted; gives the line its colour.
    """

    label: Text
    unit: Text
    definition: Text
    source: str
    country: str | None = None
    origin: str | None = None
    host: str | None = None
