"""What goes with the data: the codebook, its DDI form, the shortened labels, and a note to read first."""

import datetime
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hees import __version__
from hees.language import say, show_date, show_number
from hees.spreadsheet import csv_bytes
from hees.team.export import codebook_html, ddi
from hees.team.export.codebook import Codebook, Source, codebook
from hees.team.export.labels import Labels
from hees.typeset import PAPERS, MissingGlyph, pdf
from hees.typeset.codebook import CodebookDocument

log = logging.getLogger("hees")


@dataclass(frozen=True)
class Told:
    """What the note says of the export. `rows`: how many responses."""

    rows: int
    long: bool
    drafts: bool
    numbers: bool
    contact: bool


def write(
    source: Source, labels: Labels, data: Sequence[Path], folder: Path, told: Told
) -> list[Path]:
    """Write the files and return their paths, the note first."""
    language = source.language
    book = codebook(source)
    files = {
        "codebook.html": codebook_html.page(
            book, source.study.title[language], language, _headings(language)
        ).encode(),
        "shortened-labels.csv": _shortened(labels),
    }
    if (printed := _printed(book, source)) is not None:
        files["codebook.pdf"] = printed
    if not told.long:
        names = {table.name: _file_of(table.name, data) for table in source.tables}
        files["codebook-ddi.xml"] = ddi.document(source, names)
    files = {"README.txt": _note(source, data, [*files], told).encode("utf-8-sig"), **files}
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return [folder / name for name in files]


def _headings(language: str) -> dict[str, str]:
    return {
        "contents": say("export.codebook.contents", language),
        "history": say("export.codebook.history", language),
        "missing": say("export.codebook.lacking", language),
    }


def _file_of(table: str, data: Sequence[Path]) -> str:
    """The file that a table is in: its own, or the workbook of all."""
    return next((path.name for path in data if path.stem.endswith(f"-{table}")), data[0].name)


def _shortened(labels: Labels) -> bytes:
    language = labels.language
    columns = ("what", "table", "variable", "value", "whole", "short")
    header = [say(f"export.shortened.{column}", language) for column in columns]
    rows = [
        (
            say(f"export.shortened.{one.what}", language),
            *(one.table, one.variable, one.value, one.whole, one.short),
        )
        for one in labels.shortened
    ]
    return csv_bytes(header, rows)


def _note(source: Source, data: Sequence[Path], others: Sequence[str], told: Told) -> str:
    """README.txt: what this is, what of it there is, and what to mind."""
    language = source.language

    def text(key: str, **values: object) -> str:
        return say(f"export.note.{key}", language, **values)

    title, date = source.study.title[language], show_date(source.day, language)
    rows = show_number(told.rows, language)
    lines = [
        title,
        "",
        text("about", date=date, rows=rows),
        text("with_drafts" if told.drafts else "submitted"),
        say("export.private", language),
        *([text("contact")] if told.contact else []),
        "",
        text("cite"),
        text("citation", study=title, date=date, rows=rows, version=__version__),
        "",
        text("files"),
        *(f"  {path.name}" for path in data),
        *(f"  {name}: {say(f'export.file.{_key(name)}', language)}" for name in others),
        "",
        text("long" if told.long else "wide"),
        *([text("numbers" if told.numbers else "labels")] if _is_sheet(data) else []),
        text("missing" if data[0].suffix in {".sav", ".dta"} else "missing_empty"),
        text("texts"),
    ]
    return "\r\n".join(lines) + "\r\n"


def _key(name: str) -> str:
    return name.replace("-", "_").replace(".", "_")


def _is_sheet(data: Sequence[Path]) -> bool:
    return data[0].suffix in {".csv", ".xlsx"}


def _printed(book: Codebook, source: Source) -> bytes | None:
    """The codebook as PDF; None where no font for print has a character of it."""
    language = source.language
    document = CodebookDocument(
        language=language,
        paper=PAPERS.get(language, "a4"),
        study=source.study.title[language],
        title=book.title,
        date=datetime.date.fromisoformat(source.day),
        intro=book.intro,
        headings=_headings(language),
        missing=book.missing,
        history=book.history,
        chapters=book.chapters,
    )
    try:
        return pdf(document)
    except MissingGlyph as error:
        log.warning("the codebook was not printed: %s", error)
        return None
