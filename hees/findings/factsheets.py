"""The fact sheet of a topic: introduction, key figures and its first charts on two pages."""

import re
from collections.abc import Iterator, Sequence

from hees import typeset
from hees.findings import base, drawing, wording
from hees.findings.exhibits import Exhibit, exhibit
from hees.findings.grid import Grid
from hees.findings.key_figures import KeyNumber, key_figures
from hees.findings.printing import Printer, closing, day, pages, release_of
from hees.findings.running_text import paragraphs
from hees.language import say
from hees.store.releases import Release
from hees.study import ChartKind, Topic
from hees.typeset import Chart, FactSheet, FooterLine, KeyFigure, Table, letters, plain

MOST_CHARTS = 5
MOST_PAGES = 2
MOST_FIGURES = 4
MOST_ROWS, MOST_COLUMNS, NEWEST = 9, 3, 4
"""How large a table may be that is printed below a chart; of years the newest are."""

MOST_BREADTH = 36
"""How broad its numbers may be, in letters, so that room is left for the names of rows."""

HALF, BESIDE_TABLE, ALONE = 440, 560, 720
"""The width in pixels at which a chart is drawn; in print it is as wide as its place."""


def sheet(printer: Printer, topic: Topic, release: int | None = None) -> bytes:
    """The fact sheet of a topic as PDF: its first charts, of which those that two pages hold.

    Their tables come with them where there is room, those of trends first: other charts show all
    their numbers. Raises UnknownChart for an unknown release.
    """
    chosen: list[Exhibit] = []
    made = _set(fact_sheet(printer, topic, release, chosen))
    for one in drawable(printer, topic, release):
        longer = _set(fact_sheet(printer, topic, release, [*chosen, one]))
        if pages(longer) <= MOST_PAGES and len(chosen) < MOST_CHARTS:
            chosen.append(one)
            made = longer
    trends = [one for one in chosen if one.chart.kind is ChartKind.TREND]
    for tabled in (chosen, trends):
        full = _set(fact_sheet(printer, topic, release, chosen, tabled))
        if pages(full) <= MOST_PAGES:
            return full
    return made


def _set(sheet: FactSheet) -> bytes:
    """The sheet as PDF, set closely where that saves a page."""
    made = typeset.pdf(sheet)
    if pages(made) == 1:
        return made
    close = typeset.pdf(sheet.model_copy(update={"close": True}))
    return close if pages(close) < pages(made) else made


def drawable(printer: Printer, topic: Topic, release: int | None) -> list[Exhibit]:
    """The charts of a topic that have numbers; published figures stand among the key figures."""
    charts = [one for one in topic.charts if one.kind is not ChartKind.FIGURES]
    found = [exhibit(printer.home, printer.study, one.id, release=release) for one in charts]
    return [one for one in found if not one.lack]


def fact_sheet(
    printer: Printer,
    topic: Topic,
    release: int | None,
    chosen: Sequence[Exhibit],
    tabled: Sequence[Exhibit] = (),
) -> FactSheet:
    """What stands on the fact sheet of a topic with these charts, some of them with tables."""
    study, language = printer.study, printer.language
    numbers = key_figures(printer.home, study, topic, language)[:MOST_FIGURES]
    text = study.content.get(f"topic_{topic.id}", {}).get(language) or topic.lead[language]
    of = release_of(printer.home, release)
    return FactSheet(
        language=language,
        paper=printer.paper,
        study=study.title[language],
        title=topic.title[language],
        date=day(printer.home, of),
        intro=paragraphs(text),
        figures=tuple(_figure(one) for one in numbers),
        charts=tuple(_charts(chosen, tabled, language)),
        footer=_footer(printer, topic, of),
    )


def _figure(one: KeyNumber) -> KeyFigure:
    """A unit that stands apart from its number goes to the note, so that the number is large."""
    apart = one.after.startswith(" ")
    unit = [one.after.strip()] if apart else []
    return KeyFigure(
        before=one.before,
        value=one.value,
        after="" if apart else one.after,
        label=one.label,
        note=" · ".join([*unit, one.period, one.source]),
    )


def _charts(chosen: Sequence[Exhibit], tabled: Sequence[Exhibit], language: str) -> Iterator[Chart]:
    """Two in a row, the lowest first, so that the first page is used; an odd one stands alone."""
    drawn = {one.chart.id: drawing.svg(one, language, width=HALF) for one in chosen}
    order = sorted(chosen, key=lambda one: _height(drawn[one.chart.id]))
    for position, one in enumerate(order):
        alone = position == 0 and len(order) % 2 == 1
        table, remarks = _table(one, language) if one in tabled else (None, [])
        width = BESIDE_TABLE if table else ALONE
        svg = drawing.svg(one, language, width=width) if alone else drawn[one.chart.id]
        yield Chart(
            title=one.chart.title[language],
            alt=wording.alt(one, language),
            svg=svg,
            notes=(
                base.text([*wording.caption(one, language), *remarks], language),
                _explained(one, language),
            ),
            table=table,
            width="full" if alone else "half",
        )


def _explained(one: Exhibit, language: str) -> str:
    """What the chart counts, and what to bear in mind."""
    chart = one.chart
    texts = [chart.definition, chart.caveat] if chart.caveat else [chart.definition]
    return base.text([text[language] for text in texts], language)


def _height(svg: str) -> float:
    found = re.search(r'height="([\d.]+)"', svg)
    assert found
    return float(found[1])


def _table(found: Exhibit, language: str) -> tuple[Table | None, list[str]]:
    """The numbers of a chart as far as there is room for them, and what to say of them."""
    grid, remarks = wording.grid(found, language), []
    if found.chart.kind is ChartKind.TREND:
        years = len(grid.rows)
        grid = _newest(grid)
        if grid and (shown := _years(grid)) < years:
            remarks.append(say("factsheets.newest", language, shown=shown, all=years))
        if grid and any(say("chart.absent", language) in row for row in grid.rows):
            remarks.append(wording.absent(found, language))
    elif len(grid.rows) > MOST_ROWS or len(grid.header) > MOST_COLUMNS:
        grid = None
    return (Table(header=grid.header, rows=grid.rows) if grid else None), remarks


def _newest(grid: Grid) -> Grid | None:
    """The newest years of a trend; as columns, as many as fit, where there are several series."""
    if len(grid.header) == 2:
        return Grid(grid.header, grid.rows[-NEWEST:])
    for years in range(NEWEST, 1, -1):
        header, *series = zip(grid.header, *grid.rows[-years:], strict=True)
        turned = Grid(header, tuple(series))
        if _breadth(turned) <= MOST_BREADTH:
            return turned
    return None


def _years(newest: Grid) -> int:
    return len(newest.rows) if len(newest.header) == 2 else len(newest.header) - 1


def _breadth(grid: Grid) -> int:
    """How broad the columns of numbers are, in Latin letters."""
    columns = list(zip(grid.header, *grid.rows, strict=True))[1:]
    return sum(2 + max(letters(text) for text in column) for column in columns)


def _footer(printer: Printer, topic: Topic, of: Release | None) -> tuple[FooterLine, ...]:
    language = printer.language
    state = {"release": str(of.number)} if of else {}
    address = printer.address("findings", topic=topic.id, **state)
    title = say("factsheets.titled", language, title=topic.title[language])
    filters = FooterLine(
        label=say("factsheets.filters", language), text=plain(say("factsheets.none", language))
    )
    return (filters, *closing(printer, title, address, of))
