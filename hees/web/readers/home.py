"""Parts of the front page: the study in numbers, ways in for three kinds of visitor, the release."""

import streamlit as st

from hees.findings.key_figures import key_figures as found
from hees.findings.key_figures import respondents
from hees.store.releases import Release
from hees.web import context, pages
from hees.web.context import words
from hees.web.readers import key_figures, live

WAYS_IN = {
    "organizations": (("survey", "answer"),),
    "leaders": (("findings", "read"), ("recommendations", "act")),
    "researchers": (("resources", "look_up"), ("about", "method")),
}
"""For each kind of visitor, the pages that serve them and the words of the links."""


def numbers(release: Release | None) -> None:
    """The key figures of the study and, once there is a release, how many answers it rests on."""
    study, language = context.study(), context.language()
    shown = found(context.home(), study, study, language)
    if release:
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


def results(release: Release | None) -> None:
    """Which release of the survey's results is shown, or that there is none yet."""
    live.bar(release, "home")
    if release is None:
        st.caption(words("home.not_released", base=context.study().policy.batch))
