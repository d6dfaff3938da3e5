"""`hees export`: the data with labels and a codebook, for analysis elsewhere."""

import secrets
import sys
import tempfile
from pathlib import Path

import click

from hees import clock
from hees.cli.common import FILE, stop, the_home, the_study
from hees.store.audit import COMMAND
from hees.store.home import Home
from hees.study import Study
from hees.team.export import jobs
from hees.team.export.making import Made, make, pack
from hees.team.export.request import Request
from hees.team.export.writers import CODED, Format


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice([str(one) for one in Format]))
@click.option("--output", required=True, type=FILE)
@click.option("--lang", default="", help="Language of the labels; default: the study's first.")
@click.option("--long", "is_long", is_flag=True, help="One row for each answer.")
@click.option("--numbers", is_flag=True, help="Numbers of choices instead of labels (CSV, XLSX).")
@click.option("--drafts", is_flag=True, help="Also responses that were not submitted.")
@click.option("--contact", is_flag=True, help="Also a file of contact data, for this once.")
def export_command(
    form: str, output: Path, lang: str, is_long: bool, numbers: bool, drafts: bool, contact: bool
) -> None:
    """Export exact answers as FORMAT: csv, xlsx, sav (SPSS), dta (Stata) or parquet.

    An output that ends in .zip holds the data, the codebook and all else. Any other gets the main
    table alone; further tables and the contact data are put beside it. The audit log notes it.
    """
    study = the_study()
    language = lang or study.languages[0]
    if language not in study.languages:
        spoken = ", ".join(study.languages)
        stop(f"The study has no '{language}'.", "Nothing was written.", f"Give one of: {spoken}.")
    if numbers and form in CODED:
        stop(
            f"{form} holds both numbers and labels.", "Nothing was written.", "Leave --numbers out."
        )
    home = the_home(study)
    request = Request(Format(form), language, is_long, numbers, drafts, contact)
    jobs.record(home, COMMAND, secrets.token_urlsafe(9), request)
    try:
        with tempfile.TemporaryDirectory(dir=output.absolute().parent) as folder:
            made = _made(home, study, request, Path(folder))
            paths = _archived(made, output) if output.suffix == ".zip" else _beside(made, output)
    except OSError as error:
        stop(
            f"{output} cannot be written: {error.strerror}.",
            "Nothing was exported.",
            "Name a file that can be written.",
        )
    click.echo(f"{made.rows} responses: {', '.join(str(path) for path in paths)}")


def _made(home: Home, study: Study, request: Request, folder: Path) -> Made:
    with click.progressbar(length=1000, label="Exporting", file=sys.stderr) as bar:

        def tell(step: str, share: float) -> None:
            if step == "reading":
                bar.update(int(share * 1000) - bar.pos)

        return make(home, study, request, folder, clock.today(), tell)


def _archived(made: Made, output: Path) -> list[Path]:
    archive = made.data[0].with_name(output.name)
    pack(made, archive)
    return [archive.replace(output)]


def _beside(made: Made, output: Path) -> list[Path]:
    """The main table under the name asked for; every further file with its own name at the end."""
    first, *others = made.data
    ends = [path.stem.partition("-")[2] for path in others]
    return [first.replace(output)] + [
        path.replace(output.with_name(f"{output.stem}-{end}{path.suffix}"))
        for path, end in zip(others, ends, strict=True)
    ]


COMMANDS = (export_command,)
