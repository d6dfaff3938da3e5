"""Makes an export: reads the responses once, writes the data files, and what belongs to them."""

import csv
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from hees.spreadsheet import safe_cell
from hees.store import exports
from hees.store.connection import reading
from hees.store.home import Home
from hees.study import Study
from hees.survey import readable
from hees.team.export import accompanying, long
from hees.team.export.batch import Batch
from hees.team.export.building import personal, tables
from hees.team.export.codebook import Source
from hees.team.export.labels import Labels
from hees.team.export.long import LongRows
from hees.team.export.reading import Responses, longest, versions
from hees.team.export.request import Request
from hees.team.export.rows import Rows
from hees.team.export.tally import Tally
from hees.team.export.variables import Used
from hees.team.export.writers import LIMITS, Target, Writer, writer

STEM = "hees"
CONTACT = "hees-contact.csv"
TELLS = 200
"""After how many responses progress is told."""


@dataclass(frozen=True)
class Made:
    """The files of an export: the data, then what explains them. `rows`: how many responses."""

    data: list[Path]
    others: list[Path]
    rows: int

    @property
    def files(self) -> list[Path]:
        return [*self.data, *self.others]


Progress = Callable[[str, float], None]
"""Is told what is done now (part of a message's key) and how much of it, from 0 to 1."""


def make(
    home: Home, study: Study, request: Request, folder: Path, day: str, progress: Progress
) -> Made:
    """Write all files of an export into `folder`. `day`: an ISO date."""
    labels, language = Labels(LIMITS.get(request.format), request.language), request.language
    with reading(home.responses) as connection:
        used = versions(connection, study)
        wide = tables(used, study.languages, longest(connection, used))
        shown = [long.table(study.languages)] if request.long else wide
        target = Target(folder, STEM, shown, labels, request.numbers, study.title[language], day)
        going = _Pass(
            Rows(home, wide, used, language),
            LongRows(home, shown[0], used, language) if request.long else None,
            writer(request.format, target),
            Tally(wide),
        )
        count = going.take(Responses(connection, request.drafts), progress)
        contact = _contact(connection, request, folder, used) if request.contact else []
    progress("files", 0.0)
    data = going.out.close()
    progress("codebook", 0.0)
    for table in shown:
        labels.names(table)
    told = accompanying.Told(count, request.long, request.drafts, request.numbers, request.contact)
    source = Source(study, used, wide, going.tally.counts, language, day)
    return Made([*data, *contact], accompanying.write(source, labels, data, folder, told), count)


@dataclass(frozen=True)
class _Pass:
    """All responses pass through once. The wide rows are always counted, for the codebook."""

    rows: Rows
    lines: LongRows | None
    out: Writer
    tally: Tally

    def take(self, responses: Responses, progress: Progress) -> int:
        """Returns how many there were."""
        total, done = max(len(responses), 1), 0
        for given in responses:
            self._put(self.rows.add(given), self.lines.add(given) if self.lines else ())
            done += 1
            if done % TELLS == 0:
                progress("reading", done / total)
        self._put(self.rows.rest(), self.lines.rest() if self.lines else ())
        return done

    def _put(self, wide: Iterable[Batch], lines: Iterable[Batch]) -> None:
        for batch in wide:
            self.tally.add(batch)
            if self.lines is None:
                self.out.add(batch)
        for batch in lines:
            self.out.add(batch)


def _contact(
    connection: Connection, request: Request, folder: Path, used: Sequence[Used]
) -> list[Path]:
    """The personal data of the same responses, in words; a file of its own."""
    questions = personal(used)
    path = folder / CONTACT
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        sheet = csv.writer(file, lineterminator="\r\n")
        sheet.writerow(["response_id", *(question.id for question in questions)])
        rows = [exports.submitted(connection), *([exports.drafts(connection)] * request.drafts)]
        for row in (row for of in rows for row in of):
            given = exports.contact(connection, row.id)
            if given:
                cells = [
                    readable.in_words(q, given.get((q.id, "")), {}, request.language)
                    for q in questions
                ]
                sheet.writerow([row.id, *map(safe_cell, cells)])
    return [path]


def pack(made: Made, path: Path) -> None:
    """Put all files into one archive, under one folder; then they are deleted."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file in made.files:
            stored = zipfile.ZIP_STORED if file.suffix in {".xlsx", ".parquet"} else None
            archive.write(file, f"{path.stem}/{file.name}", stored)
            file.unlink()
