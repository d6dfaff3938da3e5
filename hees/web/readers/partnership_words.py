"""A partnership in words: labels of its codes, its institutions and their places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hees.findings import geography, inventory
from hees.store import register
from hees.store.register import Entry
from hees.study.reference import CHOICES, Partnership
from hees.survey import finder
from hees.web import context
from hees.web.context import words

SHOWN = 3
"""How many institutions of one country a line of the list names."""

CITY_LANGUAGE = "en"
"""The register knows cities by their names in this language only."""


@dataclass(frozen=True)
class Side:
    """The institutions of one country; `country` is "" for those that the register does not have."""

    country: str
    entries: Sequence[Entry]
    names: Sequence[str]

    @property
    def heading(self) -> str:
        if not self.country:
            return words("partnerships.facts.named")
        country = context.country_name(self.country)
        return words("partnerships.facts.institutions", country=country)

    @property
    def short(self) -> str:
        """The first names, and how many more there are."""
        shown = [*self.names[:SHOWN]]
        if more := len(self.names) - len(shown):
            shown.append(words("partnerships.more", count=more))
        return words("list_separator").join(shown)


def institutions(listed: Iterable[Partnership]) -> Mapping[str, Entry]:
    """The register's entries for the institutions of all of them."""
    return register.by_id(context.home(), {id for one in listed for id in one.institutions})


def sides(one: Partnership, entries: Mapping[str, Entry]) -> list[Side]:
    """The institutions by country, in the order of the study's countries."""
    known = [entries[id] for id in one.institutions if id in entries]
    found = []
    for country in dict.fromkeys([*context.study().country, *(entry.country for entry in known)]):
        here = [entry for entry in known if entry.country == country]
        if here:
            names = [finder.show(entry, context.language()) for entry in here]
            found.append(Side(country, here, names))
    return [*found, Side("", (), one.named)] if one.named else found


def place(entry: Entry) -> str:
    """The city, where its name is known in the language, and the state or prefecture."""
    city = entry.place if context.language() == CITY_LANGUAGE else ""
    return ", ".join(dict.fromkeys(filter(None, (city, region(entry.region)))))


def region(code: str) -> str:
    """A state or prefecture by name; the code itself when unknown."""
    known = geography.regions().get(code)
    return known.name[context.language()] if known else code


def label(kind: str, code: str) -> str:
    """The label of an activity, field, level or status."""
    if code == inventory.UNSTATED:
        return words("partnerships.unstated")
    return context.choice_label(CHOICES[kind], code)


def labels(kind: str, codes: Iterable[str]) -> str:
    """The labels of several, in one line."""
    return words("list_separator").join(label(kind, code) for code in codes)


def origin(one: Partnership) -> str:
    """Whose list or answer it comes from."""
    return words(f"partnerships.origin.{one.origin}")


def began(one: Partnership) -> str:
    """Since which year it runs, or from when it is planned to, and until when it ran."""
    if one.end is not None:
        return words("partnerships.until", start=one.start or "", end=one.end)
    if one.start is None:
        return ""
    planned = one.status == "planned"
    return words("partnerships.from" if planned else "partnerships.since", year=one.start)
