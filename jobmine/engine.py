"""The seam between what is computed and where: an engine maps batches and answers SQL.

Per-posting work is a pure function of a batch; work over the corpus is a relational expression.
Two engines fulfil the protocol, see :mod:`jobmine.engines`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pyarrow as pa

BatchFunction = Callable[[pa.RecordBatch], pa.RecordBatch]


class Tables(Protocol):
    """Named tables that answer SQL: what measures are computed from."""

    def sql(self, query: str, **more: pa.Table) -> pa.Table:
        """Return the answer to a query over the tables and those given beside them."""

    def has(self, name: str) -> bool:
        """Return whether there is such a table with rows."""

    def keep(self, name: str, query: str) -> None:
        """Answer a query once and keep it as a table for later queries; one that is kept already stays."""


class Engine(Protocol):
    """What a room may ask of the machinery below it."""

    def map_batches(self, function: BatchFunction, table: pa.Table, *, weight: int = 1) -> pa.Table:
        """Return the function's batches for the table's batches, in order.

        The function is picklable, keeps no state and gives every batch the same schema. ``weight`` says how
        many times as long as usual a row takes: the heavier, the smaller the batches.
        """

    def map_stream(
        self, function: BatchFunction, batches: Iterable[pa.RecordBatch], rows: int, *, weight: int = 1
    ) -> Iterator[pa.RecordBatch]:
        """Yield the function's batches for batches that come one by one, ``rows`` in all, in order."""

    def open(self, tables: Mapping[str, pa.Table | Path]) -> Tables:
        """Return tables, in memory or as Parquet files, under their names, ready for SQL."""
