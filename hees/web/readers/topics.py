"""Parts of the findings pages: the topics, the way from one to another, and where to go next."""

import streamlit as st

from hees.study import Topic
from hees.web import context, filters, pages
from hees.web.context import words


def asked() -> Topic | None:
    """The topic in the address, or None for the overview, also where there is no such topic."""
    asked = st.query_params.get("topic", "")
    if asked and asked not in context.study().topic:
        st.warning(words("findings.no_topic"), icon=":material/info:")
    return context.study().topic.get(asked)


def links(current: Topic) -> None:
    """All topics in a line, the current one marked."""
    with st.container(key="topics", horizontal=True, gap="small"):
        pages.link("findings", words("findings.overview"))
        for topic in context.study().topics:
            with st.container(
                key=f"topic{'_now' if topic == current else ''}-{topic.id}", width="content"
            ):
                pages.link("findings", topic.title[context.language()], topic=topic.id)


def cards() -> None:
    """A card for each topic with its lead and the number of its charts."""
    language = context.language()
    with st.grid(2, gap="medium", key="topic_cards"):
        for topic in context.study().topics:
            with st.container(key=f"card-{topic.id}"):
                st.subheader(topic.title[language], anchor=False)
                st.markdown(topic.lead[language])
                pages.link(
                    "findings", words("findings.open", count=len(topic.charts)), topic=topic.id
                )


def fact_sheet(topic: Topic) -> None:
    """The link to the topic's fact sheet, of the release that the address names if it does."""
    address = f"/factsheets/{topic.id}.pdf?{filters.printing()}"
    st.link_button(words("findings.fact_sheet"), address, icon=":material/picture_as_pdf:")


def explore() -> None:
    """Cards that lead on to the other parts of the study."""
    with st.grid(3, gap="medium", key="explore"):
        for name in ("about", "resources", "recommendations"):
            with st.container(key=f"explore-{name}"):
                st.subheader(words(f"nav.{name}"), anchor=False)
                st.markdown(words(f"explore.{name}"))
                pages.link(name, words("explore.open", page=words(f"nav.{name}")))
