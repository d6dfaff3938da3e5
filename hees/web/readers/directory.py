"""The directory of intermediary actors on a page: filters, lists by category, what it covers."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.findings import directory, reference
from hees.findings.directory import Wanted
from hees.findings.origins import addresses, host, to_be_checked
from hees.language import show_number
from hees.study.reference import Actor
from hees.web import context, filters, markup
from hees.web.context import choice_label, country_name, words

FILTERS = ("q", "category", "area", "country")
CATEGORIES, AREAS = "intermediary_category", "area"
"""The choice lists by which the directory is sorted."""


def show() -> None:
    """The directory: what to look for, and what is found, folded by category until filtered."""
    found = directory.find(context.home(), *_wanted())
    _count(len(found), len(reference.actors(context.home())))
    filters.clear_button(FILTERS)
    if not found:
        st.info(words("directory.none"))
    filtered = any(filters.asked(name) for name in FILTERS)
    with st.container(key="actors"):
        for code, group in directory.by_category(found, _codes(CATEGORIES)).items():
            name = choice_label(CATEGORIES, code)
            label = words("directory.group", category=name, count=len(group))
            key = f"actors-{code}-{'found' if filtered else 'all'}-{context.language()}"
            with st.expander(label, expanded=filtered, key=key):
                st.html(markup.bullets(map(_entry, group), "actors"))
    st.caption(words("directory.no_endorsement"))


def _wanted() -> tuple[Wanted, str]:
    """The fields by which to look for organisations: codes, and words of the name."""
    covered = _coverage()
    countries = {one.country for one in reference.actors(context.home())}
    order = [*context.study().country, *sorted(countries - context.study().country.keys())]
    with st.container(key="find"):
        text = filters.search(words("directory.search"), words("directory.placeholder"))
        columns = st.columns([2, 1, 1])
        with columns[0]:
            category = filters.choice(
                "category",
                words("directory.category"),
                covered.categories,
                lambda code: choice_label(CATEGORIES, code),
            )
        with columns[1]:
            area = filters.choice(
                "area", words("directory.area"), covered.areas, lambda one: choice_label(AREAS, one)
            )
        with columns[2]:
            offered = [code for code in order if code in countries]
            country = filters.choice("country", words("directory.country"), offered, country_name)
    return Wanted(category, area, country), text


def _codes(choices: str) -> list[str]:
    return [choice.code for choice in context.study().choice_lists.get(choices, ())]


def _coverage() -> directory.Coverage:
    actors = reference.actors(context.home())
    return directory.coverage(actors, _codes(CATEGORIES), _codes(AREAS))


def _count(found: int, listed: int) -> None:
    language = context.language()
    text = words("directory.count", count=show_number(found, language))
    if found != listed:
        shown = {"count": show_number(found, language), "all": show_number(listed, language)}
        text = words("directory.count_of", **shown)
    st.html(markup.count(text))


def _entry(one: Actor) -> str:
    """An organisation: its names, where and in which areas it works, and what it does."""
    language = context.language()
    name = one.names.get(language) or next(iter(one.names.values()))
    others = {text: key for key, text in one.names.items() if text != name}
    head = markup.link(one.website, name) if addresses(one.website) else escape(name)
    other = "".join(f" <small>{markup.spoken(text, key)}</small>" for text, key in others.items())
    areas = words("list_separator").join(choice_label(AREAS, code) for code in one.areas)
    at = " · ".join(filter(None, (country_name(one.country), areas)))
    return (
        markup.paragraph(f"<strong>{head}</strong>", other, kind="name")
        + markup.paragraph(escape(one.note[language]), kind="note")
        + markup.paragraph(escape(at), _source(one), kind="small")
    )


def _source(one: Actor) -> str:
    """Where the entry comes from, and whether all of it was checked."""
    found = addresses(one.source)
    links = words("list_separator").join(markup.link(address, host(address)) for address in found)
    parts = [f"{escape(words('directory.source'))} {links}"] if links else []
    if to_be_checked(one.source):
        mark = escape(words("directory.to_be_checked"))
        parts.append(f'<span class="hees-unchecked">{mark}</span>')
    return "".join(f" · {part}" for part in parts)


def coverage() -> None:
    """How many organisations are listed for each category and area, as a table."""
    covered = _coverage()
    heads = "".join(
        f'<th scope="col">{escape(choice_label(AREAS, code))}</th>' for code in covered.areas
    )
    body = "".join(_row(covered, code, covered.areas) for code in covered.categories)
    st.subheader(words("directory.coverage"), anchor=False)
    st.html(
        f'<div class="hees-coverage" tabindex="0" role="region" aria-labelledby="coverage-caption">'
        f'<table><caption id="coverage-caption">{escape(words("directory.coverage_table"))}'
        f'</caption><thead><tr><th scope="col">{escape(words("directory.category"))}</th>{heads}'
        f"</tr></thead><tbody>{body}</tbody></table></div>"
    )
    st.caption(words("directory.coverage_note"))


def _row(covered: directory.Coverage, category: str, areas: Sequence[str]) -> str:
    cells = "".join(
        f"<td>{show_number(covered.counts[category, area], context.language())}</td>"
        for area in areas
    )
    return f'<tr><th scope="row">{escape(choice_label(CATEGORIES, category))}</th>{cells}</tr>'
