"""Answers that are kept for later queries, and counting in bounded memory."""

import pyarrow as pa
import pytest

from jobmine.engines.local import LocalTables
from jobmine.errors import EngineError


def test_what_is_kept_stays():
    tables = LocalTables({"t": pa.table({"a": [1, 2, 3]})})
    tables.keep("large", "SELECT a FROM t WHERE a > 1")
    tables.keep("large", "SELECT a FROM t")
    assert tables.sql("SELECT COUNT(*) AS n FROM large")["n"].to_pylist() == [2]


def test_a_query_that_fails_is_named_and_nothing_is_kept():
    tables = LocalTables({"t": pa.table({"a": [1]})})
    with pytest.raises(EngineError, match="SELECT b FROM t"):
        tables.keep("large", "SELECT b FROM t")
    tables.keep("large", "SELECT a FROM t")
    assert tables.sql("FROM large")["a"].to_pylist() == [1]


def test_what_does_not_fit_in_memory_is_laid_down_and_removed(tmp_path, monkeypatch):
    monkeypatch.setattr("jobmine.engines.local.gettempdir", lambda: str(tmp_path))
    tables = LocalTables({"t": pa.table({"a": [0]})}, memory=0.06)
    tables.keep("many", "SELECT CONCAT('a posting with a long id ', i) AS id FROM RANGE(2000000) r(i)")
    assert tables.sql("SELECT COUNT(*) AS n FROM (SELECT id FROM many GROUP BY id) g")["n"].to_pylist() == [2000000]
    assert list(tmp_path.iterdir())
    del tables
    assert not list(tmp_path.iterdir())
