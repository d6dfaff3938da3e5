"""Files of an export in each format, written batch by batch."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hees.team.export.batch import Batch
from hees.team.export.format import Format
from hees.team.export.labels import SPSS, STATA, Labels, Limits
from hees.team.export.variables import Table

CODED = {Format.SAV, Format.DTA, Format.PARQUET}
"""Formats that hold the numbers of codes and their labels both; in the others one must choose."""

LIMITS: dict[Format, Limits] = {Format.SAV: SPSS, Format.DTA: STATA}


@dataclass(frozen=True)
class Target:
    """Where the files go and how they are labeled. `numbers`: of codes, where a label could be.

    `rows`: how many rows the main table has. `stem`: the name of the files' beginning.
    `title`: of the study, in the language of the labels.
    """

    folder: Path
    stem: str
    tables: Sequence[Table]
    labels: Labels
    numbers: bool
    title: str
    day: str

    def path(self, table: Table, ending: str) -> Path:
        """`hees-responses.csv`, `hees-programmes.csv`"""
        return self.folder / f"{self.stem}-{table.name}.{ending}"


class Writer(Protocol):
    """Writes all tables of one format."""

    def add(self, batch: Batch) -> None: ...

    def close(self) -> list[Path]:
        """Finish the files, and say which there are."""
        ...


def writer(form: Format, target: Target) -> Writer:
    """The writer of a format. Each is loaded only when it is used: some take a second."""
    return _MAKERS[form](target)


def _csv(target: Target) -> Writer:
    from hees.team.export.writers.comma import CommaWriter

    return CommaWriter(target)


def _xlsx(target: Target) -> Writer:
    from hees.team.export.writers.workbook import WorkbookWriter

    return WorkbookWriter(target)


def _sav(target: Target) -> Writer:
    from hees.team.export.writers.spss import SpssWriter

    return SpssWriter(target)


def _dta(target: Target) -> Writer:
    from hees.team.export.writers.stata import StataWriter

    return StataWriter(target)


def _parquet(target: Target) -> Writer:
    from hees.team.export.writers.parquet import ParquetWriter

    return ParquetWriter(target)


_MAKERS: dict[Format, Callable[[Target], Writer]] = {
    Format.CSV: _csv,
    Format.XLSX: _xlsx,
    Format.SAV: _sav,
    Format.DTA: _dta,
    Format.PARQUET: _parquet,
}
