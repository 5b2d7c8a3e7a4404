"""What both engines promise: the same batches in the same order, the same answers, the same refusals."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobmine.engines.local import LocalEngine
from jobmine.errors import EngineError
from jobmine.measure.expressions import check_expression
from jobmine.schema import SCHEMAS
from jobmine.tables import pack, unpack

ROWS = pa.table(
    {
        "id": ["a", "b", "c", "d", "e", "f"],
        "city": ["南京", "苏州", None, "南京", "苏州", "北京市"],
        "pay": [5000.0, 7000.5, None, 9000.0, None, 4000.0],
        "n": pa.array([3, 1, 2, None, 5, 2], pa.int32()),
        "flag": [True, None, False, True, False, True],
        "day": [date(2025, 1, 31), date(2025, 2, 28), None, date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31)],
        "tags": [["双休", "五险一金"], [], None, ["双休"], ["年终奖", None], ["班车"]],
        "row": pa.array([5, 4, 3, 2, 1, 0], pa.int32()),
    }
)

QUERIES = {
    "nulls come last, whichever way": "SELECT id, city, n FROM t ORDER BY city DESC, n, id",
    "nulls in windows": 'SELECT id, ROW_NUMBER() OVER (PARTITION BY flag ORDER BY n, "row" DESC) AS k, '
    "SUM(pay) OVER (PARTITION BY city) AS s FROM t ORDER BY id",
    "division and rounding": "SELECT id, n / 2 AS half, (n + 1) / 2 * 2 AS up, ROUND(pay / 3, 2) AS r, n % 2 AS odd, "
    "CAST(ROUND(COALESCE(100 * pay, 0)) AS BIGINT) AS cents, LN(n) AS ln FROM t ORDER BY id",
    "sums and means": "SELECT SUM(n) AS s, SUM(1 - n) AS m, AVG(pay) AS a, MEDIAN(pay) AS q, COUNT(DISTINCT city) AS d, "
    "COUNT(*) FILTER (WHERE flag) AS f, QUANTILE_CONT(pay, 0.9) AS p90, MIN(city) AS least, MAX(day) AS latest FROM t",
    "the commonest, ties by order": "SELECT flag, MODE(city ORDER BY city) AS m FROM t GROUP BY flag ORDER BY flag",
    "grouping sets": "SELECT city, flag, COUNT(*) AS n FROM t GROUP BY GROUPING SETS ((city), (flag), ()) ORDER BY ALL",
    "groups by all": "SELECT COALESCE(city, '未注明') AS g, n > 2 AS more, COUNT(*) AS k FROM t GROUP BY ALL ORDER BY ALL",
    "Chinese in strings": "SELECT id, LENGTH(city) AS l, SUBSTRING(city, 1, 1) AS s, city LIKE '%市' AS c, "
    "REGEXP_EXTRACT(city, '^(.)京', 1) AS x, CONCAT(city, '-', id) AS k FROM t ORDER BY id",
    "numbers in strings": "SELECT id, TRY_CAST(REGEXP_EXTRACT(id || '12', '[0-9]+') AS INT) AS a, TRY_CAST(id AS INT) AS b "
    "FROM t ORDER BY id",
    "days": "SELECT id, SUBSTRING(CAST(day AS STRING), 1, 7) AS m, CAST(day + INTERVAL 29 DAY AS DATE) AS closes, "
    "DATE_DIFF('day', day, DATE '2025-12-31') AS d, GREATEST(day, DATE '2025-01-01') AS g, YEAR(day) AS y FROM t "
    "ORDER BY id",
    "lists": "SELECT id, tag FROM (SELECT id, UNNEST(tags) AS tag FROM t) u ORDER BY id, tag",
    "lists come back": "SELECT id, tags FROM t ORDER BY id",
    "joins and what is not in": "SELECT a.id, b.id AS other FROM t a JOIN t b USING (city) WHERE a.id < b.id AND "
    "a.id NOT IN (SELECT id FROM t WHERE n > 2) ORDER BY 1, 2",
    "distinct on, qualify": "SELECT city, id FROM t QUALIFY ROW_NUMBER() OVER (PARTITION BY city ORDER BY id) = 1 ORDER BY city",
    "from first": "FROM t ORDER BY id LIMIT 2",
    "no rows": "SELECT city, SUM(n) AS s FROM t WHERE id = 'z' GROUP BY city",
}

CONDITIONS = [
    "city = '南京' and salary_min >= 5000",
    "contains(title, '数控') or starts_with(title, '会') or regexp_matches(title, '程.$')",
    "list_contains(benefits, '双休') and length(title) > 2",
    "title ilike '%JAVA%' or lower(title) like 'c%' or substring(title, 1, 1) = '焊'",
    "year(published) = 2025 and month(published) between 1 and 6",
    "published >= '2025-02-01' and salary_min / 2 > 2000",
    "headcount is null and headcount % 2 = 1 or coalesce(salary_max, 1) = 0",
    "not text_complete or city in ('苏州', '无锡') or salary_min <> 5000",
]


POSTINGS = pa.Table.from_pylist(
    [
        {"posting_id": f"p{i}", **row}
        for i, row in enumerate(
            [
                {"city": "南京", "title": "数控编程", "salary_min": 5000.0, "benefits": ["双休"], "headcount": 3.0},
                {"city": "苏州", "title": "会计", "salary_min": 4000.5, "published": date(2025, 3, 1), "benefits": []},
                {"city": None, "title": "Java工程师", "salary_max": 0.0, "published": date(2024, 3, 1)},
                {"city": "无锡", "title": "焊工", "salary_min": 9000.0, "published": date(2025, 12, 1)},
                {"city": "南京", "title": "c++开发", "text_complete": False, "headcount": 2.0, "benefits": [None]},
            ]
        )
    ],
    schema=SCHEMAS["postings"],
)


def same(one: pa.Table, other: pa.Table) -> None:
    """Assert that two tables have the same types and the same rows in the same order, floats to 1e-9."""
    assert one.schema.equals(other.schema)
    assert one.num_rows == other.num_rows
    for name in one.column_names:
        if pa.types.is_floating(one.schema.field(name).type):
            mine, yours = (table[name].to_pandas().to_numpy() for table in (one, other))
            np.testing.assert_allclose(mine, yours, rtol=1e-9, atol=0, err_msg=name)
        else:
            assert one[name].to_pylist() == other[name].to_pylist(), name


@pytest.fixture(scope="module")
def on_spark(spark):
    return spark.open({"t": ROWS, "postings": POSTINGS})


@pytest.fixture(scope="module")
def on_local():
    return LocalEngine(1).open({"t": ROWS, "postings": POSTINGS})


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_both_engines_answer_alike(on_local, on_spark, query):
    same(on_local.sql(query), on_spark.sql(query))


@pytest.mark.parametrize("condition", CONDITIONS)
def test_both_engines_understand_what_a_person_may_write(on_local, on_spark, condition):
    query = f"SELECT posting_id FROM postings WHERE {check_expression(condition)} ORDER BY posting_id"
    answer = on_local.sql(query)
    assert 0 < answer.num_rows < POSTINGS.num_rows
    same(answer, on_spark.sql(query))


def test_batches_come_back_in_order_whatever_their_types(engine):
    batches = pa.table({"x": list(range(9000))}).to_batches(max_chunksize=500)

    def pack_kinds(batch):
        odd = pa.array(["单", "双"]).take(pa.array([x % 2 for x in batch["x"].to_pylist()])).dictionary_encode()
        return pack({"a": pa.table({"x": batch["x"], "odd": odd}), "b": pa.table({"n": pa.array([1], pa.uint16())})})

    found = [unpack(batch) for batch in engine.map_stream(pack_kinds, batches, 1000)]  # of functions that do not travel
    assert [x for tables in found for x in tables["a"]["x"].to_pylist()] == list(range(9000))
    assert found[0]["a"]["odd"].type == pa.dictionary(pa.int32(), pa.string())
    assert found[0]["b"]["n"].type == pa.uint16()


def test_no_rows_give_no_rows_of_the_same_type(engine):
    empty = engine.map_batches(lambda batch: batch.rename_columns(["y"]), pa.table({"x": pa.array([], pa.int8())}))
    assert (empty.num_rows, empty.schema) == (0, pa.schema({"y": pa.int8()}))


def test_files_and_tables_answer_together_and_what_is_kept_stays(engine, tmp_path):
    folder = tmp_path / "结果 [1] #%20*"
    folder.mkdir()
    pq.write_table(pa.table({"a": [1, 2]}), folder / "it's.parquet")
    tables = engine.open({"t": folder / "it's.parquet", "none": pa.table({"a": pa.array([], pa.int64())})})
    assert (tables.has("t"), tables.has("none"), tables.has("other")) == (True, False, False)
    assert tables.sql("SELECT t.a FROM t JOIN m ON m.a = t.a", m=pa.table({"a": [2]}))["a"].to_pylist() == [2]
    tables.keep("large", "SELECT a FROM t WHERE a > 1")
    tables.keep("large", "SELECT a FROM t")
    assert tables.sql("SELECT large.a, m.b FROM large, m", m=pa.table({"b": ["新"]})).to_pylist() == [
        {"a": 2, "b": "新"}
    ]


def test_tables_of_one_name_do_not_meet(engine):
    one, other = (engine.open({"t": pa.table({"a": [value]})}) for value in (1, 2))
    for tables in (one, other):
        tables.keep("k", "SELECT a + 1 AS b FROM t")
    assert [tables.sql("FROM k")["b"].to_pylist() for tables in (one, other)] == [[2], [3]]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT nothing FROM t",
        "SELECT * FROM read_parquet('/etc/passwd')",
        "SELECT * FROM parquet.`/etc/passwd`",
        "SELECT java_method('java.lang.System', 'exit', 1)",
        "SET enable_external_access = true",
        "SELECT CAST(a AS DATE) FROM t",
    ],
)
def test_what_cannot_be_answered_is_named(engine, query):
    with pytest.raises(EngineError) as caught:
        engine.open({"t": pa.table({"a": ["x"]})}).sql(query)
    assert query in str(caught.value)


def test_broken_tables_are_told(engine, tmp_path):
    file = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": [f"text {i}" for i in range(10000)]}), file, compression="zstd")
    content = bytearray(file.read_bytes())
    content[100:20000] = bytes(19900)  # the footer is whole, the pages are not
    file.write_bytes(content)
    query = "SELECT COUNT(DISTINCT a) AS n FROM t"
    with pytest.raises(EngineError, match="COUNT"):
        engine.open({"t": file}).sql(query)
    file.write_bytes(content[:100])
    with pytest.raises(EngineError, match="'t'"):
        engine.open({"t": file})
