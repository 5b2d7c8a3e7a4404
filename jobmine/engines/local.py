"""One machine: a pool of processes over Arrow batches, DuckDB for aggregation."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir
from uuid import uuid4
from weakref import finalize

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jobmine.engine import BatchFunction
from jobmine.engines.workers import Workers
from jobmine.errors import EngineError

BATCH_ROWS = 1000
POOL_FROM = 3000
"""Fewer rows are worked on in this process: starting a pool would cost more."""

Progress = Callable[[int, int], None]


class LocalTables:
    """Named tables behind one DuckDB connection that can read nothing else.

    Parameters
    ----------
    tables : mapping from str to pyarrow.Table or Path
        Tables in memory, or Parquet files.
    threads : int
        Threads of DuckDB.
    memory : float
        Memory of DuckDB, in gigabytes; what does not fit is laid down in a temporary folder. 0 leaves four
        fifths of the machine's.
    """

    def __init__(self, tables: Mapping[str, pa.Table | Path], threads: int = 1, memory: float = 0) -> None:
        folder = Path(gettempdir(), f"jobmine-{uuid4().hex}")  # made when something does not fit
        finalize(self, rmtree, folder, ignore_errors=True)
        limit = {"memory_limit": f"{memory}GB"} if memory else {}
        spill = {"temp_directory": str(folder), "autoload_known_extensions": False}
        self._connection = duckdb.connect(config={"threads": threads, **spill, **limit})
        self._rows: dict[str, int] = {}
        self._kept: set[str] = set()
        paths = [str(table.resolve()) for table in tables.values() if isinstance(table, Path)]
        self._connection.execute("SET allowed_paths = " + _sql_list(paths))
        for name, table in tables.items():
            self._rows[name] = count_rows(name, table)
            if isinstance(table, Path):
                self._connection.execute(
                    f'CREATE VIEW "{name}" AS FROM read_parquet({_sql_text(str(table.resolve()))})'
                )
            else:
                self._connection.register(name, table)
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def has(self, name: str) -> bool:
        """Return whether there is such a table with rows."""
        return self._rows.get(name, 0) > 0

    def keep(self, name: str, query: str) -> None:
        """Answer a query once and keep it as a table for later queries; one that is kept already stays.

        Examples
        --------
        >>> tables = LocalTables({"t": pa.table({"a": [1, 2, 3]})})
        >>> tables.keep("large", "SELECT a FROM t WHERE a > 1")
        >>> tables.sql("SELECT COUNT(*) AS n FROM large")["n"].to_pylist()
        [2]
        """
        if name in self._kept:
            return
        try:
            self._connection.execute(f'CREATE TEMP TABLE "{name}" AS {query}')
        except duckdb.Error as error:
            raise EngineError(f"query failed: {error}\n{query}") from error
        self._kept.add(name)

    def sql(self, query: str, **more: pa.Table) -> pa.Table:
        """Return the answer to a query; tables given by name stand beside the own ones.

        Raises
        ------
        EngineError
            With the query, where it fails.

        Examples
        --------
        >>> tables = LocalTables({"t": pa.table({"a": [1, 2, 3]})})
        >>> tables.sql("SELECT sum(a)::BIGINT AS s FROM t")["s"].to_pylist()
        [6]
        """
        for name, table in more.items():
            self._connection.register(name, table)
        try:
            return self._connection.sql(query).to_arrow_table()
        except duckdb.Error as error:
            raise EngineError(f"query failed: {error}\n{query}") from error
        finally:
            for name in more:
                self._connection.unregister(name)


class LocalEngine:
    """A process pool and DuckDB.

    Parameters
    ----------
    workers : int or Workers
        Processes, 0 being one a core: started for every call and ended with it, unless they are given.
    progress : callable, optional
        Called with rows done and rows in all.
    memory : float
        Memory of DuckDB, see :class:`LocalTables`.

    Examples
    --------
    >>> LocalEngine(1).map_batches(lambda batch: batch, pa.table({"a": [1, 2]})).num_rows
    2
    """

    def __init__(self, workers: int | Workers = 0, progress: Progress | None = None, memory: float = 0) -> None:
        self._kept = nullcontext(workers) if isinstance(workers, Workers) else None
        self.workers = workers.count if isinstance(workers, Workers) else workers or os.cpu_count() or 1
        self._memory = memory
        self._progress = progress or (lambda done, rows: None)

    def open(self, tables: Mapping[str, pa.Table | Path]) -> LocalTables:
        """Return tables ready for SQL."""
        return LocalTables(tables, self.workers, self._memory)

    def map_batches(self, function: BatchFunction, table: pa.Table, *, weight: int = 1) -> pa.Table:
        """Return the function's batches for the table's batches, in order.

        Raises
        ------
        EngineError
            If a worker dies.
        """
        return pa.Table.from_batches(
            self.map_stream(function, cut_batches(table, weight), table.num_rows, weight=weight)
        )

    def map_stream(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch], rows: int, *, weight: int = 1
    ) -> Iterator[pa.RecordBatch]:
        """Yield the function's batches for batches that come one by one, in order; only a few are held.

        Parameters
        ----------
        function : callable
            As for :meth:`map_batches`.
        batches : iterable of pyarrow.RecordBatch
        rows : int
            How many rows there are in all: whether a pool pays, and for the progress.
        weight : int
            How many times as long as usual a row takes.

        Raises
        ------
        EngineError
            If a worker dies.

        Examples
        --------
        >>> batches = pa.table({"a": [1, 2, 3]}).to_batches(max_chunksize=2)
        >>> [batch.num_rows for batch in LocalEngine(1).map_stream(lambda batch: batch, batches, 3)]
        [2, 1]
        """
        pooled = self.workers > 1 and rows * weight >= POOL_FROM
        here = ((function(batch), batch.num_rows) for batch in batches)
        results = self._pooled(function, batches) if pooled else here
        done = 0
        for result, count in results:
            done += count
            self._progress(done, rows)
            yield result

    def _pooled(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch]
    ) -> Iterator[tuple[pa.RecordBatch, int]]:
        with self._kept or Workers(self.workers) as workers:
            yield from workers.map_stream(function, batches)


def cut_batches(table: pa.Table, weight: int = 1) -> list[pa.RecordBatch]:
    """Return a table in batches, the smaller the longer a row takes; at least one, so that functions show their schema.

    Examples
    --------
    >>> [batch.num_rows for batch in cut_batches(pa.table({"a": [1, 2, 3]}), weight=500)]
    [2, 1]
    """
    empty = pa.RecordBatch.from_arrays([pa.array([], field.type) for field in table.schema], schema=table.schema)
    return table.combine_chunks().to_batches(max_chunksize=max(BATCH_ROWS // weight, 1)) or [empty]


def count_rows(name: str, table: pa.Table | Path) -> int:
    """Return how many rows a table has, in memory or as a Parquet file.

    Raises
    ------
    EngineError
        With the name, if the file is none.

    Examples
    --------
    >>> count_rows("t", pa.table({"a": [1, 2]}))
    2
    """
    try:
        return int(pq.read_metadata(table).num_rows if isinstance(table, Path) else table.num_rows)
    except (pa.ArrowInvalid, OSError) as error:
        raise EngineError(f"table {name!r} cannot be read: {error}") from error


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sql_list(texts: list[str]) -> str:
    return "[" + ", ".join(map(_sql_text, texts)) + "]"
