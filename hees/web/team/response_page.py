"""One response on the team's page: what it says, what was decided, and what may be done with it."""

from html import escape
from itertools import groupby

import streamlit as st

from hees.language import show_moment
from hees.release import listing
from hees.settings import settings
from hees.store.accounts import Account
from hees.survey import drafts, readable, submitting
from hees.survey.drafts import Draft
from hees.team import merging, reviewing, roles
from hees.team.response_list import Row
from hees.team.reviewing import Look
from hees.team.roles import Role
from hees.web import answers, context, markup
from hees.web.context import words
from hees.web.copy_link import copy_link
from hees.web.markdown import plain
from hees.web.team import (
    door,
    response_flags,
    response_history,
    response_merge,
    response_notes,
    response_review,
    responses,
)


def show(account: Account, id: str) -> None:
    """All of a response that this account may see."""
    responses.back()
    look = reviewing.look(context.home(), id)
    draft = read(look) if look else None
    row = next((one for one in responses.all_rows() if one.id == id), None)
    if look is None or draft is None or row is None:
        st.warning(words("responses.missing"))
        return
    name = responses.titles([row])[id] or words("responses.unnamed")
    st.header(plain(name), anchor=False)
    st.html(_facts(look, row))
    reviews = roles.reaches(account.role, Role.REVIEWER)
    response_review.show(look, reviews=reviews)
    if look.is_open:
        response_flags.show(row, draft, reviews=reviews)
    response_notes.show(look, account, writes=reviews)
    if look.is_open:
        if row.sources and reviews:
            _take_back(row)
        elif reviews and look.is_counted:
            response_merge.offer(row)
        _answers(look, draft)
        response_history.compare(look)
        response_history.show(look, draft)
    if roles.reaches(account.role, Role.ADMINISTRATOR) and not row.sources:
        _contact(look)


def read(look: Look) -> Draft:
    """The response as submitted last, or as it stands when it was not submitted yet."""
    if not look.submissions or look.draft.response.status != "submitted":
        return look.draft
    return reviewing.as_submitted(context.home(), look, look.submissions[-1].number)


def _facts(look: Look, row: Row) -> str:
    response, language = look.draft.response, context.language()
    zone = st.context.timezone
    submitted = [
        escape(
            words(
                "responses.fact.times",
                when=show_moment(one.submitted_at, language, zone),
                number=one.number,
            )
        )
        for one in look.submissions
    ]
    counted = "yes" if look.is_counted else "excluded"
    if response.status != "submitted":
        counted = "not_submitted"
    spoken = context.study().language_names.get(response.language, response.language)
    sources = [responses.link(one, one) for one in row.sources]
    started = show_moment(response.created_at, language, zone)
    return markup.facts(
        [
            (words("responses.fact.id"), f"<code>{escape(response.id)}</code>"),
            (words("responses.fact.status"), escape(words(f"team.statuses.{response.status}"))),
            (words("responses.fact.counted"), escape(words(f"responses.counted.{counted}"))),
            (words("responses.fact.language"), escape(spoken)),
            (words("responses.fact.started"), escape(started)),
            (words("responses.fact.submitted"), "<br>".join(submitted)),
            (words("responses.fact.sources"), ", ".join(sources)),
        ]
    )


# The answers


def _answers(look: Look, draft: Draft) -> None:
    st.header(words("responses.answers.title"), anchor=False)
    state = "draft"
    if look.submissions:
        changed = submitting.changed_since_submission(context.home(), look.draft)
        state = "changed" if changed else "as_submitted"
    st.caption(words(f"responses.answers.{state}"))
    lines = readable.lines(context.home(), draft, context.language())
    given = [line for line in lines if line.answer and not line.field.question.contact]
    if not given:
        st.caption(words("responses.answers.none"))
    st.html(
        "".join(
            f"<h3>{escape(section)}</h3>{answers.listed(of)}"
            for section, of in groupby(given, key=lambda line: line.section)
        )
    )


# Taking a merge back


def _take_back(row: Row) -> None:
    st.header(words("responses.merge.title"), anchor=False)
    st.markdown(words("responses.merge.undo_explain"))
    st.button(words("responses.merge.undo"), key="merge-undo", on_click=_undo, args=(row,))


def _undo(row: Row) -> None:
    """Undo the merge, if whoever clicked may still do so, and go to its first source."""
    if account := door.acting(Role.REVIEWER):
        merging.undo(context.home(), row.id, account.name)
        listing.sync(context.home(), context.study())
        st.query_params["response"] = row.sources[0]


# Contact data and the private link, for administrators


def _contact(look: Look) -> None:
    response = look.draft.response
    st.header(words("responses.contact.title"), anchor=False)
    st.markdown(words("responses.contact.explain"))
    st.button(
        words("responses.contact.show"),
        key="contact-show",
        on_click=_read_contact,
        args=(response.id,),
    )
    seen = st.session_state.pop("contact_seen", None)
    if seen and seen[0] == response.id:
        _contact_data(look, seen[1])
    _link(look)


def _contact_data(look: Look, kept: dict) -> None:
    language = context.language()
    rows = [
        (
            question.label[language],
            escape(readable.in_words(question, kept.get((question.id, "")), {}, language)),
        )
        for question in look.draft.questionnaire.questions.values()
        if question.contact
    ]
    if any(answer for _, answer in rows):
        st.html(markup.facts(rows))
    else:
        st.caption(words("responses.contact.none"))


def _read_contact(response: str) -> None:
    if account := door.acting(Role.ADMINISTRATOR):
        kept = reviewing.contact(context.home(), response, account.name)
        st.session_state["contact_seen"] = response, kept


def _link(look: Look) -> None:
    response = look.draft.response
    if response.status == "erased":
        return
    st.markdown(words("responses.contact.link_explain"))
    made = st.session_state.pop("link_made", None)
    if made and made[0] == response.id:
        st.success(words("responses.contact.replaced"))
        copy_link(f"{_base()}/r/{made[1]}", "link-made")
    elif not drafts.link_works(response):
        st.info(words("responses.contact.revoked"))
    sure = st.checkbox(words("responses.contact.link_sure"), key="link-sure")
    with st.container(horizontal=True):
        st.button(
            words("responses.contact.replace"),
            key="link-replace",
            disabled=not sure,
            on_click=_replace,
            args=(response.id,),
        )
        st.button(
            words("responses.contact.revoke"),
            key="link-revoke",
            disabled=not sure or not drafts.link_works(response),
            on_click=_revoke,
            args=(response.id,),
        )


def _replace(response: str) -> None:
    if account := door.acting(Role.ADMINISTRATOR):
        token = drafts.replace_link(context.home(), response, who=account.name)
        st.session_state["link_made"] = response, token
        st.session_state["link-sure"] = False


def _revoke(response: str) -> None:
    if account := door.acting(Role.ADMINISTRATOR):
        drafts.revoke(context.home(), response, who=account.name)
        st.session_state["link-sure"] = False


def _base() -> str:
    """The site's public address, as configured or as this visitor reached it."""
    scheme, _, rest = (st.context.url or "http://127.0.0.1").partition("://")
    return settings().base_url or f"{scheme}://{rest.split('/')[0]}"
