"""What stands round a chart in words: caption, how its numbers were made, citation, names.

The text alternative and the table are made in `alt` and `grid`, and can be had from here too.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from hees.findings import amounts_text, base, coverage_text
from hees.findings.alt import alt
from hees.findings.base import lacking
from hees.findings.exhibits import Exhibit
from hees.findings.grid import Grid, grid, html, titled, when
from hees.findings.numbers import latest, release_number
from hees.findings.periods import show_period
from hees.findings.table import Cell, Mark
from hees.language import say, show_date, show_number
from hees.study import Question
from hees.study.chart import ChartKind, Source

__all__ = ["Grid", "absent", "address", "alt", "caption", "citation", "grid", "html", "lacking", "making", "name", "titled"]  # fmt: skip

FLAGS = ("break", "revised", "estimate", "derived")
"""What a value of a series may be marked as."""

INVENTORY_KINDS = {ChartKind.MAP, ChartKind.FLOWS}


def caption(exhibit: Exhibit, language: str) -> tuple[str, ...]:
    """The lines below a chart: withheld groups, base, date and source, and what its signs mean.

    A trend shows no sign where it has no number; the sign stands in its table only.
    """
    if exhibit.lack:
        return (lacking(exhibit, language),)
    lines = [_withheld(exhibit, language), _base(exhibit, language)]
    lines.append(amounts_text.amounts(exhibit, language))
    lines.append(coverage_text.short(exhibit, language))
    lines += [_date(exhibit, language), _source(exhibit, language), _hidden(exhibit, language)]
    if exhibit.chart.kind is not ChartKind.TREND:
        lines.append(absent(exhibit, language))
    lines += _flags(exhibit, language)
    return tuple(line for line in lines if line)


def _base(exhibit: Exhibit, language: str) -> str:
    """How many answered, and why shares may add to more than 100%."""
    if not exhibit.is_survey:
        return ""
    sentences = [base.respondents(exhibit, language)]
    across = base.groups_question(exhibit)
    if exhibit.chart.across and across:
        sentences.append(say("faces.columns", language, question=across.label[language]))
    if base.several_each(exhibit, base.question(exhibit)):
        sentences.append(say("faces.several", language))
    else:
        sentences.append(say("faces.rounded_sum", language))
    if base.several_each(exhibit, across):
        sentences.append(say("faces.several_groups", language))
    return base.text(sentences, language)


def _dated(exhibit: Exhibit, language: str) -> str:
    """The date of the numbers: their release, or the last period that they reach; or ""."""
    if exhibit.release:
        day = show_date(exhibit.release.made_on, language)
        return say(
            "faces.release", language, number=release_number(exhibit.release, language), date=day
        )
    if exhibit.table.as_of:
        return say("faces.as_of", language, date=show_date(exhibit.table.as_of, language))
    if period := _last_period(exhibit, language):
        figures = exhibit.chart.kind is ChartKind.FIGURES
        return say("faces.of_period" if figures else "faces.up_to", language, period=period)
    return ""


def _date(exhibit: Exhibit, language: str) -> str:
    """The same as a sentence."""
    dated = _dated(exhibit, language)
    dated = say("faces.as_of", language, date=dated) if exhibit.release else dated
    return say("faces.sentence", language, text=dated) if dated else ""


def _last_period(exhibit: Exhibit, language: str) -> str:
    """The newest period of a trend, or the one that published figures share."""
    table = exhibit.table
    if exhibit.chart.kind is ChartKind.FIGURES:
        periods = {cell.period for _, _, cell in table.numbers()}
        return show_period(periods.pop(), language) if len(periods) == 1 else ""
    if exhibit.chart.kind is not ChartKind.TREND:
        return ""
    last = [found for column in table.columns if (found := latest(table, column))]
    if not last:
        return ""
    row, cell = max(last, key=lambda found: table.rows.index(found[0]))
    return when(row, cell, language)


def _source(exhibit: Exhibit, language: str) -> str:
    if exhibit.is_survey:
        return say("faces.from_survey", language, study=base.own(exhibit, language))
    if exhibit.chart.kind in INVENTORY_KINDS:
        return say("faces.from_inventory", language, study=exhibit.study.title[language])
    return say("faces.from", language, sources=_publications(exhibit, language))


def _publications(exhibit: Exhibit, language: str) -> str:
    """The sources of other bodies behind the numbers; "" where there are none."""
    sources = [exhibit.study.sources[key] for key in exhibit.sources]
    named = [publication(source, language) for source in sources]
    return say("list_separator", language).join(named)


def publication(source: Source, language: str) -> str:
    """Publisher and name; once where the two are the same."""
    publisher, title = source.publisher[language], source.name[language]
    if publisher.startswith(title):
        return publisher
    return say("faces.publication", language, publisher=publisher, name=title)


def _hidden(exhibit: Exhibit, language: str) -> str:
    """What the sign of a hidden number means, where there is one."""
    if not _marked(exhibit, Mark.HIDDEN):
        return ""
    k = base.smallest_count(exhibit)
    return say("faces.hidden", language, sign=say("chart.hidden", language, k=k), k=k)


def absent(exhibit: Exhibit, language: str) -> str:
    """What the sign of an absent number means, where there is one."""
    if not _marked(exhibit, Mark.ABSENT):
        return ""
    return say("faces.absent", language, sign=say("chart.absent", language))


def _marked(exhibit: Exhibit, mark: Mark) -> bool:
    table = exhibit.table
    return any(cell.mark is mark for row in table.rows for cell in table.of_row(row))


def _withheld(exhibit: Exhibit, language: str) -> str:
    names = [line.label[language] for line in exhibit.table.withheld]
    if not names:
        return ""
    listed = say("list_separator", language).join(names)
    return say("faces.withheld", language, base=base.smallest_base(exhibit), names=listed)


def _flags(exhibit: Exhibit, language: str) -> Iterator[str]:
    """Which values of a series were counted in a new way, revised, estimated or worked out."""
    table = exhibit.table
    for flag in FLAGS:
        named = [
            say("faces.flagged_series", language, series=column.label[language], periods=periods)
            for column in table.columns
            if (periods := _periods(exhibit, table.of_column(column), flag, language))
        ]
        if named:
            listed = say("list_separator", language).join(named)
            yield say(f"faces.flagged.{flag}", language, values=listed)


def _periods(exhibit: Exhibit, cells: list[Cell], flag: str, language: str) -> str:
    """The periods of the flagged cells of a column; of many only the first and the last."""
    rows = exhibit.table.rows
    found = [
        when(row, cell, language)
        for row, cell in zip(rows, cells, strict=True)
        if cell.flag == flag
    ]
    if len(found) > 4:
        count = show_number(len(found), language)
        return say("faces.many_periods", language, first=found[0], last=found[-1], count=count)
    return say("faces.comma", language).join(found)


def making(exhibit: Exhibit, language: str) -> tuple[tuple[str, str], ...]:
    """How the numbers were made, as (heading, text)."""
    parts = [(say("faces.made.definition", language), exhibit.chart.definition[language])]
    parts += _survey(exhibit, language) if exhibit.is_survey else _reference(exhibit, language)
    if exhibit.chart.caveat:
        parts.append((say("faces.made.caveat", language), exhibit.chart.caveat[language]))
    return tuple(parts)


def _survey(exhibit: Exhibit, language: str) -> Iterator[tuple[str, str]]:
    asked, groups = base.question(exhibit), base.groups_question(exhibit)
    for heading, one in (("question", asked), ("groups", groups)):
        if one:
            quoted = say("faces.quoted", language, name=one.label[language])
            yield say(f"faces.made.{heading}", language), quoted
    yield say("faces.made.base", language), _counted(exhibit, asked, language)
    yield (
        say("faces.made.rule", language),
        say(
            "faces.made.protection",
            language,
            k=base.smallest_count(exhibit),
            rounding=base.rule(exhibit, "rounding"),
            base=base.smallest_base(exhibit),
        ),
    )
    if exhibit.chart.amounts:
        yield say("faces.made.amounts", language), amounts_text.rule(exhibit, language)
    yield say("faces.made.date", language), _released(exhibit, language)
    yield say("faces.made.source", language), exhibit.study.title[language]


def _counted(exhibit: Exhibit, asked: Question | None, language: str) -> str:
    """Which responses are counted, how, and how many they are."""
    sentences = base.counted(exhibit.study, asked, language)
    if not exhibit.lack:
        sentences.append(base.respondents(exhibit, language))
    return base.text(sentences, language)


def _released(exhibit: Exhibit, language: str) -> str:
    if exhibit.release is None:
        return lacking(exhibit, language)
    responses = show_number(exhibit.release.responses, language)
    dated = _dated(exhibit, language)
    return say("faces.made.released", language, release=dated, responses=responses)


def _reference(exhibit: Exhibit, language: str) -> Iterator[tuple[str, str]]:
    """What each series counts, what to know of each figure, the date and the sources."""
    for line in (*exhibit.table.columns, *exhibit.table.rows):
        if line.note:
            yield line.label[language], base.text([line.note[language], line.address], language)
    if exhibit.chart.kind is ChartKind.TREND and (sign := absent(exhibit, language)):
        yield say("faces.made.signs", language), sign
    if dated := _date(exhibit, language):
        yield say("faces.made.date", language), dated
    if exhibit.chart.kind in INVENTORY_KINDS:
        yield say("faces.made.source", language), _source(exhibit, language)
    for key in exhibit.sources:
        source = exhibit.study.sources[key]
        heading = say("faces.made.source_named", language, name=source.name[language])
        yield heading, _origin(source, language)


def _origin(source: Source, language: str) -> str:
    texts = (source.coverage, source.caveat, source.licence)
    sentences = [say("faces.made.published_by", language, publisher=source.publisher[language])]
    return base.text([*sentences, *(text[language] for text in texts), source.address], language)


def citation(exhibit: Exhibit, language: str, address: str) -> str:
    """How to cite the chart: the release or period of its numbers, and whose they are."""
    dated, sources = _dated(exhibit, language), _publications(exhibit, language)
    form = "dated" if dated else "undated"
    return say(
        f"faces.cite.{form}_data" if sources else f"faces.cite.{form}",
        language,
        study=exhibit.study.title[language],
        title=titled(exhibit, language),
        date=dated,
        sources=sources,
        address=address,
    )


def address(exhibit: Exhibit, language: str, site: str) -> str:
    """The lasting address of the page that shows the exhibit; `site` without a last slash."""
    topic = exhibit.study.topic_of.get(exhibit.chart.id)
    page, state = "resources", {"chart": exhibit.chart.id}
    if topic:
        page, state = "findings", {"topic": topic.id} | state
    state |= {
        "by": exhibit.by,
        "release": str(exhibit.release.number) if exhibit.release else "",
        "lang": language,
    }
    return f"{site}/{page}?{urlencode({key: value for key, value in state.items() if value})}"


def name(exhibit: Exhibit) -> str:
    """The stem of the file that holds the exhibit: hees-research-joint_works-by-country-r3."""
    topic = exhibit.study.topic_of.get(exhibit.chart.id)
    parts = ["hees", topic.id if topic else "resources", exhibit.chart.id]
    parts += [f"by-{exhibit.by}"] if exhibit.by else []
    parts += [f"r{exhibit.release.number}"] if exhibit.release else []
    return "-".join(parts)
