"""All texts of the questionnaire side by side, with those that a translator should look at marked."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from hees.study import Study
from hees.team import text_workbooks
from hees.team.questionnaire import translation, translation_book
from hees.team.questionnaire.translation import Line, State
from hees.team.questionnaire.versions import Version
from hees.web import context, filters
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import grid
from hees.web.team.file_parts import file_field, findings_box, xlsx_button


def show(study: Study, versions: Sequence[Version]) -> None:
    """What needs work, the texts, and the workbook for a translator."""
    lines = translation.lines(study, versions)
    waiting = sum(line.state is not State.GOOD for line in lines)
    if waiting:
        st.warning(words("questionnaire.translation.waiting", count=waiting, all=len(lines)))
    else:
        st.success(words("questionnaire.translation.good", all=len(lines)))
    st.caption(words("questionnaire.translation.explain", versions=len(versions)))
    with st.container(horizontal=True, key="translation_filters", vertical_alignment="bottom"):
        searched = filters.search(
            words("questionnaire.list.search"), words("questionnaire.list.placeholder")
        )
        state = filters.choice(
            "state",
            words("questionnaire.translation.state"),
            ["waiting"],
            lambda code: words(f"questionnaire.translation.{code}_only"),
        )
    shown = [line for line in lines if _asked(line, searched, state)]
    if shown:
        st.html(_table(shown, study))
    else:
        st.info(words("questionnaire.translation.none_found"))
    st.header(words("questionnaire.translation.book"), anchor=False)
    st.markdown(words("questionnaire.translation.book_explain"))
    xlsx_button(
        words("questionnaire.translation.download"),
        lambda: translation_book.write(lines, study.languages, context.language()),
        f"{study.id}-translation.xlsx",
    )
    _check(lines, study)


def _asked(line: Line, searched: str, state: str) -> bool:
    if state and line.state is State.GOOD:
        return False
    text = " ".join([line.key, *line.text.root.values()]).casefold()
    return all(word in text for word in searched.casefold().split())


def _table(lines: Sequence[Line], study: Study) -> str:
    names = study.language_names
    head = [words("questionnaire.translation.key"), *(names[one] for one in study.languages)]
    rows = "".join(_row(line, study) for line in lines)
    label = words("questionnaire.view.translation")
    return grid.framed(label, head, rows, kind="texts translations")


def _row(line: Line, study: Study) -> str:
    cells = ""
    for language in study.languages:
        state = State.GOOD
        if language in line.missing:
            state = State.MISSING
        elif language in line.stale:
            state = State.STALE
        mark = "" if state is State.GOOD else f"<em>{escape(_state(state))}</em> "
        text = escape(line.text.root.get(language, ""))
        cells += f'<td lang="{language}" class="is-{state}">{mark}{text}</td>'
    return f'<tr><th scope="row"><code>{_breaking(line.key)}</code></th>{cells}</tr>'


def _state(state: State) -> str:
    return words(f"questionnaire.translation.is_{state}")


def _breaking(key: str) -> str:
    """A key that may go over to the next line after a dot or bar."""
    return escape(key).replace(".", ".<wbr>").replace("_", "_<wbr>")


def _check(lines: Sequence[Line], study: Study) -> None:
    """What a workbook that came back would change."""
    file = file_field(words("questionnaire.translation.upload"), "translation")
    if file is None:
        return
    try:
        changes, unknown = translation_book.changes(file.getvalue(), lines, study.languages)
    except text_workbooks.Unreadable as error:
        st.error(words(f"xlsform.unreadable.{error.code}"))
        return
    for key in unknown:
        st.warning(words("questionnaire.translation.unknown_key", name=plain(key[:60])))
    if not changes:
        st.info(words("questionnaire.translation.no_change"))
        return
    st.markdown(words("questionnaire.translation.changes", count=len(changes)))
    rows = [(one.key, one.language, one.before, one.after) for one in changes]
    findings_box(
        [words(f"questionnaire.translation.{name}") for name in ("key", "language", "now", "new")],
        rows,
    )
