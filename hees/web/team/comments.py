"""What the views of answers in own words share: which question, which view, and what was refused."""

from collections.abc import Callable, Collection, Iterable
from html import escape

import streamlit as st

from hees.language.writing import written_in
from hees.release import quotations
from hees.store.coding import Code
from hees.team import coding, roles
from hees.team.coding_scheme import Refused
from hees.team.roles import Role
from hees.web import context, filters, markup
from hees.web.context import words
from hees.web.team import door

REFUSED = "coding_refused"
"""Holds why the last deed was refused, until it has been said."""

VIEWS = {
    "shares": Role.VIEWER,
    "scheme": Role.VIEWER,
    "code": Role.REVIEWER,
    "reconcile": Role.REVIEWER,
    "quotations": Role.REVIEWER,
}
"""The views, with the least role that sees each."""


def question() -> str:
    """Draw the choice of a question; its id, or "" where the study has none to code."""
    found = coding.open_questions(context.study())
    if not found:
        st.info(words("coding.no_questions"))
        return ""
    first, *others = found
    labels = {id: one.label[context.language()] for id, one in found.items()}
    label = words("coding.question")
    chosen = filters.choice("question", label, others, labels.__getitem__, labels[first])
    return chosen or first


def view(role: str) -> str:
    """Draw the choice of a view; which one it is."""
    first, *others = [name for name, needed in VIEWS.items() if roles.reaches(role, needed)]
    names = {"": words(f"coding.views.{first}")}
    names |= {name: words(f"coding.views.{name}") for name in others}
    key = f"coding-view-{role}-{context.language()}"
    chosen = filters.buttons(st.segmented_control, "view", words("coding.view"), names, key)
    if reason := st.session_state.pop(REFUSED, ""):
        st.error(words(f"coding.refused.{reason}"), icon=":material/error:")
    return chosen or first


def act(
    deed: Callable[[str], object],
    needed: Role = Role.REVIEWER,
    *,
    refused: type[Refused | quotations.Refused] = Refused,
    told: str = REFUSED,
) -> bool:
    """Do it with the name of whoever acts, if the role still allows it; False if not.

    `told`: where the session keeps why a deed was `refused`.
    """
    account = door.acting(needed)
    if account is None:
        return False
    try:
        deed(account.name)
    except refused as problem:
        st.session_state[told] = str(problem.reason)
        return False
    return True


def names(scheme: Iterable[Code]) -> dict[str, str]:
    """The label of each code in the language on screen; retired ones say so."""
    language, found = context.language(), {}
    for code in scheme:
        label = code.label.get(language) or next(iter(code.label.values()))
        found[code.id] = words("coding.is_retired", label=label) if code.retired_at else label
    return found


def listed(given: Collection[str], labels: dict[str, str]) -> str:
    """Codes in words, in the order of the scheme."""
    return words("list_separator").join(
        label for id, label in labels.items() if id in given
    ) or words("coding.nothing_given")


def text(written: str) -> str:
    """An answer as HTML that says in which language it is, under the name of that language."""
    study = context.study()
    language = written_in(written, study.languages)
    lines = "".join(f"<p>{escape(line)}</p>" for line in written.splitlines() if line.strip())
    name = words("coding.written", name=study.language_names.get(language, language))
    said = markup.paragraph(escape(name), kind="note")
    return f'<article class="hees-own-words" lang="{language}">{lines}</article>{said}'
