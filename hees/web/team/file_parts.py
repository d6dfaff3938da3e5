"""Small parts for pages that give out and take in files: a button, and a table of what was found."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from hees.findings.workbook import MEDIA_TYPE
from hees.web import context, intake

MOST_MEGABYTES = 10


def xlsx_button(label: str, make: Callable[[], bytes], name: str) -> None:
    """A button that makes a workbook when it is pressed, and saves it."""
    st.download_button(
        label,
        make,
        file_name=name,
        mime=MEDIA_TYPE,
        icon=":material/download:",
        on_click="ignore",
        key=f"download-{name}-{context.language()}",
    )


def file_field(label: str, name: str) -> UploadedFile | None:
    """A field to choose a workbook; its own words are English only, so the style hides them."""
    intake.uploader_shown()
    with st.container(key=f"choose_file_{name}"):
        return st.file_uploader(
            label,
            type="xlsx",
            key=f"{name}-file-{context.language()}",
            max_upload_size=MOST_MEGABYTES,
        )


def findings_box(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table of texts, the first column naming the row."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in header)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        f"{''.join(f'<td>{escape(cell)}</td>' for cell in rest)}</tr>"
        for first, *rest in rows
    )
    st.html(
        f'<div class="hees-scroll"><table class="hees-grid hees-texts hees-found"><thead><tr>{head}'
        f"</tr></thead><tbody>{body}</tbody></table></div>"
    )
