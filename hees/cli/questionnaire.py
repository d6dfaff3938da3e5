"""`hees questionnaire`: on paper, as an XLSForm and from one, and for a translator."""

from datetime import date
from pathlib import Path

import click

from hees import clock
from hees.cli.common import EXISTING, FILE, stop, stop_with, the_home, the_study
from hees.language import LANGUAGES, say
from hees.settings import settings
from hees.study import Study
from hees.team import text_workbooks
from hees.team.questionnaire import paper, translation, translation_book
from hees.team.questionnaire.translation import State
from hees.team.questionnaire.versions import versions
from hees.team.xlsform import exporting, folder, workbook
from hees.team.xlsform.notes import Finding
from hees.typeset import MissingGlyph, Paper


@click.group()
def questionnaire() -> None:
    """The questionnaire in other forms."""


@questionnaire.command("export")
@click.argument("file", type=FILE)
def export_command(file: Path) -> None:
    """Write the questionnaire to FILE as an XLSForm, and list what other tools make less of."""
    form = exporting.export(the_study())
    _write(file, workbook.write(form))
    for loss in form.losses:
        click.echo(f"{loss.question or '(the form)'}: {loss.said('en')}")
    click.echo(f"Wrote {file}: {len(form.survey)} rows. Our own import loses nothing of it.")


@questionnaire.command("import")
@click.argument("file", type=EXISTING)
@click.option(
    "--output",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="A new or empty folder for the study.",
)
def import_command(file: Path, output: Path) -> None:
    """Make the folder of a new study from the XLSForm FILE. One error, and nothing is written."""
    try:
        made = folder.imported(file.read_bytes())
    except text_workbooks.Unreadable as error:
        stop_with(f"xlsform.unreadable.{error.code}")
    for found in (*made.notes, *made.errors):
        click.echo(_line(found), err=found.level == "error")
    if made.study is None:
        stop(
            f"{file} has {len(made.errors)} errors, listed above.",
            "Nothing was written.",
            "Mend them in the form and import it again.",
        )
    try:
        folder.write(output, made)
    except (folder.NotEmpty, OSError) as error:
        stop(f"{error}.", "Nothing was written.", "Name a new or empty folder with --output.")
    count = len(made.study.questionnaire.questions)
    click.echo(f"Wrote {output}: {count} questions. Check it with: HEES_STUDY={output} hees check")


def _line(found: Finding) -> str:
    return f"{found.level}: {found.where('en')}: {found.said('en')}"


@questionnaire.command("paper")
@click.option("--lang", required=True, type=click.Choice(LANGUAGES), help="Its language.")
@click.option("--output", required=True, type=FILE, help="The PDF file to write.")
@click.option("--size", type=click.Choice(["a4", "us-letter"]), help="Default: by the language.")
def paper_command(lang: str, output: Path, size: Paper | None) -> None:
    """Write the questionnaire as a PDF to fill in by hand."""
    study = the_study()
    if lang not in study.languages:
        spoken = ", ".join(study.languages)
        stop(
            f"The study has no '{lang}'.", "Nothing was written.", f"Give --lang one of: {spoken}."
        )
    known = settings()
    try:
        day = date.fromisoformat(clock.today())
        made = paper.paper(study, lang, day, size=size, contact=known.contact, site=known.base_url)
    except MissingGlyph as error:
        stop(f"{error}.", "Nothing was written.", "Use another character in the study's text.")
    _write(output, made)
    click.echo(f"Wrote {output}.")


@questionnaire.command("translation")
@click.argument("file", type=EXISTING, required=False)
@click.option("--output", type=FILE, help="The workbook (XLSX) to write for a translator.")
def translation_command(file: Path | None, output: Path | None) -> None:
    """List the texts that need a translator; write them all to a workbook; or read one.

    With FILE, a workbook that came back: show what it would change. The study is not changed.
    """
    study = the_study()
    lines = translation.lines(study, versions(the_home(study), study))
    if file:
        _show_changes(study, lines, file)
        return
    for line in lines:
        if line.state is not State.GOOD:
            click.echo(f"{line.key}: {line.state}: {', '.join(line.missing or line.stale)}")
    waiting = sum(line.state is not State.GOOD for line in lines)
    click.echo(f"{waiting} of {len(lines)} texts need a translator.")
    if output:
        _write(output, translation_book.write(lines, study.languages, "en"))
        click.echo(f"Wrote {output}.")


def _show_changes(study: Study, lines: list[translation.Line], file: Path) -> None:
    try:
        changes, unknown = translation_book.changes(file.read_bytes(), lines, study.languages)
    except text_workbooks.Unreadable as error:
        stop_with(f"xlsform.unreadable.{error.code}")
    for key in unknown:
        text = say("questionnaire.translation.unknown_key", "en", name=key)
        click.echo(f"Warning: {text}", err=True)
    for one in changes:
        click.echo(f"{one.key} ({one.language})\n  - {one.before}\n  + {one.after}")
    click.echo(f"{len(changes)} texts would change. Change them in the study folder.")


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        stop(
            f"{file} cannot be written: {error.strerror}.",
            "Nothing was changed.",
            "Name a file that can be written.",
        )


COMMANDS = (questionnaire,)
