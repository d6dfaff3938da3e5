"""A partnership in words: labels of its codes, its institutions and their places."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hees.findings import geography, inventory
from hees.store import register
from hees.store.register import Entry
from hees.study.reference import Partnership
from hees.survey import finder
from hees.web import context
from hees.web.context import words

SHOWN = 3
"""How many institutions of one country a line of the list names."""


@dataclass(frozen=True)
class Side:
    """The institutions of one country in a partnership; `country` "" for those not in the register."""

    country: str
    entries: Sequence[Entry]
    names: Sequence[str]

    @property
    def heading(self) -> str:
        if not self.country:
            return words("partnerships.facts.named")
        name = context.country_name(self.country)
        return words("partnerships.facts.institutions", country=name)

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
    language = context.language()
    known = [entries[id] for id in one.institutions if id in entries]
    found = []
    for country in dict.fromkeys([*context.study().country, *(entry.country for entry in known)]):
        here = [entry for entry in known if entry.country == country]
        if here:
            found.append(Side(country, here, [finder.show(entry, language) for entry in here]))
    return [*found, Side("", (), one.named)] if one.named else found


def place(entry: Entry) -> str:
    """Where an institution is: the city where its name is known in the language, and the region."""
    region = geography.regions().get(entry.region)
    name = region.name[context.language()] if region else ""
    city = entry.place if context.language() == geography.CITY_LANGUAGE else ""
    return words("partnerships.comma").join(dict.fromkeys(filter(None, (city, name))))


def label(question: str, code: str) -> str:
    """The label of a code by the survey's question of the inventory that asks for it."""
    asked = getattr(context.study().inventory, question, "")
    choice = context.study().questionnaire.questions[asked].by_code.get(code) if asked else None
    return choice.label[context.language()] if choice else code
