"""Parts of the front page: the study in numbers, ways in for three kinds of visitor, the release."""

import streamlit as st

from hees.findings.key_figures import key_figures as found
from hees.findings.key_figures import respondents
from hees.findings.numbers import release_number
from hees.language import show_date, show_number
from hees.store import releases
from hees.store.releases import Release
from hees.web import context, key_figures, pages
from hees.web.context import words

WAYS_IN = {
    "organizations": (("survey", "answer"),),
    "leaders": (("findings", "read"), ("recommendations", "act")),
    "researchers": (("resources", "look_up"), ("about", "method")),
}
"""For each kind of visitor, the pages that serve them and the words of the links."""


def newest_release() -> Release | None:
    number = releases.newest(context.home())
    return releases.one(context.home(), number) if number is not None else None


def numbers() -> None:
    """The key figures of the study and, once there is a release, how many answers it rests on."""
    study, language = context.study(), context.language()
    shown = found(context.home(), study, study, language)
    if release := newest_release():
        address = f"/about?lang={language}#versions"
        shown.append(respondents(study, release, language, address))
    key_figures.row(shown)


def ways_in() -> None:
    """A card for each kind of visitor."""
    with st.grid(len(WAYS_IN), min_column_width=260, gap="medium", key="visitors"):
        for visitor, ways in WAYS_IN.items():
            with st.container(key=f"visitor-{visitor}"):
                st.subheader(words(f"home.for.{visitor}"), anchor=False)
                st.markdown(words(f"home.offer.{visitor}"))
                for page, label in ways:
                    pages.link(page, words(f"home.{label}"))


def latest_release() -> None:
    """Which release is the newest, or that there is none yet."""
    release, language = newest_release(), context.language()
    if release is None:
        st.caption(words("home.not_released", base=context.study().policy.totals_only_below))
        return
    st.caption(
        words(
            "home.released",
            number=release_number(release, language),
            date=show_date(release.made_on, language),
            responses=show_number(release.responses, language),
        )
    )
