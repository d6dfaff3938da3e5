"""Importing partnerships: a person settles values without a code and names in doubt."""

from html import escape

import streamlit as st

from hees.folding import spaced
from hees.store import register
from hees.store.register_entry import Entry
from hees.survey import finder
from hees.team.importing import batches, columns
from hees.team.importing.draft import Draft
from hees.team.matching import Candidate, Grade, Match
from hees.team.roles import Role
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.readers.partnership_words import place
from hees.web.team import door
from hees.web.team.import_file import Upload, part_name

SHOWN = 12
"""How many doubts are asked at once."""

NONE = ""
"""Stands for "none of these", and for a value that is left out."""


def settle(upload: Upload, draft: Draft) -> None:
    """All that a person has to say before the file can be imported."""
    _values(upload, draft)
    st.header(words("importing.names_title"), anchor=False)
    _counts(upload, draft)
    _doubts(upload, draft)
    _all_names(upload, draft)
    _another(upload, draft)


def _values(upload: Upload, draft: Draft) -> None:
    if not draft.unknown:
        return
    study, language = context.study(), context.language()
    st.subheader(words("importing.values_title"), anchor=False)
    st.caption(words("importing.values_explain"))
    with st.container(key="import_values"):
        for part, often in draft.unknown.items():
            labels = {c: label[language] for c, label in columns.choices(study, part).items()}
            labels[NONE] = words("importing.value_leave_out")
            if part == columns.ACTIVITY:
                labels.pop(NONE)
            for value, count in often.most_common(SHOWN):
                name = "importing.value" if value else "importing.value_empty"
                key = f"import-value-{language}-{part}-{spaced(value)}"
                st.selectbox(
                    words(name, part=part_name(part, study), value=plain(value), count=count),
                    list(labels),
                    index=None,
                    format_func=labels.__getitem__,
                    placeholder=words("importing.value_choose"),
                    key=key,
                    on_change=_keep_value,
                    args=(upload.source, part, value, key),
                )


def _keep_value(source: str, part: str, value: str, key: str) -> None:
    account = door.acting(Role.REVIEWER)
    if account is None or st.session_state[key] is None:
        return
    chosen = {part: {spaced(value): st.session_state[key]}}
    batches.remember(context.home(), source, account.name, codes=chosen)


def _counts(upload: Upload, draft: Draft) -> None:
    settled = [key for key in draft.names if key in upload.plan.institutions]
    others = [match for key, (match, _) in draft.names.items() if key not in settled]
    st.markdown(
        words(
            "importing.names_count",
            certain=sum(match.grade is Grade.CERTAIN for match in others),
            settled=len(settled),
            doubts=len(draft.doubts),
            text=sum(match.grade is Grade.UNMATCHED for match in others),
        )
    )


def _doubts(upload: Upload, draft: Draft) -> None:
    if not draft.doubts:
        return
    st.caption(words("importing.doubts_explain"))
    shown = list(draft.doubts.items())[:SHOWN]
    with st.container(key="import_doubts"):
        for key, match in shown:
            _doubt(upload.source, key, match, draft.names[key][1])
    if len(shown) < len(draft.doubts):
        st.caption(words("importing.doubts_more", shown=len(shown), count=len(draft.doubts)))
    if len(draft.doubts) > 1:
        st.button(
            words("importing.all_as_text", count=len(draft.doubts)),
            key="import_all_as_text",
            on_click=_keep_names,
            args=(upload.source, dict.fromkeys(draft.doubts, NONE)),
        )


def _doubt(source: str, key: str, match: Match, rows: int) -> None:
    """One name with the institutions that it may mean."""
    options = {one.entry.id: _offered(one) for one in match.candidates}
    options[NONE] = words("importing.none_of_these")
    widget = f"import-doubt-{context.language()}-{key}"
    st.radio(
        f"**{plain(match.name)}** :gray[× {rows}]",
        list(options),
        index=None,
        format_func=options.__getitem__,
        key=widget,
        on_change=_keep_doubt,
        args=(source, key, widget),
    )


def _offered(one: Candidate) -> str:
    name = finder.show(one.entry, context.language())
    where = place(one.entry)
    other = one.by if one.by != name else ""
    detail = " · ".join(filter(None, (other, where, str(one.score))))
    return f"{plain(name)} :gray[{plain(detail)}]"


def _keep_doubt(source: str, key: str, widget: str) -> None:
    if st.session_state[widget] is not None:
        _keep_names(source, {key: st.session_state[widget]})


def _keep_names(source: str, chosen: dict[str, str]) -> None:
    account = door.acting(Role.REVIEWER)
    if account is not None:
        batches.remember(context.home(), source, account.name, institutions=chosen)


def _all_names(upload: Upload, draft: Draft) -> None:
    """Every name with what it was matched to, for those who check."""
    if not draft.names:
        return
    entries = {
        one.entry.id: one.entry for match, _ in draft.names.values() for one in match.candidates
    } | register.by_id(context.home(), filter(None, upload.plan.institutions.values()))
    rows = ""
    for key, (match, often) in sorted(draft.names.items(), key=lambda one: one[1][0].name):
        meant, score = _meant(upload, key, match, entries)
        rows += (
            f'<tr><th scope="row">{escape(match.name)}</th><td>{escape(meant)}</td>'
            f"<td>{score}</td><td>{often}</td></tr>"
        )
    head = "".join(
        f'<th scope="col">{escape(words(f"importing.{name}"))}</th>'
        for name in ("in_file", "in_register", "score", "rows")
    )
    with st.expander(words("importing.matched_list"), key="import_all_names"):
        st.html(
            f'<div class="hees-scroll"><table class="hees-grid hees-import"><thead><tr>{head}</tr>'
            f"</thead><tbody>{rows}</tbody></table></div>"
        )


def _another(upload: Upload, draft: Draft) -> None:
    """Give any name of the file the institution that a person looks up, also a sure one."""
    if not draft.names:
        return
    language = context.language()
    with st.expander(words("importing.another"), key="import_another"):
        name = st.selectbox(
            words("importing.in_file"),
            sorted(draft.names),
            index=None,
            format_func=lambda key: draft.names[key][0].name if key in draft.names else key,
            placeholder=words("importing.value_choose"),
            key=f"import-another-{language}",
        )
        text = st.text_input(
            words("importing.look_up"), key=f"import-look-up-{language}", live="400ms"
        )
        if not name:
            return
        for one in register.search(context.home(), text, kinds=["institution"], limit=8):
            detail = " · ".join(filter(None, (one.matched, place(one))))
            st.button(
                f"{plain(finder.show(one, language))} :gray[{plain(detail)}]",
                key=f"import-take-{one.id}",
                on_click=_keep_names,
                args=(upload.source, {name: one.id}),
            )
        st.button(
            words("importing.none_of_these"),
            key="import-take-none",
            type="tertiary",
            on_click=_keep_names,
            args=(upload.source, {name: NONE}),
        )


def _meant(upload: Upload, key: str, match: Match, entries: dict[str, Entry]) -> tuple[str, str]:
    """What a name was taken for, and the score of it."""
    settled = upload.plan.institutions.get(key)
    if settled is None and match.grade is Grade.CERTAIN:
        best = match.candidates[0]
        return finder.show(best.entry, context.language()), str(best.score)
    if settled and settled in entries:
        score = next((str(one.score) for one in match.candidates if one.entry.id == settled), "")
        return finder.show(entries[settled], context.language()), score
    return words("importing.as_text"), ""
