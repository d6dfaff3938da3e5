"""Parquet: a row group a batch of rows; labels in the metadata of each column.

No value is null; an answer that says that there is none keeps its number.
"""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from hees.team.export.batch import Batch
from hees.team.export.missing import Missing
from hees.team.export.variables import Measure, Table, Variable
from hees.team.export.writers import Target

ROW_GROUP = 20
"""Batches in a row group."""


class ParquetWriter:
    def __init__(self, target: Target) -> None:
        self.target = target
        self.schemas = {table.name: self._schema(table) for table in target.tables}
        self.paths = {table.name: target.path(table, "parquet") for table in target.tables}
        self.files = {
            name: pq.ParquetWriter(path, self.schemas[name], compression="zstd")
            for name, path in self.paths.items()
        }
        self.waiting: dict[str, list[pa.RecordBatch]] = {name: [] for name in self.paths}

    def _schema(self, table: Table) -> pa.Schema:
        language = self.target.labels.language
        fields = [
            pa.field(
                variable.name,
                _type(variable),
                metadata={
                    "label": self.target.labels.variable(table, variable),
                    "values": json.dumps(
                        {str(code.number): code.label[language] for code in variable.codes},
                        ensure_ascii=False,
                    ),
                    "missing": json.dumps([c.number for c in variable.codes if c.letter]),
                },
            )
            for variable in table.variables
        ]
        about = {"title": self.target.title, "language": language, "exported": self.target.day}
        return pa.schema(fields, metadata=about)

    def add(self, batch: Batch) -> None:
        name = batch.table.name
        arrays = [_array(batch, place, one) for place, one in enumerate(batch.table.variables)]
        waiting = self.waiting[name]
        waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self.schemas[name]))
        if len(waiting) == ROW_GROUP:
            self._flush(name)

    def _flush(self, name: str) -> None:
        if waiting := self.waiting[name]:
            self.files[name].write_table(pa.Table.from_batches(waiting, schema=self.schemas[name]))
            waiting.clear()

    def close(self) -> list[Path]:
        for name, file in self.files.items():
            self._flush(name)
            file.close()
        return [*self.paths.values()]


def _type(variable: Variable) -> pa.DataType:
    if variable.measure is Measure.TEXT:
        return pa.string()
    if variable.measure is Measure.NUMBER:
        return pa.int64() if variable.whole else pa.float64()
    return pa.int16() if len(variable.codes) > 100 else pa.int8()


def _array(batch: Batch, place: int, variable: Variable) -> pa.Array:
    kind = _type(variable)
    if variable.measure is Measure.TEXT:
        return pa.array([text or None for text in batch.texts[place]], kind)
    states = batch.states[:, place]
    lacking = (states >= Missing.NOT_ASKED) & (states <= Missing.OTHER_VERSION)
    if variable.measure is Measure.NUMBER:
        cells = np.where(lacking, 0, batch.numbers[place])
        return pa.array(cells.astype(kind.to_pandas_dtype()), kind, mask=lacking)
    return pa.array(states.astype(kind.to_pandas_dtype()), kind, mask=lacking)
