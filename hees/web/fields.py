"""Draws one field of the questionnaire and keeps what is answered.

For each kind of question one function draws the input; `draw` adds the words around it. Every
input saves in its callback, before anything is drawn again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from hees.language import say, show_time
from hees.store.responses import Stored
from hees.study import TYPED_KINDS, Kind, Text
from hees.survey import finder
from hees.survey.drafts import Conflict, Draft, Saved
from hees.survey.path import Field
from hees.survey.readable import in_words
from hees.survey.values import choose, normalise, problem
from hees.web import context
from hees.web.answering import ChangedElsewhere, Failed, Session
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.typed import heard, typed

LONG_LIST = 8
"""From this many choices on, one is chosen from a list that can be searched."""


@dataclass(frozen=True)
class Form:
    """One screen being drawn: the draft as read, the session, and whether both languages show."""

    draft: Draft
    session: Session
    side_by_side: bool

    def key(self, at: Field, part: str = "") -> str:
        """The widget's key. It names the response, so that no answer reaches another one."""
        return f"a-{self.draft.response.id}-{at.question.id}-{at.item}-{part}"

    def choice_key(self, at: Field, part: str = "") -> str:
        """The key of a widget that offers labels. Streamlit knows a choice by its label, so

        another language is another widget: else a label would come back as the answer.
        """
        return self.key(at, f"{part}-{context.language()}-{self.side_by_side:d}")

    def stored(self, at: Field) -> Stored:
        return self.draft.stored.get(at.key, Stored(None, 0))

    def shown(self, at: Field) -> Any:
        """What the field shows: what is stored, or what the person gave and could not save."""
        note = self.session.notes.get(at.key)
        if isinstance(note, Failed):
            return note.raw
        return note.mine if isinstance(note, Conflict) else self.stored(at).value

    def text(self, text: Text) -> str:
        """A text in the language on screen, and in the other ones too when side by side."""
        language = context.language()
        others = [text[other] for other in context.languages() if other != language]
        return " / ".join([text[language], *others]) if self.side_by_side else text[language]


def draw(form: Form, at: Field) -> None:
    """Draw a field: question, hint, input, and what became of the answer."""
    is_row = at.question.kind is Kind.SCALE
    with st.container(key=f"{'row' if is_row else 'field'}-{at.question.id}-{at.item}"):
        if is_row:
            _scale_row(form, at)
        else:
            _question(form, at)
            _INPUTS[at.question.kind](form, at)
        _outcome(form, at)


def draw_scale_head(form: Form, at: Field) -> None:
    """The question above the rows of a scale."""
    with st.container(key=f"scale-{at.question.id}"):
        _question(form, at)


def _question(form: Form, at: Field) -> None:
    """The question's words; side by side, one column a language."""
    shown = [context.language()]
    if form.side_by_side:
        shown += [other for other in context.languages() if other != context.language()]
    for column, language in zip(st.columns(len(shown)), shown, strict=True):
        required = f" :gray[{say('survey.required', language)}]" if at.question.required else ""
        column.markdown(f"**{_plain(at.question.label[language])}**{required}")
        if at.question.help:
            column.caption(at.question.help[language])


def _plain(text: str) -> str:
    """Text of the study inside bold Markdown: an asterisk of its own would end it."""
    return text.replace("*", r"\*")


# Inputs


def _single(form: Form, at: Field) -> None:
    key = form.choice_key(at)
    codes = [choice.code for choice in at.question.choices]
    _seed(form, at, key)
    draw = _choose_from_list if len(codes) >= LONG_LIST else st.radio
    draw(
        at.question.label[context.language()],
        codes,
        index=None,
        format_func=lambda code: form.text(at.question.by_code[code].label),
        key=key,
        label_visibility="collapsed",
        on_change=_save_widget,
        args=(form.session, at, key),
    )


def _choose_from_list(*args: Any, **options: Any) -> None:
    """A list that can be searched and emptied, for more choices than a screen holds well."""
    st.selectbox(*args, **options, placeholder=words("survey.choose"))


def _clear(session: Session, at: Field, key: str) -> None:
    st.session_state[key] = None
    session.commit(at, None)


def _scale_row(form: Form, at: Field) -> None:
    """One row of a matrix: the item, and its choices side by side, also on a phone."""
    key = form.choice_key(at)
    _seed(form, at, key)
    item = at.question.item_by_code[at.item]
    st.radio(
        form.text(item.label),
        [choice.code for choice in at.question.choices],
        index=None,
        format_func=lambda code: form.text(at.question.by_code[code].label),
        key=key,
        horizontal=True,
        on_change=_save_widget,
        args=(form.session, at, key),
        width="stretch",
    )


def _multi(form: Form, at: Field) -> None:
    keys = {choice.code: form.key(at, choice.code) for choice in at.question.choices}
    drawn = all(key in st.session_state for key in keys.values())
    ticked = [code for code, key in keys.items() if st.session_state.get(key)]
    if form.session.reconcile(at, form.stored(at), ticked, drawn=drawn):
        shown = form.shown(at)
        ticked = shown if isinstance(shown, list) else []
        _set_boxes(form, at, ticked)
    for choice in at.question.choices:
        st.checkbox(
            form.text(choice.label),
            key=keys[choice.code],
            on_change=_save_boxes,
            args=(form, at, list(ticked)),
        )


def _save_boxes(form: Form, at: Field, before: list[str]) -> None:
    ticked = [
        choice.code
        for choice in at.question.choices
        if st.session_state.get(form.key(at, choice.code))
    ]
    chosen = choose(at.question, before, ticked)
    _set_boxes(form, at, chosen)
    form.session.commit(at, chosen)


def _set_boxes(form: Form, at: Field, chosen: list[str]) -> None:
    """Tick and untick what differs. What is set again would undo a tick that is on its way."""
    for choice in at.question.choices:
        key = form.key(at, choice.code)
        if st.session_state.get(key) != (choice.code in chosen):
            st.session_state[key] = choice.code in chosen


def _rank(form: Form, at: Field) -> None:
    """One list a place; a choice that has a place is not offered for another."""
    chosen = list(form.shown(at) or [])
    form.session.reconcile(at, form.stored(at), None, drawn=False)
    places = min(int(at.question.max or len(at.question.choices)), len(at.question.choices))
    for place in range(min(places, len(chosen) + 1)):
        key = form.choice_key(at, f"place{place}")
        mine = chosen[place] if place < len(chosen) else None
        if st.session_state.get(key, "") != mine:  # setting it anew would close an open list
            st.session_state[key] = mine
        free = [
            choice.code
            for choice in at.question.choices
            if choice.code == mine or choice.code not in chosen
        ]
        st.selectbox(
            words("survey.place", number=place + 1),
            free,
            index=None,
            format_func=lambda code: form.text(at.question.by_code[code].label),
            key=key,
            placeholder=words("survey.choose"),
            on_change=_save_place,
            args=(form.session, at, key, chosen, place),
        )


def _save_place(session: Session, at: Field, key: str, chosen: list[str], place: int) -> None:
    code = st.session_state.get(key)
    session.commit(at, [*chosen[:place], *([code] if code else []), *chosen[place + 1 :]])


_MODES = {Kind.NUMBER: "numeric", Kind.YEAR: "numeric", Kind.EMAIL: "email", Kind.URL: "url"}
_AUTOCOMPLETE = {Kind.EMAIL: "email", Kind.URL: "url"}


def _typed(form: Form, at: Field) -> None:
    question, key, language = at.question, form.key(at), context.language()
    new = at.key not in form.session.seen
    form.session.seen.setdefault(at.key, form.stored(at))
    shown = form.shown(at)
    typed(
        question.label[language],
        "" if shown is None else str(shown),
        key=key,
        language=language,
        revision=form.stored(at).revision,
        mine=form.session.seen[at.key].revision,
        settled=not form.session.unsettled(at.key),
        on_change=_save_typed,
        args=(form.session, at, key),
        lines=5 if question.kind is Kind.LONG_TEXT else 1,
        longest=question.longest,
        counter=words("survey.counter", n="{n}", longest=question.longest),
        unit=question.unit[language] if question.unit else "",
        mode=_MODES.get(question.kind, ""),
        autocomplete=_AUTOCOMPLETE.get(question.kind, "off"),
        short=question.kind in {Kind.NUMBER, Kind.YEAR},
        invalid=problem(question, normalise(question, shown)) is not None,
        required=question.required,
        note=_note(form, at),
        waiting=words("survey.waiting"),
    )
    sent = heard(key)
    if new and sent and normalise(question, sent.text) != form.stored(at).value:
        # A page that outlived its server. Streamlit calls back about changes only, and takes
        # what the page already holds for none; the text says itself what it was based on.
        _save_typed(form.session, at, key)
        form.session.reread = True


def _save_typed(session: Session, at: Field, key: str) -> None:
    sent = heard(key)
    if sent and sent != session.rejected.get(at.key):
        session.commit(at, sent.text, sent.based_on)


def _found(form: Form, at: Field) -> None:
    """A finder: what is chosen, a search field, and what it finds to choose from."""
    form.session.reconcile(at, form.stored(at), None, drawn=False)
    value = form.shown(at)
    chosen = value if isinstance(value, list) else [value] if value else []
    entries = finder.names(context.home(), chosen)
    for position, one in enumerate(chosen):
        name = finder.name_of(one, entries, context.language())
        with st.container(
            horizontal=True, vertical_alignment="center", key=form.key(at, f"c{position}")
        ):
            st.text(name)
            st.button(
                words("finder.remove"),
                key=form.key(at, f"remove{position}"),
                type="tertiary",
                on_click=_choose_found,
                args=(form.session, at, [*chosen[:position], *chosen[position + 1 :]]),
            )
    most = int(at.question.max or 20) if at.question.kind is Kind.INSTITUTION else 1
    if len(chosen) < most:
        _search(form, at, chosen)


def _search(form: Form, at: Field, chosen: list[Any]) -> None:
    # A new key for each choice made, so that the search field is empty again.
    key = form.key(at, f"search{len(chosen)}-{form.stored(at).revision}")
    form.session.searching[at.key] = (at, chosen, key)
    sent = heard(key)
    typed(
        words("finder.search"),
        sent.text if sent else "",
        key=key,
        language=context.language(),
        placeholder=words("finder.search"),
    )
    text = sent.text.strip() if sent else ""
    if not text:
        return
    with st.container(key=form.key(at, "hits"), gap="small"):
        for entry in finder.find(context.home(), at.question, text):
            name = finder.show(entry, context.language())
            detail = " · ".join(filter(None, [_other_name(entry.matched, name), entry.place]))
            st.button(
                f"{plain(name)} :gray[{plain(detail)}]" if detail else plain(name),
                key=form.key(at, f"hit-{entry.id}"),
                width="stretch",
                on_click=_choose_found,
                args=(form.session, at, [*chosen, {"id": entry.id}]),
            )
        st.button(
            words("finder.as_typed", name=plain(text)),
            key=form.key(at, "as-typed"),
            type="tertiary",
            icon=":material/add:",
            on_click=_choose_found,
            args=(form.session, at, [*chosen, {"name": text}]),
        )


def _other_name(matched: str, name: str) -> str:
    return matched if matched != name else ""


def _choose_found(session: Session, at: Field, chosen: list[Any]) -> None:
    session.searching.pop(at.key, None)
    one = at.question.kind is Kind.ORGANISATION
    session.commit(at, (chosen[0] if chosen else None) if one else chosen)


def keep_searches(session: Session) -> None:
    """Keep names that were typed into finders and not chosen: nothing typed is lost."""
    for at, chosen, key in list(session.searching.values()):
        sent = heard(key)
        if sent and sent.text.strip():
            _choose_found(session, at, [*chosen, {"name": sent.text}])
    session.searching.clear()


_INPUTS: dict[Kind, Callable[[Form, Field], None]] = {
    Kind.SINGLE: _single,
    Kind.MULTI: _multi,
    Kind.RANK: _rank,
    Kind.INSTITUTION: _found,
    Kind.ORGANISATION: _found,
} | dict.fromkeys(TYPED_KINDS, _typed)


# Between the widgets' state and the database


def _save_widget(session: Session, at: Field, key: str) -> None:
    session.commit(at, st.session_state.get(key))


def _seed(form: Form, at: Field, key: str) -> None:
    """Give a choice its value before it is drawn, when what is stored should show."""
    drawn = key in st.session_state
    if form.session.reconcile(at, form.stored(at), st.session_state.get(key), drawn=drawn):
        value = form.shown(at)
        known = isinstance(value, str) and value in at.question.by_code
        st.session_state[key] = value if known else None


# What became of the answer


def _outcome(form: Form, at: Field) -> None:
    note = form.session.notes.get(at.key)
    if isinstance(note, Failed):
        _failed(form, at, note)
    elif isinstance(note, Conflict):
        _conflict(form, at, note)
    elif wrong := problem(at.question, form.stored(at).value):
        st.error(words(f"problem.{wrong.code}", limit=wrong.limit), icon=":material/error:")
    with st.container(horizontal=True, key=f"after-{at.question.id}-{at.item}"):
        if at.question.kind not in TYPED_KINDS and (said := _note(form, at)):
            st.caption(said)
        if at.question.kind in {Kind.SINGLE, Kind.SCALE} and form.shown(at) is not None:
            # A radio button cannot be unchosen, and a question can be left without an answer.
            st.button(
                words("survey.clear"),
                key=form.key(at, "clear"),
                type="tertiary",
                on_click=_clear,
                args=(form.session, at, form.choice_key(at)),
            )


def _note(form: Form, at: Field) -> str:
    """The line under an answer: when it was saved, or that it was changed elsewhere."""
    note = form.session.notes.get(at.key)
    if isinstance(note, Saved):
        at_time = show_time(note.at, context.language(), st.context.timezone)
        valid = problem(at.question, form.stored(at).value) is None
        return words("survey.saved" if valid else "survey.kept", time=at_time)
    return words("survey.changed_elsewhere") if isinstance(note, ChangedElsewhere) else ""


def _failed(form: Form, at: Field, note: Failed) -> None:
    st.error(words(note.reason), icon=":material/cloud_off:")
    if note.reason == "save.too_large":
        return  # trying again cannot help
    st.button(
        words("survey.retry"),
        key=form.key(at, "retry"),
        on_click=form.session.retry,
        args=(at,),
    )


def _conflict(form: Form, at: Field, note: Conflict) -> None:
    language = context.language()
    entries = finder.names(context.home(), [note.mine, note.theirs])
    with st.container(border=True, key=form.key(at, "conflict")):
        st.markdown(f"**{words('conflict.title')}**")
        for name, value in (("mine", note.mine), ("theirs", note.theirs)):
            st.caption(words(f"conflict.{name}"))
            st.text(in_words(at.question, value, entries, language) or words("review.no_answer"))
        with st.container(horizontal=True):
            for name, settle in (
                ("keep_mine", form.session.keep_mine),
                ("keep_theirs", form.session.keep_theirs),
            ):
                st.button(
                    words(f"conflict.{name}"),
                    key=form.key(at, name),
                    on_click=_settle_conflict,
                    args=(form, at, settle),
                )


def _settle_conflict(form: Form, at: Field, settle: Callable[[Field], None]) -> None:
    settle(at)
    if at.question.kind in TYPED_KINDS:
        # The browser still holds the text that it sent, and Streamlit may report it once more.
        form.session.rejected[at.key] = heard(form.key(at))
        return
    for key in [key for key in st.session_state if str(key).startswith(form.key(at))]:
        del st.session_state[key]
