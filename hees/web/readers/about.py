"""Parts of the about page that no prose can hold: contents, rules, a citation, versions, contact."""

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from hees import clock
from hees.findings.numbers import release_number
from hees.language import show_date, show_number
from hees.settings import settings
from hees.store import releases
from hees.store.releases import Release
from hees.web import context, markup
from hees.web.addresses import address_of
from hees.web.context import words

SECTIONS = (
    "method",
    "history",
    "partners",
    "limits",
    "publication",
    "privacy",
    "citation",
    "versions",
)
MADE = ("publication", "citation", "versions")
"""Sections that the site makes, whether or not the study has text for them."""

SHORT = 12
"""So many characters of a questionnaire's version tell it from all others."""


def has(section: str) -> bool:
    """True for a section that the site makes itself, or that the study has text for."""
    page = section if section == "privacy" else f"about_{section}"
    return section in MADE or page in context.study().content


def contents() -> None:
    """Links to the sections of the page."""
    names = [*filter(has, SECTIONS), *(["contact"] if settings().contact else [])]
    sections = [(name, words(f"about.{name}")) for name in names]
    st.html(markup.contents(sections, words("about.contents")))


def rules() -> None:
    """The parameters of the publication policy, as the release step reads them."""
    policy = context.study().policy
    values = {
        "smallest_count": words("about.responses", count=policy.k),
        "rounding": words("about.multiple", count=policy.rounding),
        "smallest_base": words("about.responses", count=policy.breakdown_base),
        "totals_only": words("about.responses", count=policy.totals_only_below),
        "batch": words("about.changes", count=policy.batch),
    }
    _list((words(f"about.rule.{name}"), value) for name, value in values.items())


def citation() -> None:
    """A citation of this page with the newest release, read today, ready to be copied."""
    study, language, now = context.study(), context.language(), clock.now()
    newest = context.newest_release()
    today = show_date(now, language, st.context.timezone)
    line = words(
        "about.cite",
        study=study.title[language],
        year=(newest.made_on if newest else now)[:4],
        title=words("nav.about"),
        release=words("about.cited_release", release=_name(newest)) if newest else "",
        address=address_of("about", {"lang": language}),
        date=today,
    )
    st.code(line, language=None, wrap_lines=True)


def versions() -> None:
    """The questionnaire as it stands, and every release, the newest first."""
    study, language = context.study(), context.language()
    questionnaire = study.questionnaire
    made = releases.all_of(context.home())
    _list(
        [
            (words("about.questionnaire"), questionnaire.version[:SHORT]),
            (words("about.questions"), show_number(len(questionnaire.questions), language)),
            (words("about.current"), _name(made[0]) if made else words("about.no_release")),
        ]
    )
    if made:
        st.subheader(words("about.releases"), anchor=False)
        st.html(_table(made))


def _table(made: Sequence[Release]) -> str:
    """The releases as a table, the newest first."""
    language = context.language()
    columns = ("release", "date", "organizations", "questionnaire")
    heads = [words(f"about.{name}") for name in columns]
    rows = "".join(
        markup.row(
            escape(release_number(one, language)),
            (
                escape(show_date(one.made_on, language)),
                show_number(one.responses, language),
                one.questionnaire[:SHORT],
            ),
        )
        for one in made
    )
    return markup.table(words("about.releases"), heads, rows, box="releases")


def contact() -> None:
    """Where to write, when the site has an address for it."""
    address = settings().contact
    if address:
        st.header(words("about.contact"), anchor="contact")
        st.markdown(words("about.write", address=address))


def _name(release: Release) -> str:
    day = show_date(release.made_on, context.language())
    return words("faces.release", number=release_number(release, context.language()), date=day)


def _list(rows: Iterable[tuple[str, str]]) -> None:
    st.html(markup.facts((head, escape(text)) for head, text in rows))
