"""Coverage in words and tables: who answered of those to ask, and what missing answers could change."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from hees.findings import base
from hees.findings.coverage import Bound, Coverage, Group, Unbounded, listed
from hees.findings.exhibits import Exhibit
from hees.findings.numbers import show
from hees.findings.table import Line
from hees.language import say, show_number
from hees.study import ChartKind


def short(exhibit: Exhibit, language: str) -> str:
    """One sentence for below a survey chart; "" where the release has no frame."""
    return _counts("coverage.short", exhibit, language)


def notes(exhibit: Exhibit, language: str) -> str:
    """What to know about who is covered; "" where the release has no frame."""
    if not (counted := _counts("coverage.counted", exhibit, language)):
        return ""
    names = _unlisted(exhibit, language)
    unlisted = say("coverage.unlisted", language, names=names) if names else ""
    return base.text([counted, say("coverage.outside", language), unlisted], language)


def _counts(key: str, exhibit: Exhibit, language: str) -> str:
    release = exhibit.release
    if release is None or not exhibit.is_survey or not listed(release):
        return ""
    return say(
        key,
        language,
        responses=show_number(release.responses, language),
        listed=show_number(listed(release), language),
    )


def _unlisted(exhibit: Exhibit, language: str) -> str:
    """The groups of the breakdowns that the frame knows, of which it lists nobody."""
    frame = exhibit.release.frame if exhibit.release else {}
    names = [
        choice.label[language]
        for one in exhibit.study.breakdowns
        if one.id in frame
        for choice in exhibit.study.questionnaire.questions[one.question].choices
        if not frame[one.id].get(choice.code)
    ]
    return say("list_separator", language).join(names)


def html(exhibit: Exhibit, found: Coverage, language: str) -> str:
    """The groups as a table, and the bounds as another or why there are none."""
    parts = [_paragraph(notes(exhibit, language)), _groups(exhibit, found, language)]
    if found.bounds:
        parts += [_paragraph(_meaning(found, language)), _bounds(exhibit, found.bounds, language)]
    if found.unbounded:
        parts.append(_paragraph(unbounded(found.unbounded, language)))
    return "".join(parts)


def unbounded(reason: Unbounded, language: str) -> str:
    return say(f"coverage.unbounded.{reason}", language)


def _paragraph(text: str) -> str:
    return f'<p class="hees-note">{escape(text)}</p>'


def _meaning(found: Coverage, language: str) -> str:
    sentences = [say("coverage.meaning", language), say("coverage.assumed", language)]
    if any(one.exceeded for one in found.bounds):
        sentences.append(say("coverage.exceeded", language))
    return base.text(sentences, language)


def _groups(exhibit: Exhibit, found: Coverage, language: str) -> str:
    """All organisations, then those of each group under the name of its breakdown."""
    header = [say(f"coverage.{part}", language) for part in ("group", "answered", "listed")]
    everyone = [say("coverage.all", language)]
    everyone += [show_number(number, language) for number in (found.responses, found.listed)]
    parts = [_body([everyone])]
    k = base.smallest_count(exhibit)
    for by, groups in found.groups.items():
        title = escape(exhibit.study.breakdown[by].title[language])
        head = f'<tr><th scope="rowgroup" colspan="3">{title}</th></tr>'
        parts.append(_body([_group(one, k, language) for one in groups], head))
    return _table(say("coverage.groups", language), header, parts, language)


def _group(one: Group, k: int, language: str) -> list[str]:
    number = show_number(one.listed, language)
    return [one.label[language], show(one.answered, language, k), number]


def _bounds(exhibit: Exhibit, bounds: Sequence[Bound], language: str) -> str:
    """The limits of each share, in the order of the chart's own table."""
    found = {(one.row, one.column): one for one in bounds}
    columns = [one for one in _columns(exhibit, language) if any(c == one[0] for _, c in found)]
    rows = [
        [
            row.label[language],
            *(_range(found.get((row.code, code)), language) for code, _ in columns),
        ]
        for row in exhibit.table.rows
        if any((row.code, code) in found for code, _ in columns)
    ]
    corner = say(f"faces.rows.{_kind(exhibit)}", language)
    header = [corner, *(label for _, label in columns)]
    return _table(say("coverage.bounds", language), header, [_body(rows)], language)


def _kind(exhibit: Exhibit) -> ChartKind:
    return ChartKind.SCALE if exhibit.chart.kind is ChartKind.SCALE else ChartKind.BARS


def _columns(exhibit: Exhibit, language: str) -> list[tuple[str, str]]:
    """The code and the heading of each column of limits."""
    if exhibit.chart.kind is ChartKind.SCALE:
        return [("", say("coverage.affirming", language, points=_affirming(exhibit, language)))]
    return [(one.code, _heading(one, language)) for one in exhibit.table.columns]


def _heading(column: Line, language: str) -> str:
    return column.label[language] if column.code else say("coverage.range", language)


def _affirming(exhibit: Exhibit, language: str) -> str:
    points = [one for one in exhibit.table.columns if one.code in exhibit.chart.positive]
    named = [say("faces.quoted", language, name=one.label[language]) for one in points]
    return say("faces.or", language).join(named)


def _range(one: Bound | None, language: str) -> str:
    if one is None:
        return say("chart.absent", language)
    return say("coverage.low_high", language, low=one.low, high=one.high)


def _table(title: str, header: Sequence[str], bodies: Iterable[str], language: str) -> str:
    """A table that can be scrolled where it is wider than the page."""
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    return (
        f'<div class="hees-scroll" role="region" tabindex="0" aria-label="{escape(title)}">'
        f'<table class="hees-grid" lang="{escape(language)}"><caption>{escape(title)}</caption>'
        f"<thead><tr>{heads}</tr></thead>{''.join(bodies)}</table></div>"
    )


def _body(rows: Iterable[Sequence[str]], head: str = "") -> str:
    """A group of rows, each named by its first cell, below its heading."""
    lines = []
    for name, *texts in rows:
        cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
        lines.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    return f"<tbody>{head}{''.join(lines)}</tbody>"


def as_json(exhibit: Exhibit, found: Coverage, language: str) -> dict[str, Any]:
    """The coverage as plain data; `answered` is rounded, or None with the reason in `status`."""
    groups = {
        by: [
            {
                "code": one.code,
                "label": one.label[language],
                "answered": one.answered.value,
                "status": str(one.answered.mark),
                "listed": one.listed,
            }
            for one in of
        ]
        for by, of in found.groups.items()
    }
    bounds = [
        {
            "row_code": one.row,
            "column_code": one.column,
            "low": one.low,
            "high": one.high,
            "exceeded": one.exceeded,
        }
        for one in found.bounds
    ]
    return {
        "responses": found.responses,
        "listed": found.listed,
        "groups": groups,
        "bounds": bounds,
        "affirming": _affirming_codes(exhibit) if found.bounds else [],
        "unbounded": str(found.unbounded) if found.unbounded else None,
        "unbounded_reason": unbounded(found.unbounded, language) if found.unbounded else None,
        "notes": notes(exhibit, language),
    }


def _affirming_codes(exhibit: Exhibit) -> list[str]:
    return list(exhibit.chart.positive) if exhibit.chart.kind is ChartKind.SCALE else []
