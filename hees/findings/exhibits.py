"""An exhibit: a chart with its table, as of one release and under one breakdown."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from hees.findings import inventory, reference, reference_tables, survey_tables
from hees.findings.same import Same
from hees.findings.table import Table
from hees.store import reference as store
from hees.store import releases
from hees.store.home import Home
from hees.store.releases import Release
from hees.study import Chart, ChartKind, Study
from hees.study.catalogue import ACROSS, TOTAL
from hees.study.chart import SURVEY_KINDS


class Lack(StrEnum):
    """Why a chart shows no numbers."""

    NO_RELEASE = "no_release"  # nothing was released yet
    WITHHELD = "withheld"  # too few respondents for this table
    EARLY = "early"  # too few responses in all for any breakdown
    GATE = "gate"  # the release gate left the table out, since it would have told too much
    HIDDEN = "hidden"  # every answer was given by fewer than k
    NOTHING = "nothing"  # the reference material has none


@dataclass(frozen=True, eq=False)
class Exhibit:
    """What every face of a chart is made from. `by` is a breakdown's id or TOTAL.

    `release` is None for reference material, and before the first release.
    """

    study: Study
    chart: Chart
    by: str
    table: Table
    release: Release | None = None
    lack: Lack | None = None

    @property
    def is_survey(self) -> bool:
        return self.chart.kind in SURVEY_KINDS

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of the sources behind the numbers, in the order of the table."""
        lines = (*self.table.columns, *self.table.rows)
        return tuple(dict.fromkeys(line.source for line in lines if line.source))


class UnknownChart(Exception):
    """There is no such chart, breakdown or release; the message names it."""

    def __init__(self, part: str, name: str) -> None:
        self.part, self.name = part, name
        super().__init__(f"unknown {part}: {name}")


def exhibit(
    home: Home, study: Study, chart_id: str, by: str = TOTAL, release: int | None = None
) -> Exhibit:
    """The exhibit of a chart; `release` None means the newest.

    Raises UnknownChart for a chart, breakdown or release that there is not.
    """
    chart = study.charts.get(chart_id)
    if chart is None:
        raise UnknownChart("chart", chart_id)
    if by and by not in chart.by:
        raise UnknownChart("by", by)
    number = release if release is not None else releases.newest(home)
    if release is not None and releases.one(home, release) is None:
        raise UnknownChart("release", str(release))
    if chart.kind in SURVEY_KINDS:
        return _survey(home, Same(study), chart_id, by, number)
    return _reference(home, Same(study), chart_id, store.state(home))


@lru_cache(maxsize=512)
def _survey(home: Home, same: Same, chart_id: str, by: str, number: int | None) -> Exhibit:
    """Releases never change, so what was read of one can be kept."""
    study, chart = same.study, same.study.charts[chart_id]
    if number is None:
        return Exhibit(study, chart, by, Table((), (), {}), lack=Lack.NO_RELEASE)
    counts = releases.counts(home, number, chart.question or "", table_by(study, chart, by))
    totals = _totals(home, number, chart, by) if chart.amounts else {}
    table = survey_tables.table(study, chart, table_by(study, chart, by), counts, totals)
    release = releases.one(home, number)
    lack = _lack(study, chart, table_by(study, chart, by), table, release)
    return Exhibit(study, chart, by, table, release, lack)


def _totals(home: Home, number: int, chart: Chart, by: str) -> dict[str, float]:
    """The released sum of each group that a chart shows."""
    found = releases.amounts(home, number)
    return {one.group: one.total for one in found if (one.question, one.by) == (chart.question, by)}


def _lack(
    study: Study, chart: Chart, by: str, table: Table, release: Release | None
) -> Lack | None:
    """Why a survey table shows no numbers."""
    if not table.empty:
        return None
    if table.rows:
        return Lack.HIDDEN
    parts = release.verdict.withheld if release else ()
    if any((part.question, part.by) == (chart.question, by) for part in parts):
        return Lack.GATE
    if by and release and release.responses < _few(study, release):
        return Lack.EARLY
    return Lack.WITHHELD


def _few(study: Study, release: Release) -> int:
    """The responses below which the release divides nothing."""
    return int(release.policy.get("totals_only_below", study.policy.totals_only_below))


def table_by(study: Study, chart: Chart, by: str) -> str:
    """The `by` of the released table that a chart shows."""
    if chart.kind is ChartKind.DUMBBELL and study.by_country:
        return study.by_country.id
    return f"{ACROSS}{chart.across}" if chart.across else by


@lru_cache(maxsize=256)
def _reference(home: Home, same: Same, chart_id: str, state: tuple[str, ...]) -> Exhibit:
    """Reference material is read once for each state of the database, which `state` names."""
    study, chart = same.study, same.study.charts[chart_id]
    listed = _listed(home, same, chart_id)
    make: dict[ChartKind, Callable[[], Table]] = {
        ChartKind.TREND: lambda: reference_tables.trend(study, chart, reference.observations(home)),
        ChartKind.FIGURES: lambda: reference_tables.figures(study, chart, reference.figures(home)),
        ChartKind.MAP: lambda: reference_tables.by_region(study, listed, inventory.places(home)),
        ChartKind.FLOWS: lambda: reference_tables.flows(study, listed, inventory.places(home)),
    }
    table = make[chart.kind]()
    return Exhibit(study, chart, TOTAL, table, lack=Lack.NOTHING if table.empty else None)


def _listed(home: Home, same: Same, chart_id: str) -> list[tuple[str, ...]]:
    """The institutions of each listed partnership whose activity is the topic of the chart."""
    topic = same.study.topic_of.get(chart_id)
    return [
        one.institutions
        for one in reference.partnerships(home)
        if topic is None or one.activity == topic.id
    ]
