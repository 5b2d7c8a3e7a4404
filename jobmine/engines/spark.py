"""Spark, on a cluster or on the cores of one machine: the same batch functions, the same SQL.

A batch travels as one binary cell, an Arrow stream, beside its number: what a function gives comes back to the
bit, whatever its types, and rows are never laid out one by one on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from warnings import catch_warnings, filterwarnings

import pyarrow as pa

from jobmine.engine import BatchFunction
from jobmine.engines.local import Progress, cut_batches
from jobmine.engines.spark_session import find_session, reporting
from jobmine.engines.spark_tables import SparkTables
from jobmine.engines.workers import one_thread

BATCHES_A_CORE, JOB_BYTES = 16, 1 << 28
"""Batches a core, and bytes, that one Spark job takes at most: jobs cost time, and the driver holds one of them."""

_PACKED = pa.schema([("number", pa.int64()), ("batch", pa.binary())])


class SparkEngine:
    """Spark for batches and for SQL.

    The session is started at once, so that what is missing is said before any work, and shared by all engines of
    the process; Spark stops with the process.

    Parameters
    ----------
    master : str
        ``local[2]``, ``local[*]``, ``spark://host:7077``, ``yarn`` …; empty takes the session that runs, or what
        ``spark-defaults.conf`` says.
    progress : callable, optional
        Called with rows done and rows in all.
    memory : float
        Memory of the driver, in gigabytes; 0 is half of the machine's with a local master, else Spark's default.

    Raises
    ------
    MissingExtraError
        Without PySpark or Java.
    EngineError
        If Spark does not start, or runs already with another master.
    """

    def __init__(self, master: str = "local[*]", progress: Progress | None = None, memory: float = 0) -> None:
        self._session = find_session(master, memory)
        self._progress = progress or (lambda done, rows: None)

    @property
    def _cores(self) -> int:
        return int(self._session.sparkContext.defaultParallelism)

    def open(self, tables: Mapping[str, pa.Table | Path]) -> SparkTables:
        """Return tables ready for SQL; Parquet files are read where Spark's workers see the same path."""
        return SparkTables(self._session, tables)

    def map_batches(self, function: BatchFunction, table: pa.Table, *, weight: int = 1) -> pa.Table:
        """Return the function's batches for the table's batches, in order.

        Raises
        ------
        EngineError
            If the function fails, or its worker dies time and again.
        """
        batches = cut_batches(table, weight)
        return pa.Table.from_batches(self.map_stream(function, batches, table.num_rows, weight=weight))

    def map_stream(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch], rows: int, *, weight: int = 1
    ) -> Iterator[pa.RecordBatch]:
        """Yield the function's batches for batches that come one by one, in order; one job's worth is held.

        Parameters
        ----------
        function : callable
            As for :meth:`map_batches`.
        batches : iterable of pyarrow.RecordBatch
        rows : int
            How many rows there are in all, for the progress.
        weight : int
            Batches come cut to it; there is nothing to choose here.

        Raises
        ------
        EngineError
            If the function fails, or its worker dies time and again.
        """
        done = 0
        for group in _groups(batches, BATCHES_A_CORE * self._cores, JOB_BYTES):
            for batch, result in zip(group, self._map_group(function, group), strict=True):
                done += batch.num_rows
                self._progress(done, rows)
                yield result

    def _map_group(self, function: BatchFunction, group: list[pa.RecordBatch]) -> list[pa.RecordBatch]:
        numbered = pa.table([range(len(group)), list(map(_packed, group))], schema=_PACKED)
        with reporting("a batch failed"), catch_warnings():
            filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # none is used here
            frame = self._session.createDataFrame(numbered)
            answer = frame.mapInArrow(partial(_work, function), "number long, batch binary").toArrow()
        return [_unpacked(cell) for cell in answer.sort_by("number")["batch"]]


def _work(function: BatchFunction, rows: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Map numbered batches in a worker of Spark."""
    one_thread()
    for row in rows:
        for number, batch in zip(row["number"], row["batch"], strict=True):
            yield pa.record_batch([[number.as_py()], [_packed(function(_unpacked(batch)))]], schema=_PACKED)


def _groups(batches: Iterable[pa.RecordBatch], count: int, size: int) -> Iterator[list[pa.RecordBatch]]:
    """Put batches together, at most so many and as soon as they have so many bytes.

    Examples
    --------
    >>> batches = [pa.record_batch({"a": range(n)}) for n in (1, 1, 9, 1)]
    >>> [len(group) for group in _groups(batches, 3, 1000)], [len(group) for group in _groups(batches, 2, 64)]
    ([3, 1], [2, 1, 1])
    """
    group, filled = list[pa.RecordBatch](), 0
    for batch in batches:
        group.append(batch)
        filled += batch.nbytes
        if len(group) == count or filled >= size:
            yield group
            group, filled = [], 0
    if group:
        yield group


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _unpacked(cell: pa.BinaryScalar) -> pa.RecordBatch:
    return pa.ipc.open_stream(cell.as_buffer()).read_next_batch()
