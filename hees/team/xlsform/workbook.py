"""An XLSForm as an XLSX file: equal forms give equal bytes."""

from collections.abc import Sequence

from hees.language import LANGUAGES
from hees.team import text_workbooks
from hees.team.text_workbooks import Row
from hees.team.xlsform.exporting import Form, columns


def write(form: Form) -> bytes:
    """The form with a fourth sheet, "notes", of what other tools will not do."""
    languages = [code for code in form.languages if code in LANGUAGES]
    labels = [f"label::{name}" for name in form.languages.values()]
    notes = [
        {"question": one.question, **{code: one.said(code) for code in languages}}
        for one in form.losses
    ]
    titles = [name for name in form.settings if name.startswith("hees_")]
    sheets: dict[str, tuple[Sequence[str], list[Row]]] = {
        "survey": (columns(form.languages), form.survey),
        "choices": (["list_name", "name", *labels, "hees_exclusive"], form.choices),
        "settings": (
            ["form_title", "form_id", "version", "default_language", *titles],
            [form.settings],
        ),
        "notes": (["question", *languages], notes),
    }
    return text_workbooks.book((name, header, rows) for name, (header, rows) in sheets.items())
