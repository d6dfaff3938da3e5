"""Stata (.dta, format 118: Stata 14 and later), row by row as StataCorp publishes the format.

Each kind of missing value has its own extended one (.a, .b …), which frames of pandas cannot hold.
Long texts (strL) wait in a file of their own until the rows are written.
"""

import struct
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from hees.language import say
from hees.team.export.batch import Batch
from hees.team.export.missing import Missing
from hees.team.export.tally import LOWEST
from hees.team.export.variables import Code, Measure, Table, Variable
from hees.team.export.writers import Target

_TYPES = {"i1": 65530, "<i2": 65529, "<f8": 65526, "<u8": 32768}
"""What Stata calls byte, int, double and strL, by NumPy's names; others are short strings."""

_FORMATS = {"i1": "%8.0g", "<i2": "%8.0g", "<f8": "%18.0g", "<u8": "%9s"}
_NONE = {"i1": 101, "<i2": 32_741}
"""The value `.`; .a to .z are the numbers after it."""

_MAP = ("<stata_dta>", "<map>", "<variable_types>", "<varnames>", "<sortlist>", "<formats>",
        "<value_label_names>", "<variable_labels>", "<characteristics>", "<data>", "<strls>",
        "<value_labels>", "</stata_dta>")  # fmt: skip
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FIRST_LABEL = 2_147_483_621
"""What stands for `.` in a table of value labels."""


class StataWriter:
    def __init__(self, target: Target) -> None:
        self.files = {table.name: _File(target, table) for table in target.tables}

    def add(self, batch: Batch) -> None:
        self.files[batch.table.name].add(batch)

    def close(self) -> list[Path]:
        return [file.close() for file in self.files.values()]


class _File:
    """One table. What is known only at the end is put in its place then."""

    def __init__(self, target: Target, table: Table) -> None:
        self.target, self.table = target, table
        self.path = target.path(table, "dta")
        self.long_texts = self.path.with_suffix(".strl").open("w+b")
        self.types = [_type(variable) for variable in table.variables]
        self.row = np.dtype([(f"f{place}", kind) for place, kind in enumerate(self.types)])
        self.states = [
            _states(one, kind) for one, kind in zip(table.variables, self.types, strict=True)
        ]
        self.rows = 0
        self.at: dict[str, int] = {}
        self.file: BinaryIO = self.path.open("w+b")
        self._head()

    def _head(self) -> None:
        variables, labels = self.table.variables, self.target.labels
        day = date.fromisoformat(self.target.day)
        stamp = f"{day.day:2} {_MONTHS[day.month - 1]} {day.year} 00:00".encode()
        label = self.target.title[:80].encode()
        self._begin("<stata_dta>")
        self.file.write(b"<header><release>118</release><byteorder>LSF</byteorder>")
        self.file.write(b"<K>" + struct.pack("<H", len(variables)) + b"</K><N>")
        self.rows_at = self.file.tell()
        self.file.write(bytes(8) + b"</N><label>" + struct.pack("<H", len(label)) + label)
        self.file.write(b"</label><timestamp>" + bytes([len(stamp)]) + stamp)
        self.file.write(b"</timestamp></header>")
        self._part("map", bytes(8 * 14))
        kinds = [_TYPES.get(kind) or int(kind[1:]) for kind in self.types]
        self._part("variable_types", struct.pack(f"<{len(kinds)}H", *kinds))
        self._part("varnames", b"".join(_padded(one.name, 129) for one in variables))
        self._part("sortlist", bytes(2 * (len(variables) + 1)))
        formats = [_FORMATS.get(kind) or f"%{kind[1:]}s" for kind in self.types]
        self._part("formats", b"".join(_padded(one, 57) for one in formats))
        named = [one.name if one.codes else "" for one in variables]
        self._part("value_label_names", b"".join(_padded(one, 129) for one in named))
        texts = [labels.variable(self.table, one) for one in variables]
        self._part("variable_labels", b"".join(_padded(one, 321) for one in texts))
        self._part("characteristics", b"")
        self._begin("<data>")

    def _begin(self, tag: str) -> None:
        self.at[tag] = self.file.tell()
        self.file.write(tag.encode())

    def _part(self, name: str, body: bytes) -> None:
        self._begin(f"<{name}>")
        self.file.write(body + f"</{name}>".encode())

    def add(self, batch: Batch) -> None:
        rows: Any = np.zeros(len(batch), dtype=self.row)
        for place, variable in enumerate(self.table.variables):
            states = batch.states[:, place]
            if variable.measure is Measure.TEXT:
                rows[f"f{place}"] = self._texts(batch.texts[place], place)
            elif variable.measure is Measure.NUMBER:
                cells = batch.numbers[place]
                known = self.states[place][states - LOWEST]
                rows[f"f{place}"] = np.where(np.isnan(cells), known, cells)
            else:
                rows[f"f{place}"] = self.states[place][states - LOWEST]
        self.file.write(rows.tobytes())
        self.rows += len(batch)

    def _texts(self, texts: list[str], place: int) -> list[bytes] | np.ndarray:
        """Short texts as bytes; long ones as their address in the part that holds them."""
        if self.types[place] != "<u8":
            return [text.encode() for text in texts]
        addresses = np.zeros(len(texts), dtype="<u8")
        for index, text in enumerate(texts):
            if text:
                variable, row = place + 1, self.rows + index + 1
                addresses[index] = variable | row << 16
                body = text.encode("utf-8", "replace") + b"\0"
                head = struct.pack("<IQBI", variable, row, 130, len(body))
                self.long_texts.write(b"GSO" + head + body)
        return addresses

    def close(self) -> Path:
        self.file.write(b"</data>")
        self._begin("<strls>")
        self.long_texts.seek(0)
        while part := self.long_texts.read(1 << 20):
            self.file.write(part)
        self.file.write(b"</strls>")
        tables = (self._value_labels(one) for one in self.table.variables if one.codes)
        self._part("value_labels", b"".join(tables))
        self._begin("</stata_dta>")
        end = self.file.tell()
        self.file.seek(self.rows_at)
        self.file.write(struct.pack("<Q", self.rows))
        self.file.seek(self.at["<map>"] + len("<map>"))
        self.file.write(struct.pack("<14Q", *(self.at[tag] for tag in _MAP), end))
        self.file.close()
        self.long_texts.close()
        Path(self.long_texts.name).unlink()
        return self.path

    def _value_labels(self, variable: Variable) -> bytes:
        labels = self.target.labels
        values = [
            (_labeled(code), code.number, code.label[labels.language]) for code in variable.codes
        ]
        values += [
            (
                _FIRST_LABEL + _order(kind.letter),
                int(kind),
                say(f"export.missing.{kind.key}", labels.language),
            )
            for kind in Missing
        ]
        texts, offsets = b"", []
        for _, number, label in values:
            offsets.append(len(texts))
            texts += labels.value(self.table, variable, number, label).encode() + b"\0"
        count = len(values)
        body = struct.pack("<ii", count, len(texts))
        body += struct.pack(f"<{count}i", *offsets)
        body += struct.pack(f"<{count}i", *(value for value, _, _ in values)) + texts
        head = struct.pack("<i", len(body)) + _padded(variable.name, 129) + bytes(3)
        return b"<lbl>" + head + body + b"</lbl>"


def _type(variable: Variable) -> str:
    """NumPy's type of the cells."""
    if variable.measure is Measure.TEXT:
        return f"S{variable.bytes}" if variable.bytes else "<u8"
    if variable.measure is Measure.NUMBER:
        return "<f8"
    return "i1" if len(variable.codes) <= 100 else "<i2"


def _states(variable: Variable, kind: str) -> np.ndarray:
    """What is written for each state, from the lowest on."""
    greatest = max((code.number for code in variable.codes), default=1)
    written = np.arange(LOWEST, greatest + 1).astype(kind if kind in _NONE else "<f8")
    for code in variable.codes:
        if code.letter:
            written[code.number - LOWEST] = _extended(code.letter, kind)
    for missing in Missing:
        written[missing - LOWEST] = _extended(missing.letter, kind)
    return written


def _order(letter: str) -> int:
    return ord(letter) - ord("a") + 1


def _extended(letter: str, kind: str) -> float:
    """Stata's .a to .z in the type of a variable."""
    if kind in _NONE:
        return _NONE[kind] + _order(letter)
    bits = 0x7FE0_0000_0000_0000 | _order(letter) << 40
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def _labeled(code: Code) -> int:
    """The value that a label is of, in a table of value labels."""
    return _FIRST_LABEL + _order(code.letter) if code.letter else code.number


def _padded(text: str, size: int) -> bytes:
    """A text in a field of fixed size that ends with a zero."""
    body = text.encode()[: size - 1]
    return body.decode("utf-8", "ignore").encode().ljust(size, b"\0")
