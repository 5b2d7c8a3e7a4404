"""Processes of this machine: started at the first need, kept while the context lasts."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import pyarrow as pa
from threadpoolctl import threadpool_limits

from jobmine.engine import BatchFunction
from jobmine.errors import EngineError


class Workers:
    """A pool of processes for batches and for jobs of any other sort.

    Parameters
    ----------
    count : int
        Processes; 0 is one a core.

    Examples
    --------
    >>> with Workers(1) as workers:
    ...     workers.submit(abs, -2).result()
    2
    """

    def __init__(self, count: int = 0) -> None:
        self.count = count or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def prepare(self, module: str) -> None:
        """Have every process import a module beside what this one does; nothing where there is one."""
        for _ in range(self.count if self.count > 1 else 0):
            self.submit(import_module, module).add_done_callback(Future.exception)

    def submit(self, function: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Have a process call a function."""
        if not self._pool:
            self._pool = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"), initializer=_begin)
        return self._pool.submit(function, *arguments)

    def map_stream(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch]
    ) -> Iterator[tuple[pa.RecordBatch, int]]:
        """Yield the function's batch and the rows given, for batches that come one by one; only a few are held.

        Raises
        ------
        EngineError
            If a process dies.
        """
        # File to file: processes exchange paths, Arrow data are never pickled.
        waiting: deque[tuple[Future[Path], int]] = deque()
        with TemporaryDirectory(prefix="jobmine-") as folder:
            try:
                for number, batch in enumerate(batches):
                    source, target = (Path(folder, f"{number}.{end}.arrow") for end in ("in", "out"))
                    _write_batch(source, batch)
                    waiting.append((self.submit(_work, function, source, target), batch.num_rows))
                    if len(waiting) > 2 * self.count:
                        yield _taken(*waiting.popleft())
                while waiting:
                    yield _taken(*waiting.popleft())
            except BrokenProcessPool as error:
                raise EngineError("a worker process died (out of memory?); try fewer workers") from error
            finally:
                wait([future for future, _ in waiting if not future.cancel()])  # they use the folder


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the process that waits for this one
    one_thread()


def one_thread() -> None:
    """Keep native libraries to one thread a process: the pool is the parallelism."""
    pa.set_cpu_count(1)
    os.environ["OMP_NUM_THREADS"] = "1"  # of libraries to come
    threadpool_limits(1)  # of those that are there


def _work(function: BatchFunction, source: Path, target: Path) -> Path:
    result = function(_read_batch(source))
    source.unlink()
    _write_batch(target, result)
    return target


def _taken(future: Future[Path], rows: int) -> tuple[pa.RecordBatch, int]:
    target = future.result()
    batch = _read_batch(target)
    target.unlink()
    return batch, rows


def _write_batch(path: Path, batch: pa.RecordBatch) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)


def _read_batch(path: Path) -> pa.RecordBatch:
    with pa.OSFile(str(path), "rb") as source:
        return pa.ipc.open_file(source).get_batch(0)
