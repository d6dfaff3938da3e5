"""Marking a passage to be quoted: the answers that may be quoted, and the form for one of them."""

from collections.abc import Sequence

import streamlit as st

from hees.language.writing import written_in
from hees.release import quotations
from hees.release.quotable import Source
from hees.release.quotations import Refused
from hees.store.quotations import Quotation
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.pager import paged, pager
from hees.web.team import comments

MARKED, REFUSED, DONE = "quoting_marked", "quoting_refused", "quoting_done"
"""Which answer is being marked, or which candidate changed; why a deed was refused; that one was not."""

SHOWN = 5
"""How many answers a page shows."""


def sources(question: str) -> None:
    """The answers that may be quoted, page by page, each to be marked."""
    found = quotations.sources(context.home(), context.study(), question)
    st.header(words("quoting.sources"), anchor=False)
    if not found:
        st.caption(words("quoting.sources_none"))
        return
    st.caption(words("quoting.sources_count", count=len(found)))
    part, page, last = paged(found, SHOWN)
    for one in part:
        key = _key(one)
        with st.container(key=f"source-{key}", gap="small"):
            st.html(comments.text(one.text))
            st.caption(words(f"quoting.{one.permission}"))
            if st.session_state.get(MARKED) == key:
                show(one, None)
            else:
                st.button(words("quoting.mark"), key=f"mark-{key}", on_click=mark, args=(key,))
    pager("quoting", page, last)


def show(source: Source | None, before: Quotation | None) -> None:
    """The passage, its language and translation, and where it is shown. Typed text stays if refused."""
    if source is None:
        return
    study, language = context.study(), context.language()
    key = before.id if before else _key(source)
    written = before.language if before else written_in(source.text, study.languages)
    with st.container(key=f"quoting-{key}", gap="small"):
        st.text_area(
            words("quoting.passage"), before.passage if before else source.text, key=f"q-text-{key}"
        )
        names = {code: study.language_names.get(code, code) for code in study.languages}
        st.selectbox(
            words("quoting.language"), list(names), index=list(names).index(written),
            format_func=names.__getitem__, key=f"q-lang-{key}-{language}",
        )  # fmt: skip
        chosen = st.session_state[f"q-lang-{key}-{language}"]
        for code, name in names.items():
            if code != chosen:
                translated = before.translation.get(code, "") if before else ""
                st.text_area(
                    words("quoting.translation", name=name), translated, key=f"q-to-{key}-{code}"
                )
        topics = {"": words("quoting.no_topic")}
        topics |= {topic.id: topic.title[language] for topic in study.topics}
        st.selectbox(
            words("quoting.topic"), list(topics),
            index=list(topics).index(before.topic) if before and before.topic in topics else 0,
            format_func=topics.__getitem__, key=f"q-topic-{key}-{language}",
        )  # fmt: skip
        with st.container(horizontal=True):
            st.button(
                words("quoting.save"), key=f"q-save-{key}", type="primary", on_click=_save,
                args=(source, key, before.id if before else ""),
            )  # fmt: skip
            st.button(words("quoting.cancel"), key=f"q-cancel-{key}", on_click=mark, args=("",))


def _save(source: Source, key: str, before: str) -> None:
    study, language = context.study(), context.language()
    state = st.session_state

    def deed(who: str) -> None:
        quotations.mark(
            context.home(),
            study,
            response=source.response,
            question=source.question,
            item=source.item,
            passage=state[f"q-text-{key}"],
            language=state[f"q-lang-{key}-{language}"],
            translation={code: state.get(f"q-to-{key}-{code}", "") for code in study.languages},
            topic=state[f"q-topic-{key}-{language}"],
            who=who,
            instead_of=before,
        )

    if comments.act(deed, Role.REVIEWER, refused=Refused, told=REFUSED):
        state[DONE] = True
        mark("")


def mark(key: str) -> None:
    """Open the form for an answer or a candidate; with "", close it."""
    st.session_state[MARKED] = key


def _key(source: Source) -> str:
    return "-".join(filter(None, (source.response, source.item)))


def source_of(one: Quotation) -> Source | None:
    """The answer that a quotation was marked in, if it may still be quoted."""
    found: Sequence[Source] = quotations.sources(context.home(), context.study(), one.question)
    place = one.response, one.item
    return next((each for each in found if (each.response, each.item) == place), None)
