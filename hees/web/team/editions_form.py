"""Freezing an edition and noting its DOI, on the team page; for administrators."""

from collections.abc import Callable

import streamlit as st

from hees import clock
from hees.findings import editions as findings
from hees.findings.editions import CannotFreeze
from hees.findings.printing import named
from hees.settings import settings
from hees.store import editions, releases
from hees.team import edition_log
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door

FROZEN, DOI_SAVED = "edition_frozen", "edition_doi_saved"
"""Where the session keeps how the last attempt went."""


def freeze_form() -> None:
    """The forms to freeze a release and to note a DOI; nothing for other accounts."""
    if door.acting(Role.ADMINISTRATOR) is None:
        return
    st.header(words("editions.form.title"), anchor=False)
    st.markdown(words("editions.form.explain"))
    if not settings().base_url:
        st.warning(words("editions.form.no_site"), icon=":material/link_off:")
    _freeze()
    _set_doi()


def _freeze() -> None:
    language, study = context.language(), context.study()
    made = {one.number: named(one, language) for one in releases.all_of(context.home())}
    if not made:
        st.info(words("releases.none"))
        return
    with st.form(f"freeze-{language}"):
        release = st.selectbox(
            words("editions.form.release"),
            list(made),
            format_func=made.__getitem__,
            key=f"freeze-release-{language}",
        )
        names = {
            one: st.text_input(
                words("editions.form.name", spoken=study.language_names[one]),
                max_chars=findings.MOST,
                key=f"freeze-name-{one}",
            )
            for one in study.languages
        }
        id = st.text_input(words("editions.form.id"), max_chars=40, key="freeze-id")
        doi = st.text_input(words("editions.form.doi"), max_chars=200, key="freeze-doi")
        sent = st.form_submit_button(words("editions.form.freeze"))
    if sent and release:
        with st.spinner(words("editions.form.freezing")):
            _try(FROZEN, lambda who: _frozen(who, release, names, id.strip(), doi))
    _said(FROZEN)


def _frozen(who: str, release: int, names: dict[str, str], id: str, doi: str) -> str:
    made = findings.freeze(
        context.home(),
        context.study(),
        release,
        names,
        day=clock.today(),
        site=settings().base_url,
        id=id,
        doi=doi,
    )
    edition_log.frozen(context.home(), who, made)
    return words("editions.form.frozen", id=plain(made.id))


def _set_doi() -> None:
    language = context.language()
    found = {one.id: one.name[language] for one in editions.all_of(context.home())}
    if not found:
        return
    with st.form(f"doi-{language}"):
        id = st.selectbox(
            words("editions.form.edition"),
            list(found),
            format_func=lambda one: words("editions.open", name=found[one], id=one),
            key=f"doi-edition-{language}",
        )
        doi = st.text_input(words("editions.form.doi_title"), max_chars=200, key="doi-doi")
        sent = st.form_submit_button(words("editions.form.set_doi"))
    if sent and id:
        _try(DOI_SAVED, lambda who: _doi_saved(who, id, doi))
    _said(DOI_SAVED)


def _doi_saved(who: str, id: str, doi: str) -> str:
    findings.set_doi(context.home(), id, doi)
    edition_log.doi_noted(context.home(), who, id, doi)
    return words("editions.form.doi_saved", id=plain(id))


def _try(place: str, work: Callable[[str], str]) -> None:
    """Do what a form asks for, if whoever sent it may still ask, and note how it went."""
    account = door.acting(Role.ADMINISTRATOR)
    if account is None:
        return
    try:
        st.session_state[place] = (True, work(account.name))
    except CannotFreeze as problem:
        values = {name: plain(str(value)) for name, value in problem.values.items()}
        st.session_state[place] = (False, words(f"editions.problem.{problem.code}", **values))


def _said(place: str) -> None:
    """How it went last, also when the page was drawn anew meanwhile."""
    if place in st.session_state:
        done, text = st.session_state[place]
        if done:
            st.success(text, icon=":material/check:")
        else:
            st.error(text, icon=":material/error:")
