"""Tables that answer DuckDB's SQL on Spark: sqlglot carries the query over, DuckDB says which types it has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import finalize

import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot
from sqlglot import exp

from jobmine.engines.local import LocalTables, count_rows
from jobmine.engines.spark_session import reporting
from jobmine.errors import EngineError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # what overflows or cannot be cast is an error, as in DuckDB
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "false",
}
_SHUFFLE = "spark.sql.shuffle.partitions"
_ANSWER_BYTES = 1 << 20
_PARTITION_ROWS, _MOST_PARTITIONS = 200_000, 200
_GLOB = re.compile(r"([\[\]{}*?\\])")


class SparkTables:
    """Named tables behind a Spark session of their own.

    Every query is first put to DuckDB over tables of the same columns without rows. So a mistake is told in the
    same words on both engines, nothing but the tables can be read, and the types of an answer are the same.

    Parameters
    ----------
    session : SparkSession
        What it runs and caches is shared, its views and settings are not touched.
    tables : mapping from str to pyarrow.Table or Path
        Tables in memory, which the driver sends out, or Parquet files, which the workers read.
    """

    def __init__(self, session: SparkSession, tables: Mapping[str, pa.Table | Path]) -> None:
        self._session = session.newSession()
        for name, value in _SETTINGS.items():
            self._session.conf.set(name, value)
        self._tables = dict(tables)
        self._rows = {name: count_rows(name, table) for name, table in tables.items()}
        if not session.sparkContext.getConf().contains(_SHUFFLE):  # one partition sorts without being cut first
            wanted = 1 + max(self._rows.values(), default=0) // _PARTITION_ROWS
            self._session.conf.set(_SHUFFLE, str(min(wanted, _MOST_PARTITIONS)))
        self._shapes = LocalTables({name: _shape(table) for name, table in tables.items()})
        self._viewed: set[str] = set()
        self._kept: dict[str, DataFrame] = {}
        self._answers: dict[str, pa.Table] = {}
        finalize(self, _release, self._kept).atexit = False

    def has(self, name: str) -> bool:
        """Return whether there is such a table with rows."""
        return self._rows.get(name, 0) > 0

    def keep(self, name: str, query: str) -> None:
        """Cache the answer to a query as a table for later queries; one that is kept already stays."""
        if name in self._kept:
            return
        self._shapes.keep(name, query)
        with reporting("query failed", query):
            frame = self._frame(query).persist()
            frame.createOrReplaceTempView(name)
        self._kept[name] = frame

    def sql(self, query: str, **more: pa.Table) -> pa.Table:
        """Return the answer to a query; tables given by name stand beside the own ones.

        Tables do not change, so a small answer is kept: measures ask some things several times.

        Raises
        ------
        EngineError
            With the query, where it fails.
        """
        if not more and query in self._answers:
            return self._answers[query]
        schema = self._shapes.sql(query, **{name: _shape(table) for name, table in more.items()}).schema
        with reporting("query failed", query):
            for name, table in more.items():
                self._view(name, table)
            answer = self._frame(query).toArrow()
            for name in more:
                self._session.catalog.dropTempView(name)
                self._viewed.discard(name)
        try:
            answer = answer.cast(schema)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
            raise EngineError(f"Spark answers with other types than DuckDB: {error}\n{query}") from error
        if not more and answer.nbytes <= _ANSWER_BYTES:
            self._answers[query] = answer
        return answer

    def _frame(self, query: str) -> DataFrame:
        tree = sqlglot.parse_one(query, read="duckdb")
        for name in {table.name for table in tree.find_all(exp.Table)} & self._tables.keys() - self._viewed:
            self._view(name, self._tables[name])
        return self._session.sql(to_spark(tree))

    def _view(self, name: str, table: pa.Table | Path) -> None:
        from pyspark.sql.pandas.types import from_arrow_schema

        if isinstance(table, Path):
            columns = from_arrow_schema(pq.read_schema(table))  # or Spark would run a job to find out
            frame = self._session.read.schema(columns).parquet(_address(table))
        else:
            frame = self._session.createDataFrame(table)
        frame.createOrReplaceTempView(name)
        self._viewed.add(name)


def to_spark(query: str | exp.Expression) -> str:
    """Return a query of DuckDB in the words of Spark; every name is quoted, so none is a word of the language.

    Examples
    --------
    >>> to_spark("FROM t ORDER BY row")
    'SELECT * FROM `t` ORDER BY `row` NULLS LAST'
    >>> to_spark("SELECT UNNEST(terms) AS term, n / 2 AS half FROM t")
    'SELECT EXPLODE(`terms`) AS `term`, `n` / 2 AS `half` FROM `t`'
    >>> to_spark("SELECT MODE(a ORDER BY a) FROM t")
    'SELECT MODE() WITHIN GROUP (ORDER BY `a`) FROM `t`'
    >>> to_spark("SELECT QUANTILE_CONT(a, 0.9) FROM t")
    'SELECT PERCENTILE(`a`, 0.9) FROM `t`'
    """
    tree = sqlglot.parse_one(query, read="duckdb") if isinstance(query, str) else query
    return str(tree.transform(_as_spark_has_it).sql(dialect="spark", identify=True))


def _as_spark_has_it(node: exp.Expression) -> exp.Expression:
    """Write what sqlglot leaves as DuckDB has it: the order that breaks ties between commonest values, quantiles."""
    if isinstance(node, exp.Mode) and isinstance(node.this, exp.Order):
        order = node.this.copy()
        order.set("this", None)
        for key in order.expressions:
            key.set("nulls_first", not key.args.get("desc"))  # Spark's own order, which it wants unsaid
        return exp.WithinGroup(this=exp.Mode(), expression=order)
    if isinstance(node, exp.PercentileCont) and node.expression:
        return exp.func("PERCENTILE", node.this, node.expression, dialect="spark")
    return node


def _address(path: Path) -> str:
    """Return a file for Spark, which would take brackets and stars in a name for a pattern."""
    return "file:///" + _GLOB.sub(r"\\\1", path.resolve().as_posix().lstrip("/"))


def _shape(table: pa.Table | Path) -> pa.Table:
    return (pq.read_schema(table) if isinstance(table, Path) else table.schema).empty_table()


def _release(kept: dict[str, Any]) -> None:
    """Let Spark forget what was kept."""
    for frame in kept.values():
        if frame.sparkSession.sparkContext._jsc is not None:  # the only sign that Spark has stopped
            frame.unpersist()
