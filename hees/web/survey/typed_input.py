"""Inputs that are typed into: text, numbers, years, addresses."""

from hees.study import Kind
from hees.survey.path import Field
from hees.survey.values import normalise, problem
from hees.web import context
from hees.web.context import words
from hees.web.survey.answering import Session
from hees.web.survey.form import Form
from hees.web.survey.typed import heard, typed

_MODES = {Kind.NUMBER: "numeric", Kind.YEAR: "numeric", Kind.EMAIL: "email", Kind.URL: "url"}
_AUTOCOMPLETE = {Kind.EMAIL: "email", Kind.URL: "url"}


def typed_input(form: Form, at: Field) -> None:
    """A field to type into, saved as it is typed; what it holds is checked, and kept also when wrong."""
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
        note=form.note(at),
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
