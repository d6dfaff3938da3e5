"""Partnerships as a spreadsheet, in the language on screen, each row with its source."""

from collections.abc import Iterator, Mapping, Sequence

from hees import clock
from hees.findings import inventory
from hees.language import show_date
from hees.spreadsheet import csv_bytes
from hees.store.register import Entry
from hees.study.reference import Partnership
from hees.web import context
from hees.web.addresses import address_of
from hees.web.context import words
from hees.web.readers.partnership_words import label, labels, origin, region, sides


def csv(listed: Sequence[Partnership], entries: Mapping[str, Entry]) -> bytes:
    """The partnerships as a CSV file; a column says how to cite them."""
    places = {id: entry.region for id, entry in entries.items() if entry.region}
    return csv_bytes(list(_header()), [list(_row(one, entries, places)) for one in listed])


def address(one: Partnership) -> str:
    """The lasting public address of a partnership."""
    return address_of("partnerships", {"id": one.id, "lang": context.language()})


def citation(at: str) -> str:
    """How to cite what stands at an address, as read today."""
    study, language = context.study().title[context.language()], context.language()
    return words(
        "partnerships.cite", study=study, date=show_date(clock.today(), language), address=at
    )


def _header() -> Iterator[str]:
    yield words("partnerships.columns.id")
    for language in context.languages():
        name = context.study().language_names[language]
        yield words("partnerships.columns.name", spoken=name)
    yield words("partnerships.columns.activity")
    for country in context.study().country:
        name = context.country_name(country)
        yield words("partnerships.columns.institutions", country=name)
    for column in ("named", "regions", "fields", "levels", "start", "end", "status", "note"):
        yield words(f"partnerships.columns.{column}")
    for column in ("origin", "organisation", "source", "terms"):
        yield words(f"partnerships.columns.{column}")


def _row(
    one: Partnership, entries: Mapping[str, Entry], places: Mapping[str, str]
) -> Iterator[object]:
    separator = words("list_separator")
    found = {side.country: separator.join(side.names) for side in sides(one, entries)}
    yield one.id
    for language in context.languages():
        yield one.name[language]
    yield label("activity", one.activity)
    for country in context.study().country:
        yield found.get(country, "")
    yield found.get("", "")
    yield separator.join(region(code) for code in sorted(inventory.regions(one, places)))
    yield labels("field", one.fields)
    yield labels("level", one.levels)
    yield one.start or ""
    yield one.end or ""
    yield label("status", one.status)
    yield one.note[context.language()]
    yield origin(one)
    yield one.organisation
    yield one.source.replace("|", " ")
    yield citation(address(one))
