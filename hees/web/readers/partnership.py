"""One partnership on a page of its own: all facts, others like it, and how to mend it."""

from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote

import streamlit as st

from hees.findings import inventory, reference
from hees.findings.origins import addresses, host
from hees.settings import settings
from hees.store.register import Entry
from hees.study.reference import Partnership
from hees.survey import finder
from hees.web import context, markup, pages
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.readers import partnership_rows, partnerships
from hees.web.readers.partnership_words import institutions, label, labels, origin, place, sides


def facts(one: Partnership) -> None:
    """What is known of it."""
    language = context.language()
    others = {text: key for key, text in one.name.root.items() if text != one.name[language]}
    names = [markup.spoken(text, key) for text, key in others.items()]
    if names:
        st.html(markup.paragraph(*names, kind="other-name"))
    if one.note[language]:
        st.markdown(plain(one.note[language]))
    st.html(markup.facts(_facts(one, institutions([one]))))


def _facts(one: Partnership, entries: Mapping[str, Entry]) -> Iterator[tuple[str, str]]:
    for side in sides(one, entries):
        places = [place(entry) for entry in side.entries] or [""] * len(side.names)
        named = zip(side.names, places, strict=True)
        yield side.heading, markup.bullets((_placed(*pair) for pair in named), "plain")
    coded = {
        "activity": label("activity", one.activity) if one.activity else "",
        "fields": labels("field", one.fields),
        "levels": labels("level", one.levels),
        "planned" if one.status == "planned" else "start": str(one.start or ""),
        "end": str(one.end or ""),
        "status": label("status", inventory.status(one)),
        "origin": origin(one),
        "organisation": one.organisation,
    }
    for name, text in coded.items():
        yield words(f"partnerships.facts.{name}"), escape(text)
    yield words("partnerships.facts.source"), words("list_separator").join(_sources(one.source))


def _sources(source: str) -> Iterator[str]:
    """What a source names: addresses as links, and the names of lists."""
    for part in filter(None, (part.strip() for part in source.split("|"))):
        linked = addresses(part)
        yield markup.link(part, host(part)) if linked else escape(part)


def _placed(name: str, place: str) -> str:
    return f"{escape(name)} <small>{escape(place)}</small>" if place else escape(name)


def related(one: Partnership) -> None:
    """The other partnerships of its institutions, with the institutions that they share."""
    others = inventory.related(reference.partnerships(context.home()), one)
    if not others:
        return
    st.header(words("partnerships.related"), anchor=False)
    entries = institutions([one])
    with st.container(key="related"):
        for other in others:
            shared = [id for id in one.institutions if id in other.institutions and id in entries]
            names = [finder.show(entries[id], context.language()) for id in shared]
            with st.container(key=f"related-{other.id}", gap=None):
                partnerships.link_to(other)
                text = escape(words("list_separator").join(names))
                st.html(markup.paragraph(text, kind="small"))


def take(one: Partnership) -> None:
    """It as a file, how to cite it, and whom to tell when something is wrong."""
    st.header(words("partnerships.take"), anchor=False)
    here = partnership_rows.address(one)
    st.caption(words("partnerships.cite_label"))
    st.code(partnership_rows.citation(here), language=None, wrap_lines=True)
    st.download_button(
        words("partnerships.download_one"),
        partnership_rows.csv([one], institutions([one])),
        f"partnership-{one.id}.csv",
        "text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
    _report(one, here)


def _report(one: Partnership, here: str) -> None:
    if not settings().contact:
        st.markdown(words("partnerships.report_about", id=plain(one.id)))
        pages.link("about", words("nav.about"))
        return
    st.markdown(words("partnerships.report_explain"))
    subject = words("partnerships.mail_subject", id=one.id)
    name = one.name[context.language()]
    body = words("partnerships.mail_body", name=name, address=here)
    address = f"mailto:{settings().contact}?subject={quote(subject)}&body={quote(body)}"
    label = escape(words("partnerships.report"))
    st.html(f'<p class="hees-links"><a href="{escape(address)}">{label}</a></p>')
