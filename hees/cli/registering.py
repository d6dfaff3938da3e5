"""`hees register` and `hees import`: official lists of institutions, and files of partnerships."""

from pathlib import Path

import click

from hees.cli.common import EXISTING, refusing, stop_with, the_home, the_study
from hees.store import audit, register_loading
from hees.store.audit import COMMAND
from hees.store.connection import writing
from hees.team import register_files
from hees.team.importing import batches, columns, drafting, wording
from hees.team.importing.batches import NothingImported
from hees.team.register_files import UnknownFile
from hees.team.sheets import read
from hees.team.tables import Unreadable


@click.command("register")
@click.argument("file", required=False, type=EXISTING)
@click.option("--list", "listing", is_flag=True, help="Show the lists that are loaded.")
def register_command(file: Path | None, listing: bool) -> None:
    """Load an official list of institutions into the register: FILE as it is published.

    Known are the ROR data dump (JSON or CSV), the IPEDS table HD (CSV) and the list of school codes
    of the education ministry (CSV or XLSX), each zipped or not.
    """
    study = the_study()
    home = the_home(study)
    if listing or file is None:
        for one in register_loading.sources(home):
            click.echo(
                f"{one.name}\t{one.rows} rows\t{one.merged} in earlier lists\t{one.loaded_at}"
            )
        return
    countries = [country.code for country in study.countries]
    with refusing(
        "The list cannot be loaded",
        "The register is as it was.",
        "Choose the file as its publisher gives it out; `hees register --help` names those known.",
        UnknownFile,
        OSError,
    ):
        try:
            done = register_files.load(home, file, countries, study.languages)
        except Unreadable as error:
            stop_with(f"sheets.{error.code}", file=file.name, **error.values)
    if not done.changed:
        click.echo(f"{done.source}: nothing has changed since it was loaded.")
        return
    with writing(home.responses) as connection:
        audit.record(
            connection, COMMAND, "register_loaded", done.source, institutions=done.institutions
        )
    click.echo(
        f"{done.source}: {done.institutions} institutions, {done.known} of them known already."
    )


@click.command("import")
@click.argument("file", type=EXISTING)
@click.option("--source", required=True, help="Whose list it is; readers see it.")
@click.option("--dry-run", is_flag=True, help="Say what would be imported, and write nothing.")
@click.option("--doubts-as-text", is_flag=True, help="Keep names in doubt as they are written.")
@click.option("--duplicates", is_flag=True, help="Import rows that seem to be listed already, too.")
def import_command(
    file: Path, source: str, dry_run: bool, doubts_as_text: bool, duplicates: bool
) -> None:
    """Import the partnerships in FILE (CSV or XLSX) into the public inventory.

    Columns, values and names are read as the study team settled for this source on its page.
    """
    study = the_study()
    home = the_home(study)
    body = file.read_bytes()
    try:
        sheets = read(file.name, body)
    except Unreadable as error:
        stop_with(f"sheets.{error.code}", file=file.name, **error.values)
    plan = batches.plan(home, source)
    mapping = columns.proposed(sheets, study, plan)
    draft = drafting.draft(home, study, sheets, mapping, plan, source, settle=doubts_as_text)
    for note in draft.notes:
        click.echo(f"{note.level}: {wording.place(note, 'en')}: {wording.told(note, 'en')}")
    for match in draft.doubts.values():
        best = match.candidates[0]
        name = next(iter(best.entry.names.values()))
        click.echo(f'doubt: "{match.name}" may be {name} ({best.score})')
    lines = batches.chosen(draft, [line.place for line in draft.lines] if duplicates else [])
    known = len(draft.lines) - len(lines)
    click.echo(
        f"{draft.rows} rows: {len(lines)} to import, {known} listed already, {draft.errors} errors."
    )
    if dry_run:
        return
    with refusing(
        "The file cannot be imported",
        "Nothing was imported.",
        "See the errors and doubts above: mend the file, settle names on the team's page, or give "
        "--doubts-as-text.",
        NothingImported,
    ):
        id = batches.new_id()
        batches.put(home, id, draft, lines, source=source, file=file.name, body=body, who=COMMAND)
    click.echo(f"Imported {len(lines)} partnerships as {id}; undo it on the team's page.")


COMMANDS = (register_command, import_command)
