"""Importing partnerships, first steps: the file, whose list it is, and what its columns hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from hees.folding import spaced
from hees.language import show_date, show_number
from hees.study import Study
from hees.team import sheets
from hees.team.importing import batches, columns
from hees.team.importing.columns import INSTITUTIONS, NAME, Plan
from hees.team.roles import Role
from hees.team.sheets import Sheet
from hees.team.tables import Unreadable
from hees.web import context, intake
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team import door

FILE, SOURCE, HEADERS, TURN = "import_file", "import_source", "import_headers", "import_turn"
"""Where the session keeps the uploaded file, whose it is, corrected header rows, and how many
files there were before."""

MOST_MB = sheets.MOST_BYTES // 1_000_000
EXAMPLES = 3


@dataclass(frozen=True)
class Upload:
    """A file that was read. `mapping`: the part of each header."""

    name: str
    body: bytes
    source: str
    sheets: Sequence[Sheet]
    plan: Plan
    mapping: Mapping[str, str]


def ask() -> Upload | None:
    """The fields for a file and its columns; None until there is a file with a source."""
    st.header(words("importing.file_title"), anchor=False)
    source = _source()
    _file()
    if FILE not in st.session_state:
        return None
    name, body = st.session_state[FILE]
    try:
        found = sheets.read(name, body)
    except Unreadable as error:
        st.error(words(f"sheets.{error.code}", file=plain(name), **error.values))
        return None
    _told(name, body, found)
    if not source:
        st.info(words("importing.source_missing"))
        return None
    found = _with_headers(found)
    plan = batches.plan(context.home(), source)
    mapping = columns.proposed(found, context.study(), plan)
    _columns(source, found, mapping)
    return Upload(name, body, source, found, plan, mapping)


def forget_file() -> None:
    """Clear the file, and the field that held it."""
    st.session_state.pop(FILE, None)
    st.session_state.pop(HEADERS, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def _source() -> str:
    """Whose list it is; a name of the team's own, offered again next time."""
    key = f"import-source-{context.language()}"
    kept = st.session_state.get(SOURCE, "")
    if st.session_state.get(key) != kept:
        st.session_state[key] = kept
    st.text_input(
        words("importing.source"),
        key=key,
        max_chars=batches.LONGEST_SOURCE,
        on_change=lambda: st.session_state.update({SOURCE: st.session_state[key].strip()}),
    )
    st.caption(words("importing.source_help"))
    if known := batches.sources(context.home())[:6]:
        names = words("list_separator").join(plain(one) for one in known)
        st.caption(words("importing.source_known", names=names))
    return " ".join(kept.replace("|", "/").split())


def _file() -> None:
    key = f"import-file-{context.language()}-{st.session_state.get(TURN, 0)}"
    intake.uploader_shown()
    with st.container(key="import_file_field"):
        st.file_uploader(
            words("importing.file"),
            type=["csv", "tsv", "txt", "xlsx", "xls"],
            max_upload_size=MOST_MB,
            key=key,
            on_change=_keep_file,
            args=(key,),
        )


def _keep_file(key: str) -> None:
    sent = st.session_state[key]
    if sent is None or door.acting(Role.REVIEWER) is None:
        return
    st.session_state.pop(HEADERS, None)
    st.session_state[FILE] = sent.name, sent.getvalue()


def _told(name: str, body: bytes, found: Sequence[Sheet]) -> None:
    """What was read, and whether the same file was imported before."""
    language = context.language()
    rows = show_number(sum(len(sheet.rows) for sheet in found), language)
    encoding = found[0].encoding
    kind = words("importing.csv", encoding=_ENCODINGS.get(encoding, encoding.upper()))
    if not encoding:
        kind = words("importing.workbook")
    st.markdown(words("importing.read_as", file=f"**{plain(name)}**", rows=rows, encoding=kind))
    if earlier := batches.same_file(context.home(), body):
        st.warning(
            words(
                "importing.same_file",
                date=show_date(earlier.at, language, st.context.timezone),
                source=plain(earlier.source),
                rows=earlier.rows,
            ),
            icon=":material/content_copy:",
        )


_ENCODINGS = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}  # fmt: skip


def _with_headers(found: Sequence[Sheet]) -> list[Sheet]:
    """The sheets with the header rows that a person set."""
    corrected = st.session_state.get(HEADERS, {})
    return [sheet.with_header(corrected.get(sheet.name, sheet.header_row)) for sheet in found]


def _columns(source: str, found: Sequence[Sheet], mapping: Mapping[str, str]) -> None:
    st.header(words("importing.columns_title"), anchor=False)
    st.caption(words("importing.columns_explain"))
    _header_rows(found)
    options = [columns.IGNORED, *columns.parts(context.study())]
    examples = _examples(found)
    with st.container(key="import_columns"):
        for number, (header, part) in enumerate(mapping.items()):
            _column(source, number, header, part, options, examples.get(header, []))


def _header_rows(found: Sequence[Sheet]) -> None:
    with st.container(horizontal=True, key="import_header_rows"):
        for number, sheet in enumerate(found[:6]):
            key = f"import-header-{context.language()}-{st.session_state.get(TURN, 0)}-{number}"
            if st.session_state.get(key) != sheet.header_row:
                st.session_state[key] = sheet.header_row
            name = words("importing.header_row_of", sheet=plain(sheet.name))
            st.number_input(
                name if len(found) > 1 else words("importing.header_row"),
                min_value=1,
                max_value=sheet.filled[-1].number,
                step=1,
                key=key,
                on_change=_keep_header,
                args=(sheet.name, key),
                width=260,
            )


def _keep_header(sheet: str, key: str) -> None:
    st.session_state[HEADERS] = {
        **st.session_state.get(HEADERS, {}),
        sheet: int(st.session_state[key] or 1),
    }


def _examples(found: Sequence[Sheet]) -> dict[str, list[str]]:
    """The first different values of each column."""
    examples: dict[str, list[str]] = {}
    for sheet in found:
        for position, header in enumerate(sheet.header):
            seen = examples.setdefault(header, [])
            for row in sheet.rows[:50]:
                value = row.cells[position]
                if value and value not in seen and len(seen) < EXAMPLES:
                    seen.append(value)
    return examples


def _column(
    source: str, number: int, header: str, part: str, options: list[str], examples: list[str]
) -> None:
    key = f"import-part-{context.language()}-{number}-{spaced(header)}"
    if st.session_state.get(key) != part:
        st.session_state[key] = part
    with st.container(key=f"import-column-{number}"):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with left:
            st.markdown(f"**{plain(header)}**")
            shown = words("list_separator").join(plain(one[:40]) for one in examples)
            st.caption(words("importing.examples", examples=shown) if shown else "—")
        with right:
            st.selectbox(
                plain(header),
                options,
                format_func=lambda one: part_name(one, context.study()),
                key=key,
                label_visibility="collapsed",
                on_change=_keep_column,
                args=(source, header, key),
            )


def _keep_column(source: str, header: str, key: str) -> None:
    account = door.acting(Role.REVIEWER)
    if account is None:
        return
    chosen = {spaced(header): st.session_state[key]}
    batches.remember(context.home(), source, account.name, columns=chosen)


def part_name(part: str, study: Study) -> str:
    """What a column may hold, in words."""
    kind, _, narrowed = part.partition("-")
    if not kind:
        return words("importing.ignored")
    if kind == NAME:
        spoken = study.language_names.get(narrowed, narrowed)
        return words("importing.part.name", spoken=spoken)
    if kind == INSTITUTIONS and narrowed:
        return words("importing.part.institutions_of", country=context.country_name(narrowed))
    return words(f"importing.part.{kind}")
