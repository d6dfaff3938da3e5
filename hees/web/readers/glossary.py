"""The glossary on a page: the term that the address asks for, and all of them to open."""

from html import escape

import streamlit as st

from hees.findings import reference
from hees.findings.origins import addresses, host
from hees.study.reference import Term
from hees.web import context, filters, markup
from hees.web.context import words


def asked() -> None:
    """The term that the address names, if it names one."""
    wanted = filters.asked("term")
    for term in reference.glossary(context.home()):
        if term.id == wanted:
            with st.container(border=True, key="asked_term"):
                link = markup.link("#glossary", words("glossary.all"), outside=False)
                st.html(
                    markup.paragraph(escape(words("glossary.asked")), kind="small")
                    + markup.paragraph(f"<strong>{_names(term)}</strong>", kind="name")
                    + _explained(term)
                    + markup.paragraph(link, kind="small")
                )


def terms() -> None:
    """All terms by name in the language on screen, each folded."""
    language = context.language()
    found = sorted(reference.glossary(context.home()), key=lambda one: one.term[language].lower())
    st.markdown(words("glossary.note", count=len(found)))
    st.html(f'<div class="hees-folds">{"".join(map(_fold, found))}</div>')


def _fold(term: Term) -> str:
    opened = " open" if term.id == filters.asked("term") else ""
    return (
        f'<details id="term-{term.id}"{opened}><summary>{_names(term)}</summary>'
        f"{_explained(term)}</details>"
    )


def _names(term: Term) -> str:
    """The term, and beside it what it is called in the other languages."""
    language = context.language()
    others = {text: key for key, text in term.term.root.items() if text != term.term[language]}
    beside = "".join(f" <small>{markup.spoken(text, key)}</small>" for text, key in others.items())
    return escape(term.term[language]) + beside


def _explained(term: Term) -> str:
    found = [markup.link(address, host(address)) for address in addresses(term.source)]
    links = words("list_separator").join(found)
    source = f"{escape(words('glossary.source'))} {links}" if links else words("glossary.own")
    definition = escape(term.definition[context.language()])
    return markup.paragraph(definition, kind="note") + markup.paragraph(source, kind="small")
