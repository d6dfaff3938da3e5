"""Editions on a page: all of them, and one with how to cite it and take it along."""

from html import escape

import streamlit as st

from hees.findings import edition_files, verdicts
from hees.findings.edition_files import doi_address
from hees.findings.printing import named
from hees.language import show_date, show_number
from hees.store import editions, releases
from hees.store.editions import Edition
from hees.store.releases import Release
from hees.web import context, filters, markup, pages
from hees.web.context import words
from hees.web.markdown import plain


def asked() -> Edition | None:
    """The edition that the address names; None for none, or where there is none such."""
    id = filters.asked("edition")
    found = editions.one(context.home(), id) if id else None
    if id and found is None:
        st.warning(words("editions.unknown", id=plain(id[:40])), icon=":material/info:")
    return found


def all_of_them() -> None:
    """What an edition is, and all of them."""
    st.markdown(words("editions.explain"))
    found = editions.all_of(context.home())
    if not found:
        st.info(words("editions.none"), icon=":material/inventory_2:")
    for one in found:
        _listed(one)


def _listed(one: Edition) -> None:
    language = context.language()
    of = _release_of(one)
    with st.container(key=f"edition-{one.id}", gap=None):
        label = words("editions.open", name=plain(one.name[language]), id=plain(one.id))
        pages.link("releases", label, edition=one.id)
        st.html(markup.paragraph(escape(named(of, language)), kind="small"))


def _release_of(one: Edition) -> Release:
    found = releases.one(context.home(), one.release)
    assert found, "an edition's release is never deleted"
    return found


def show(one: Edition) -> None:
    """All about an edition: what it is of, how to cite it, how to have it, what to do with it."""
    language, study = context.language(), context.study()
    of = _release_of(one)
    doi = (
        markup.link(doi_address(one.doi), one.doi) if one.doi else escape(words("editions.no_doi"))
    )
    rows = {
        "of_release": escape(named(of, language)),
        "responses": escape(show_number(of.responses, language)),
        "id": escape(one.id),
        "frozen": escape(show_date(one.frozen_on, language)),
        "verdict": escape(verdicts.verdict(of, language)),
        "doi": doi,
        "digest": f"<code>{escape(of.digest)}</code>",
    }
    st.html(markup.facts((words(f"editions.{name}"), body) for name, body in rows.items()))
    st.header(words("editions.cite"), anchor=False)
    st.code(edition_files.citation(study, one, of, language), language=None, wrap_lines=True)
    st.link_button(
        words("editions.download"), f"/editions/{one.id}.zip", icon=":material/download:"
    )
    st.caption(words("editions.holds"))
    pages.link("findings", words("editions.read"), ":material/bar_chart:", release=str(of.number))
    newest = releases.newest(context.home())
    if newest != of.number:
        text, state = words("editions.compare"), {"a": one.id, "b": str(newest)}
        pages.link("releases", text, ":material/compare_arrows:", **state)
