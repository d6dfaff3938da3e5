"""The files of an edition: all that its release published, what it means, and how to use it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from hees.findings import base, cells, factsheets, sheets, workbook
from hees.findings.numbers import release_number
from hees.findings.printing import Printer, named
from hees.findings.workbook import Sheet
from hees.language import say, show_date, show_number
from hees.spreadsheet import csv_bytes
from hees.store import releases
from hees.store.editions import Edition
from hees.store.home import Home
from hees.store.releases import Count, Release
from hees.study import Question, Study
from hees.study.catalogue import ACROSS, TOTAL, catalogue
from hees.typeset import PAPERS

Row = Sequence[Any]

CITATION, RELEASE, MANIFEST = "CITATION.txt", "release.json", "manifest.json"
ALL_CELLS = "cells.csv"


def files(home: Home, study: Study, edition: Edition, release: Release) -> dict[str, bytes]:
    """Every file of an edition by its path; `edition` is not kept yet."""
    counts = cells.in_order(study, releases.all_counts(home, release.number))
    header, rows = _cells(study, release, counts)
    made = {ALL_CELLS: csv_bytes(header, rows)}
    for path, part in _tables(counts, rows):
        made[path] = csv_bytes(header, part)
    header, rows = _codebook(study, release, counts)
    made["codebook.csv"] = csv_bytes(header, rows)
    made["codebook.xlsx"] = workbook.xlsx([Sheet("codebook", header, rows)], study.id)
    made |= _fact_sheets(home, study, edition, release)
    made[RELEASE] = as_json(
        {
            "study": {"id": study.id, "title": study.title.root},
            "release": sheets.as_release(release),
        }
    )
    made[CITATION] = _text(citation(study, edition, release, one) for one in study.languages)
    made["TERMS.txt"] = _text(say("editions.terms", one) for one in study.languages)
    for language in study.languages:
        made[f"README.{language}.txt"] = _readme(study, edition, release, language)
    return made


def _text(parts: Iterator[str]) -> bytes:
    return ("\n\n".join(part.strip() for part in parts) + "\n").encode()


def as_json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _cells(study: Study, release: Release, counts: Sequence[Count]) -> tuple[list[str], list[Row]]:
    """Every cell with its base, its share and its words: header and rows."""
    sources = [cells.source(study, release, language) for language in study.languages]
    header = [*cells.columns(study), "status", "count", "base", "share_percent", "release", "date"]
    header += [f"source_{language}" for language in study.languages]
    bases = {cells.key(one)[:4]: one.count for one in counts if not one.answer}
    rows: list[Row] = []
    for one in counts:
        cell = cells.key(one)
        among = bases.get(cell[:4])
        rows.append(
            [
                *cells.named(study, cell),
                "hidden" if one.count is None else "shown",
                one.count,
                among,
                cells.share(one.count, among),
                release.number,
                release.made_on,
                *sources,
            ]
        )
    return header, rows


def _tables(counts: Sequence[Count], rows: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    """The path of each released table with its part of the rows."""
    found: dict[str, list[Row]] = {}
    for one, row in zip(counts, rows, strict=True):
        found.setdefault(_path(one), []).append(row)
    yield from found.items()


def _path(count: Count) -> str:
    """tables/areas.csv, tables/areas.by-country.csv, tables/areas.across-org_category.csv"""
    if count.by == TOTAL:
        return f"tables/{count.question}.csv"
    if count.by.startswith(ACROSS):
        return f"tables/{count.question}.across-{count.by.removeprefix(ACROSS)}.csv"
    return f"tables/{count.question}.by-{count.by}.csv"


def _codebook(
    study: Study, release: Release, counts: Sequence[Count]
) -> tuple[list[str], list[Row]]:
    """Every question of the catalogue with its items and choices, who was asked, and n: its base."""
    languages = study.languages
    header = ["question", "kind", "part", "code"]
    for name in ("text", "section", "counted"):
        header += [f"{name}_{language}" for language in languages]
    header += ["n", "n_status"]
    wanted = {name.question for name in catalogue(study)}
    wanted |= {asked.id for one in counts if (asked := cells.grouping(study, one.by))}
    bases = {
        (one.question, one.item): one.count for one in counts if one.by == TOTAL and not one.answer
    }
    rows: list[Row] = []
    for question in study.questionnaire.questions.values():
        if question.id not in wanted:
            continue
        section = study.questionnaire.section_of[question.id]
        for part, code, label in _parts(question):
            texts = [label[one] for one in languages]
            texts += [section.title[one] for one in languages]
            head = part == "question"
            texts += [
                base.text(base.counted(study, question, one), one) if head else ""
                for one in languages
            ]
            n = _n(release, question, code, bases) if part != "choice" else ("", "")
            rows.append([question.id, str(question.kind), part, code, *texts, *n])
    return header, rows


def _parts(question: Question) -> Iterator[tuple[str, str, Any]]:
    """The question itself, its items and its choices, each with its code and its text."""
    yield "question", "", question.label
    for item in question.items:
        yield "item", item.code, item.label
    for choice in question.answers:
        yield "choice", choice.code, choice.label


def _n(release: Release, question: Question, item: str, bases: Any) -> tuple[Any, str]:
    """The released number of respondents of a question or item, or why there is none."""
    if question.items and not item:
        return "", ""
    if (question.id, item) in bases:
        n = bases[question.id, item]
        return ("", "hidden") if n is None else (n, "shown")
    held = {(part.question, part.item) for part in release.verdict.withheld if part.by == TOTAL}
    return "", "withheld" if (question.id, item) in held else "not published"


def _fact_sheets(home: Home, study: Study, edition: Edition, release: Release) -> dict[str, bytes]:
    """The fact sheet of each topic in each language, as of the release."""
    return {
        f"factsheets/{topic.id}.{language}.pdf": factsheets.sheet(
            Printer(home, study, language, PAPERS.get(language, "a4"), edition.site),
            topic,
            release.number,
        )
        for topic in study.topics
        for language in study.languages
    }


def citation(study: Study, edition: Edition, release: Release, language: str) -> str:
    """How to cite the edition: its address where it has one, and its DOI once it has that."""
    places = [edition.site and f"{edition.site}/releases?edition={edition.id}&lang={language}"]
    places.append(doi_address(edition.doi))
    return say(
        "editions.citation",
        language,
        study=study.title[language],
        year=release.made_on[:4],
        name=edition.name[language],
        id=edition.id,
        release=named(release, language),
        places=" ".join(place for place in places if place),
    ).strip()


def doi_address(doi: str) -> str:
    """The lasting address of a DOI; "" without one."""
    return f"https://doi.org/{doi}" if doi else ""


def _readme(study: Study, edition: Edition, release: Release, language: str) -> bytes:
    k, rounding = release.policy["k"], release.policy["rounding"]
    text = say(
        "editions.readme",
        language,
        study=cells.source(study, release, language),
        name=edition.name[language],
        id=edition.id,
        release=named(release, language),
        number=release_number(release, language),
        responses=show_number(release.responses, language),
        frozen=show_date(edition.frozen_on, language),
        k=k,
        rounding=rounding,
        questionnaire=study.questionnaire.version,
        collected=release.questionnaire,
        digest=release.digest,
    )
    return (text.strip() + "\n").encode()
