from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobmine.engines.local import POOL_FROM, LocalEngine, LocalTables
from jobmine.engines.workers import Workers
from jobmine.errors import EngineError
from jobmine.extract.mentions import extract_batch


def test_any_number_of_workers_gives_the_same_rows_in_order():
    texts = [f"熟悉PLC，{i}年经验" for i in range(POOL_FROM + 5)]
    table = pa.table({"posting_id": [str(i) for i in range(len(texts))], "text": texts})
    function = partial(extract_batch, section="all")
    one, two = (LocalEngine(workers).map_batches(function, table) for workers in (1, 2))
    assert one.equals(two)
    assert two["posting_id"].to_pylist()[-1] == str(len(texts) - 1)


def test_no_rows_give_no_rows():
    table = pa.table({"posting_id": pa.array([], pa.string()), "text": pa.array([], pa.string())})
    assert LocalEngine(1).map_batches(extract_batch, table).num_rows == 0


def test_progress_is_told():
    told = []
    LocalEngine(1, lambda done, rows: told.append((done, rows))).map_batches(
        lambda b: b, pa.table({"a": list(range(1500))})
    )
    assert told == [(1000, 1500), (1500, 1500)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY t TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/other.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_sql_reads_and_writes_nothing_outside(query):
    with pytest.raises(EngineError):
        LocalTables({"t": pa.table({"a": [1]})}).sql(query)


def test_parquet_files_and_tables_answer_together(tmp_path):
    pq.write_table(pa.table({"a": [1, 2]}), tmp_path / "it's.parquet")
    tables = LocalTables({"t": tmp_path / "it's.parquet", "none": pa.table({"a": pa.array([], pa.int64())})})
    assert tables.sql("SELECT t.a FROM t JOIN m ON m.a = t.a", m=pa.table({"a": [2]}))["a"].to_pylist() == [2]
    assert (tables.has("t"), tables.has("none"), tables.has("other")) == (True, False, False)


def test_a_lone_worker_is_not_started_before_it_is_needed():
    with Workers(1) as workers:
        workers.prepare("json")
        assert workers._pool is None
