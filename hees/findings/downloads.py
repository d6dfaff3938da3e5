"""The reference material as tables to take along: a header and rows of plain values."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from hees.findings import reference
from hees.findings.sheets import plain
from hees.language import say
from hees.store import register
from hees.store.home import Home
from hees.study import Study, Text
from hees.study.reference import ELSEWHERE

Value = str | int | float | None
Row = Sequence[Value]
Table = tuple[tuple[str, ...], list[Row]]

SEPARATOR = " | "
"""Between the parts of a cell that holds several."""


def table(home: Home, study: Study, name: str, language: str) -> Table:
    """The header and rows of one of TABLES, its labels in the language. KeyError for another name."""
    columns, rows = TABLES[name]
    header = [part for column in columns for part in _in_languages(column, study)]
    return tuple(header), list(rows(home, study, language))


def _in_languages(column: str, study: Study) -> list[str]:
    """A column that ends in "_*" stands for one in each language of the study."""
    stem, star, _ = column.partition("*")
    return [f"{stem}{language}" for language in study.languages] if star else [column]


def _labels(study: Study, choices: str, codes: Iterable[str], language: str) -> str:
    return SEPARATOR.join(study.label(choices, code, language) for code in codes)


def _country(study: Study, code: str, language: str) -> str:
    if code in study.country:
        return study.country[code].name[language]
    return say(f"directory.in.{code}", language) if code in ELSEWHERE else code


def _source(study: Study, key: str, language: str) -> list[Value]:
    """The columns that every number from elsewhere has: source, publisher, licence."""
    one = study.sources[key]
    return [one.name[language], one.publisher[language], one.licence[language]]


def _series(home: Home, study: Study, language: str) -> Iterator[Row]:
    values = reference.observations(home)
    for name, series in study.series.items():
        for one in values.get(name, ()):
            yield (
                name,
                series.label[language],
                one.period,
                one.year,
                plain(one.value),
                series.unit[language],
                one.flag,
                series.definition[language],
                *_source(study, series.source, language),
                study.sources[series.source].address,
                one.read_from,
            )


def _figures(home: Home, study: Study, language: str) -> Iterator[Row]:
    for one in reference.figures(home).values():
        yield (
            one.id,
            one.topic,
            one.label[language],
            one.period,
            one.qualifier,
            plain(one.value),
            one.unit[language],
            one.note[language],
            *_source(study, one.source, language),
            one.address,
        )


def _glossary(home: Home, study: Study, language: str) -> Iterator[Row]:
    for one in reference.glossary(home):
        yield (one.id, *_all(one.term, study), *_all(one.definition, study), one.source)


def _actors(home: Home, study: Study, language: str) -> Iterator[Row]:
    for one in reference.actors(home):
        yield (
            one.id,
            *(one.names.get(other, "") for other in study.languages),
            one.category,
            study.label("intermediary_category", one.category, language),
            one.country,
            _country(study, one.country, language),
            SEPARATOR.join(one.areas),
            _labels(study, "area", one.areas, language),
            one.website,
            one.note[language],
            one.source,
        )


def _partnerships(home: Home, study: Study, language: str) -> Iterator[Row]:
    listed = reference.partnerships(home)
    places = register.by_id(home, (id for one in listed for id in one.institutions))
    for one in listed:
        known = [places[id] for id in one.institutions if id in places]
        names = [entry.names.get(language) or next(iter(entry.names.values())) for entry in known]
        yield (
            one.id,
            *_all(one.name, study),
            one.activity,
            study.label("activity_type", one.activity, language),
            SEPARATOR.join(one.institutions),
            SEPARATOR.join([*names, *one.named]),
            SEPARATOR.join(dict.fromkeys(entry.region for entry in known if entry.region)),
            _labels(study, "field", one.fields, language),
            _labels(study, "level", one.levels, language),
            study.label("status", one.status, language),
            one.start,
            one.note[language],
            one.organisation,
            one.origin,
            one.source,
            one.end,
        )


def _sources(home: Home, study: Study, language: str) -> Iterator[Row]:
    for key, one in study.sources.items():
        texts = (one.name, one.publisher, one.coverage, one.caveat, one.licence)
        yield (key, *(text[language] for text in texts), one.address)


def _all(text: Text, study: Study) -> list[str]:
    return [text[language] for language in study.languages]


Rows = Callable[[Home, Study, str], Iterator[Row]]
_ORIGIN = ("source", "publisher", "licence")
TABLES: dict[str, tuple[tuple[str, ...], Rows]] = {
    "series": (
        ("series", "label", "period", "year", "value", "unit", "flag", "definition",
         *_ORIGIN, "address", "read_from"),
        _series,
    ),
    "figures": (
        ("id", "topic", "label", "period", "qualifier", "value", "unit", "note",
         *_ORIGIN, "address"),
        _figures,
    ),
    "glossary": (("id", "term_*", "definition_*", "source"), _glossary),
    "intermediaries": (
        ("id", "name_*", "category", "category_label", "country", "country_label", "areas",
         "area_labels", "website", "note", "source"),
        _actors,
    ),
    "partnerships": (
        ("id", "name_*", "activity", "activity_label", "institutions", "institution_names",
         "regions", "fields", "levels", "status", "start", "note", "organisation", "origin",
         "source", "end"),
        _partnerships,
    ),
    "sources": (
        ("id", "name", "publisher", "coverage", "caveat", "licence", "address"),
        _sources,
    ),
}  # fmt: skip
"""The columns and rows of each table, by its name."""
