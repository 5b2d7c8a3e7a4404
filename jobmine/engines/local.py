"""One machine: a pool of processes over Arrow batches, DuckDB for aggregation."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jobmine.engine import BatchFunction
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
    """

    def __init__(self, tables: Mapping[str, pa.Table | Path], threads: int = 1) -> None:
        self._connection = duckdb.connect(config={"threads": threads, "autoload_known_extensions": False})
        self._rows: dict[str, int] = {}
        paths = [str(table.resolve()) for table in tables.values() if isinstance(table, Path)]
        self._connection.execute("SET allowed_paths = " + _sql_list(paths))
        for name, table in tables.items():
            if isinstance(table, Path):
                self._connection.execute(
                    f'CREATE VIEW "{name}" AS FROM read_parquet({_sql_text(str(table.resolve()))})'
                )
                self._rows[name] = pq.read_metadata(table).num_rows
            else:
                self._connection.register(name, table)
                self._rows[name] = table.num_rows
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")

    def has(self, name: str) -> bool:
        """Return whether there is such a table with rows."""
        return self._rows.get(name, 0) > 0

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
    workers : int
        Processes; 0 is one a core.
    progress : callable, optional
        Called with rows done and rows in all.

    Examples
    --------
    >>> LocalEngine(1).map_batches(lambda batch: batch, pa.table({"a": [1, 2]})).num_rows
    2
    """

    def __init__(self, workers: int = 0, progress: Progress | None = None) -> None:
        self.workers = workers or os.cpu_count() or 1
        self._progress = progress or (lambda done, rows: None)

    def open(self, tables: Mapping[str, pa.Table | Path]) -> LocalTables:
        """Return tables ready for SQL."""
        return LocalTables(tables, self.workers)

    def map_batches(self, function: BatchFunction, table: pa.Table) -> pa.Table:
        """Return the function's batches for the table's batches, in order.

        Raises
        ------
        EngineError
            If a worker dies.
        """
        batches = table.combine_chunks().to_batches(max_chunksize=BATCH_ROWS)
        if not batches:
            return pa.Table.from_batches([function(_empty_batch(table.schema))])
        if self.workers == 1 or table.num_rows < POOL_FROM:
            done = []
            for batch in batches:
                done.append(function(batch))
                self._progress(sum(b.num_rows for b in done), table.num_rows)
            return pa.Table.from_batches(done)
        return self._pooled(function, batches, table.num_rows)

    def _pooled(self, function: BatchFunction, batches: list[pa.RecordBatch], rows: int) -> pa.Table:
        # File to file: processes exchange paths, Arrow data are never pickled.
        with TemporaryDirectory(prefix="jobmine-") as folder:
            source = Path(folder, "in.arrow")
            with pa.OSFile(str(source), "wb") as sink, pa.ipc.new_file(sink, batches[0].schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            context = get_context("spawn")
            with ProcessPoolExecutor(self.workers, mp_context=context, initializer=_one_thread) as pool:
                futures: list[Future[str]] = [
                    pool.submit(_work, function, str(source), number, str(Path(folder, f"{number}.arrow")))
                    for number in range(len(batches))
                ]
                tables, done = [], 0
                try:
                    for future, batch in zip(futures, batches, strict=True):
                        with pa.OSFile(future.result(), "rb") as part:
                            tables.append(pa.ipc.open_file(part).read_all())
                        done += batch.num_rows
                        self._progress(done, rows)
                except BrokenProcessPool as error:
                    raise EngineError("a worker process died (out of memory?); try fewer workers") from error
                finally:
                    pool.shutdown(wait=True, cancel_futures=True)
        return pa.concat_tables(tables)


def _one_thread() -> None:
    """Keep native libraries to one thread a process: the pool is the parallelism."""
    pa.set_cpu_count(1)
    os.environ["OMP_NUM_THREADS"] = "1"


def _work(function: BatchFunction, source: str, number: int, target: str) -> str:
    with pa.memory_map(source) as file:
        result = function(pa.ipc.open_file(file).get_batch(number))
        with pa.OSFile(target, "wb") as sink, pa.ipc.new_file(sink, result.schema) as writer:
            writer.write_batch(result)
    return target


def _empty_batch(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _sql_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _sql_list(texts: list[str]) -> str:
    return "[" + ", ".join(map(_sql_text, texts)) + "]"
