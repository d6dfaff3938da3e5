"""Merging responses of one organisation: the choice of answers, and what it changes."""

from collections.abc import Sequence
from string import ascii_uppercase

import streamlit as st

from hees.language import show_moment
from hees.release import effect, listing
from hees.store.accounts import Account
from hees.store.responses import Key
from hees.survey import finder, readable
from hees.team import merge_plan, merging, roles
from hees.team.flags import FlagKind
from hees.team.merge_plan import Offered, Plan, Refused
from hees.team.response_list import Row
from hees.team.roles import Role
from hees.web import context, filters
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door, response_effect, responses

ALIKE = {FlagKind.ORGANISATION, FlagKind.EMAIL, FlagKind.TEXT}
"""The flags that name other responses."""

REFUSED = "merge_refused"


def asked() -> list[str]:
    """The ids of the responses that the address asks to merge the response with."""
    return [one for one in filters.asked("merge").split(",") if one]


def offer(row: Row) -> None:
    """Choose the responses to merge with: those that look alike, or any by its id."""
    with st.expander(words("responses.merge.title"), key="merge_offer"):
        st.markdown(words("responses.merge.explain"))
        flags = [*row.flags, *(flag for flag, _ in row.settled)]
        ids = dict.fromkeys(
            id for flag in flags if flag.kind in ALIKE for id in flag.evidence["others"]
        )
        names = responses.titles([one for one in responses.all_rows() if one.id in ids])
        if ids:
            st.multiselect(
                words("responses.merge.with"),
                list(ids),
                format_func=lambda id: f"{names.get(id) or words('responses.unnamed')} ({id})",
                key=f"merge-with-{row.id}-{context.language()}",
                placeholder=words("survey.choose"),
            )
        st.text_input(words("responses.merge.id"), key=f"merge-id-{row.id}", max_chars=40)
        st.button(
            words("responses.merge.prepare"), key="merge-prepare", on_click=_prepare, args=(row,)
        )
        if refused := st.session_state.pop(REFUSED, None):
            st.warning(refused)


def _prepare(row: Row) -> None:
    chosen = [*st.session_state.get(f"merge-with-{row.id}-{context.language()}", [])]
    if typed := st.session_state.get(f"merge-id-{row.id}", "").strip():
        chosen.append(typed)
    if chosen:
        st.query_params["merge"] = ",".join(dict.fromkeys(chosen))
    else:
        st.session_state[REFUSED] = words("responses.unmergeable.few")


def show(account: Account, id: str, others: Sequence[str]) -> None:
    """What differs between the responses, what stands, and what merging changes."""
    responses.back()
    st.header(words("responses.merge.screen"), anchor=False)
    if refused := st.session_state.pop(REFUSED, None):
        st.warning(refused)
    if not roles.reaches(account.role, Role.REVIEWER):
        st.info(words("responses.review.reviewers"))
        return
    try:
        plan = merge_plan.plan(context.home(), context.study(), [id, *others])
    except Refused as reason:
        st.warning(_told(reason))
        _cancel()
        return
    st.markdown(words("responses.merge.screen_explain"))
    letters = dict(zip(plan.seen, ascii_uppercase, strict=False))
    _sources(plan, letters)
    chosen = _differences(plan, letters)
    taken = _entries(plan, letters)
    _notices(plan)
    merged = merging.data(plan, chosen, taken)
    response_effect.show(
        effect.of_merging(context.home(), context.study(), list(plan.seen), merged)
    )
    with st.container(horizontal=True):
        st.button(
            words("responses.merge.confirm"),
            key="merge-confirm",
            type="primary",
            on_click=_merge,
            args=(plan, chosen, taken),
        )
        _cancel()


def _told(reason: Refused) -> str:
    """Why nothing can be merged, with the questions or responses that it is about."""
    questions = context.study().questionnaire.questions
    names = [
        questions[one].label[context.language()] if one in questions else one
        for one in reason.about
    ]
    about = plain(words("list_separator").join(names))
    return words(f"responses.unmergeable.{reason.why}", about=about)


def _sources(plan: Plan, letters: dict[str, str]) -> None:
    language, zone = context.language(), st.context.timezone
    for one in plan.sources:
        when = show_moment(one.submitted_at, language, zone)
        letter = letters[one.response]
        st.markdown(words("responses.merge.source", letter=letter, id=one.response, when=when))


def _differences(plan: Plan, letters: dict[str, str]) -> dict[Key, str]:
    """A choice for each answer that differs; the newest is chosen at first."""
    count = len(plan.differences)
    if not count:
        st.caption(words("responses.merge.no_differences"))
        return {}
    st.subheader(words("responses.merge.differences", count=count), anchor=False)
    language = context.language()
    values = [value for one in plan.differences for value in one.values.values()]
    entries = finder.names(context.home(), values)
    chosen = {}
    for one in plan.differences:
        question = one.field.question
        item = readable.item_label(one.field, language)
        label = question.label[language]
        shown = {
            response: words(
                "responses.merge.option",
                letter=letters[response],
                answer=plain(readable.in_words(question, value, entries, language)),
            )
            for response, value in one.values.items()
        }
        picked = st.radio(
            plain(f"{label} ({item})" if item else label),
            list(shown),
            format_func=shown.__getitem__,
            key=f"merge-{question.id}-{one.field.item}-{language}",
        )
        chosen[one.field.key] = picked or next(iter(shown))
    return chosen


def _entries(plan: Plan, letters: dict[str, str]) -> list[Offered]:
    """A tick for each entry; those of a title that is there already are left out at first."""
    taken = []
    for section in plan.questionnaire:
        offered = [one for one in plan.offered if one.section == section.id]
        if not offered:
            continue
        title = section.title[context.language()]
        st.subheader(words("responses.merge.entries", title=title), anchor=False)
        for one in offered:
            name = one.title or words("responses.merge.untitled")
            label = words("responses.merge.option", letter=letters[one.source], answer=plain(name))
            if st.checkbox(label, value=one.is_new, key=f"merge-entry-{one.source}-{one.item}"):
                taken.append(one)
    return taken


def _notices(plan: Plan) -> None:
    st.caption(words("responses.merge.contact"))
    for name in ("unmixed", "lost"):
        if ids := getattr(plan, name):
            known = context.study().questionnaire.questions
            labels = [known[id].label[context.language()] if id in known else id for id in ids]
            joined = plain(words("list_separator").join(labels))
            st.info(words(f"responses.merge.{name}", questions=joined))


def _cancel() -> None:
    st.button(words("responses.merge.cancel"), key="merge-cancel", on_click=_leave, type="tertiary")


def _leave() -> None:
    st.query_params.pop("merge", None)


def _merge(plan: Plan, chosen: dict[Key, str], taken: list[Offered]) -> None:
    """Merge, if whoever clicked may still do so, and go to the new response."""
    account = door.acting(Role.REVIEWER)
    if account is None:
        return
    home, study = context.home(), context.study()
    try:
        merged = merging.merge(home, study, plan, chosen, taken, account.name)
    except Refused as reason:
        st.session_state[REFUSED] = _told(reason)
        return
    listing.sync(home, study)
    _leave()
    st.query_params["response"] = merged
