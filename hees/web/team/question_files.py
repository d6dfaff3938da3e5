"""The questionnaire as files: on paper, as an XLSForm, and a form of another tool to look into."""

import io
import zipfile

import streamlit as st

from hees.language import say
from hees.study import Study
from hees.team import text_workbooks
from hees.team.questionnaire.outline import numbers
from hees.team.xlsform import exporting, folder, workbook
from hees.team.xlsform.folder import Imported
from hees.web import context
from hees.web.context import words
from hees.web.markdown import plain
from hees.web.team.file_parts import file_field, findings_box, xlsx_button


def show(study: Study) -> None:
    """Paper, export and import, one below the other."""
    _paper(study)
    _export(study)
    _import()


def _paper(study: Study) -> None:
    st.header(words("questionnaire.files.paper"), anchor=False)
    st.markdown(words("questionnaire.files.paper_explain"))
    links = "".join(
        f'<a href="/questionnaire.pdf?lang={language}" target="_blank" rel="noopener" '
        f'hreflang="{language}" lang="{language}">'
        f"{say('questionnaire.files.pdf', language)} ({study.language_names[language]})</a>"
        for language in context.languages()
    )
    st.html(f'<p class="hees-links">{links}</p>')


def _export(study: Study) -> None:
    st.header("XLSForm", anchor=False)
    st.markdown(words("questionnaire.files.export_explain"))
    form = exporting.export(study)
    name = f"{study.id}-{study.questionnaire.version[:12]}.xlsx"
    xlsx_button(words("questionnaire.files.export"), lambda: workbook.write(form), name)
    known = numbers(study.questionnaire)
    told: dict[str, list[str]] = {}
    for loss in form.losses:
        text = loss.said(context.language())
        place = (
            f"{known[loss.question]} ({loss.question})" if loss.question in known else loss.question
        )
        told.setdefault(text, []).append(place)
    with st.expander(words("questionnaire.files.losses", count=len(told))):
        separator = words("list_separator")
        findings_box(
            [words("questionnaire.files.loss"), words("questionnaire.files.where")],
            [(text, separator.join(places)) for text, places in told.items()],
        )


def _import() -> None:
    st.header(words("questionnaire.files.import"), anchor=False)
    st.markdown(words("questionnaire.files.import_explain"))
    file = file_field(words("questionnaire.files.choose"), "xlsform")
    if file is None:
        return
    try:
        made = folder.imported(file.getvalue())
    except text_workbooks.Unreadable as error:
        st.error(words(f"xlsform.unreadable.{error.code}"))
        return
    _outcome(made)
    language = context.language()
    findings_box(
        [words("questionnaire.files.where"), words("questionnaire.files.found")],
        [(one.where(language), one.said(language)) for one in (*made.errors, *made.notes)],
    )


def _outcome(made: Imported) -> None:
    if made.study is None:
        st.error(words("questionnaire.files.refused", count=len(made.errors)))
        return
    title = plain(made.study.title[made.study.languages[0]])
    count = len(made.study.questionnaire.questions)
    st.success(words("questionnaire.files.read", title=title, count=count))
    st.download_button(
        words("questionnaire.files.folder"),
        lambda: _zipped(made),
        file_name="study.zip",
        mime="application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
        key=f"study-folder-{context.language()}",
    )


def _zipped(made: Imported) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in made.files.items():
            archive.writestr(name, text)
    return file.getvalue()
