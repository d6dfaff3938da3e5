"""The formats of an export, by the endings of their files."""

from enum import StrEnum


class Format(StrEnum):
    """What the data can be exported to; the value is the ending of the file."""

    CSV = "csv"
    XLSX = "xlsx"
    SAV = "sav"
    DTA = "dta"
    PARQUET = "parquet"
