"""Quotations for the study team: reviewers mark passages, administrators decide about them."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from hees.findings.quotations import source_of
from hees.language import show_date
from hees.language.writing import written_in
from hees.release import naming, quotations
from hees.release.naming import Hint
from hees.release.quotable import Source
from hees.release.quotations import Refused
from hees.store.accounts import Account
from hees.store.quotations import Quotation
from hees.team import roles
from hees.team.roles import Role
from hees.web import context, markup, pages
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.pager import paged, pager
from hees.web.team import comments

MARKED, REFUSED, DONE = "quoting_marked", "quoting_refused", "quoting_done"
"""Which answer is being marked, or which candidate changed; why a deed was refused; that one was not."""

SHOWN = 5
"""How many answers a page shows."""


def show(question: str, account: Account) -> None:
    """What waits, what is on the site, what may be quoted, and what is over."""
    if context.study().quotations is None:
        st.info(words("quoting.not_asked"))
        return
    st.markdown(words("quoting.explain"))
    if reason := st.session_state.pop(REFUSED, ""):
        st.error(words(f"quoting.refused.{reason}"), icon=":material/error:")
    if st.session_state.pop(DONE, False):
        st.success(words("quoting.marked"))
    found = [one for one in quotations.all_of(context.home()) if one.question == question]
    by_state = {
        state: [one for one in found if one.state == state] for state in ("candidate", "approved")
    }
    st.header(words("quoting.waiting"), anchor=False)
    if not by_state["candidate"]:
        st.caption(words("quoting.waiting_none"))
    for one in by_state["candidate"]:
        _candidate(one, account)
    st.header(words("quoting.public"), anchor=False)
    if not by_state["approved"]:
        st.caption(words("quoting.public_none"))
    for one in by_state["approved"]:
        _approved(one, account)
    _sources(question)
    over = [one for one in found if one.state not in by_state]
    if over:
        with st.expander(words("quoting.past", count=len(over)), key="quotations_past"):
            for one in over:
                st.html(_preview(one))


# Deciding


def _candidate(one: Quotation, account: Account) -> None:
    with st.container(key=f"candidate-{one.id}", gap="small"):
        st.caption(words("quoting.as_published"))
        st.html(_preview(one, _marked))
        if st.session_state.get(MARKED) == one.id:
            _form(_source_of(one), one)
            return
        stands = quotations.stands(context.home(), context.study(), one)
        if not stands:
            st.warning(words("quoting.stale"))
        _hints(one)
        if roles.reaches(account.role, Role.ADMINISTRATOR):
            _decision(one, account, stands=stands)
        if stands:
            st.button(
                words("quoting.change"), key=f"change-{one.id}", on_click=_mark, args=(one.id,)
            )


def _decision(one: Quotation, account: Account, *, stands: bool) -> None:
    own = one.marked_by == account.name
    read = False
    if own:
        st.caption(words("quoting.own"))
    elif stands:
        read = st.checkbox(words("quoting.read"), key=f"read-{quotations.digest(one)[:12]}")
    with st.container(horizontal=True, key=f"decide-{one.id}"):
        if stands and not own:
            st.button(
                words("quoting.approve"),
                key=f"approve-{one.id}",
                type="primary",
                disabled=not read,
                on_click=_decide,
                args=(_approving(one),),
            )
        st.button(
            words("quoting.decline"),
            key=f"decline-{one.id}",
            on_click=_decide,
            args=(lambda who: quotations.decline(context.home(), one.id, who),),
        )


def _approving(one: Quotation) -> Callable[[str], None]:
    seen = quotations.digest(one)
    return lambda who: quotations.approve(context.home(), context.study(), one.id, who, seen=seen)


def _approved(one: Quotation, account: Account) -> None:
    with st.container(key=f"approved-{one.id}", gap="small"):
        st.html(_preview(one))
        with st.container(horizontal=True, vertical_alignment="center", key=f"public-{one.id}"):
            pages.link("findings", words("quoting.look"), topic=one.topic)
            if roles.reaches(account.role, Role.ADMINISTRATOR):
                st.button(
                    words("quoting.take_down"),
                    key=f"take-down-{one.id}",
                    on_click=_decide,
                    args=(lambda who: quotations.take_down(context.home(), one.id, who),),
                )


def _decide(deed: Callable[[str], None]) -> None:
    """Approve, decline or take down, as an administrator."""
    _act(Role.ADMINISTRATOR, deed)


def _hints(one: Quotation) -> None:
    """The words of the passage and its translations that may name somebody, by kind."""
    found: dict[Hint, list[str]] = {}
    for text in (one.passage, *one.translation.values()):
        for part in naming.suspects(context.home(), context.study(), text):
            said = text[part.start : part.end]
            if said not in found.setdefault(part.hint, []):
                found[part.hint].append(said)
    rows = [
        (words(f"quoting.hint.{hint}"), escape(words("list_separator").join(found[hint])))
        for hint in Hint
        if hint in found
    ]
    st.caption(words("quoting.check" if rows else "quoting.check_none"))
    if rows:
        st.html(markup.facts(rows))
    if one.category:
        study = context.study()
        choice = study.questionnaire.questions[study.monitor.category].by_code.get(one.category)
        label = choice.label[context.language()] if choice else one.category
        st.caption(plain(words("quoting.alone", category=label, k=study.policy.k)))


def _preview(one: Quotation, show: Callable[[str], str] = escape) -> str:
    """A quotation as readers would see it, and its history; `show` makes its texts into markup."""
    study, language = context.study(), context.language()
    parts = [f'<blockquote lang="{escape(one.language)}">{_lines(show(one.passage))}</blockquote>']
    parts += [
        f'<blockquote lang="{escape(to)}" class="hees-translation">{_lines(show(text))}</blockquote>'
        for to, text in one.translation.items()
    ]
    topic = study.topic[one.topic].title[language] if one.topic in study.topic else ""
    source = source_of(study, one.named, one.category, language)
    place = topic or words("quoting.no_topic")
    said = " · ".join(escape(text) for text in (source, place, *_history(one)))
    return f'<figure class="hees-quoted">{"".join(parts)}<figcaption>{said}</figcaption></figure>'


def _lines(markup_of_text: str) -> str:
    return markup_of_text.replace("\n", "<br>")


def _marked(text: str) -> str:
    """A text with what may name somebody marked in it."""
    done, position = "", 0
    for part in naming.suspects(context.home(), context.study(), text):
        done += escape(text[position : part.start])
        done += f"<mark>{escape(text[part.start : part.end])}</mark>"
        position = part.end
    return done + escape(text[position:])


def _history(one: Quotation) -> list[str]:
    language = context.language()
    marked = words("quoting.marked_by", who=one.marked_by, day=show_date(one.marked_on, language))
    if not one.decided_on:
        return [marked]
    day = show_date(one.decided_on, language)
    if one.state == "fallen":
        return [marked, words("quoting.fell", day=day)]
    state = words(f"quoting.state.{one.state}")
    return [marked, words("quoting.decided_by", state=state, who=one.decided_by, day=day)]


# Marking


def _sources(question: str) -> None:
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
                _form(one, None)
            else:
                st.button(words("quoting.mark"), key=f"mark-{key}", on_click=_mark, args=(key,))
    pager("quoting", page, last)


def _form(source: Source | None, before: Quotation | None) -> None:
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
            st.button(words("quoting.cancel"), key=f"q-cancel-{key}", on_click=_mark, args=("",))


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

    if _act(Role.REVIEWER, deed):
        state[DONE] = True
        _mark("")


def _mark(key: str) -> None:
    st.session_state[MARKED] = key


def _key(source: Source) -> str:
    return "-".join(filter(None, (source.response, source.item)))


def _source_of(one: Quotation) -> Source | None:
    found: Sequence[Source] = quotations.sources(context.home(), context.study(), one.question)
    place = one.response, one.item
    return next((each for each in found if (each.response, each.item) == place), None)


def _act(needed: Role, deed: Callable[[str], object]) -> bool:
    return comments.act(deed, needed, refused=Refused, told=REFUSED)
