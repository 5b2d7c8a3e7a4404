from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobmine.errors import ReadError
from jobmine.read.raw import Raw, read_raw
from jobmine.read.sources import Limits

POSTING = {"职位名称": "会计", "薪资": "6-8千", "公司标签": ["零售/批发", "1000-9999人", "民营"]}


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def titles(raw: Raw) -> list[str | None]:
    return list(raw.table["title"].to_pylist())


@pytest.mark.parametrize(
    "document", [[POSTING], {"data": {"total": 1, "list": [POSTING]}}, {"code": 0, "rows": [POSTING], "tags": ["a"]}]
)
def test_array_is_found(tmp_path: Path, document: object) -> None:
    assert titles(read_raw(write(tmp_path / "a.json", json.dumps(document, ensure_ascii=False)))) == ["会计"]


def test_list_fills_all_fields_that_its_members_show(tmp_path: Path) -> None:
    row = read_raw(write(tmp_path / "a.json", json.dumps([POSTING]))).table.to_pylist()[0]
    assert {row["industry"], row["company_size"], row["company_type"]} == {"零售/批发,1000-9999人,民营"}


def test_nested_keys_are_known(tmp_path: Path) -> None:
    posting = {"jobName": "会计", "company": {"name": "甲公司", "size": {"name": "50-150人"}}}
    row = read_raw(write(tmp_path / "a.json", json.dumps([posting]))).table.to_pylist()[0]
    assert (row["company"], row["company_size"]) == ("甲公司", "50-150人")


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    text = '[{"jobId": 12345678901234567890, "jobName": "会计", "min_salary": 8000.0}]'
    row = read_raw(write(tmp_path / "a.json", text)).table.to_pylist()[0]
    assert (row["id"], row["salary_min"]) == ("12345678901234567890", "8000")


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.json"])
def test_json_lines_are_known_by_content(tmp_path: Path, name: str) -> None:
    raw = read_raw(write(tmp_path / name, '{"title": "会计"}\n\n{"title": "出纳", "salary": "5-6千"}\n'))
    assert raw.table.select(["row", "title", "salary"]).to_pylist() == [
        {"row": 0, "title": "会计", "salary": None},
        {"row": 1, "title": "出纳", "salary": "5-6千"},
    ]
    assert raw.sources[0].format == "jsonl"


def test_broken_line_is_rejected(tmp_path: Path) -> None:
    raw = read_raw(write(tmp_path / "a.jsonl", '{"title": "会计"}\n{"title": "出\n{"title": "司机"}\n'))
    assert raw.rejected.select(["row", "reason"]).to_pylist() == [{"row": 1, "reason": "不是JSON对象"}]
    assert titles(raw) == ["会计", "司机"]


def test_key_that_comes_up_late_is_mapped(tmp_path: Path) -> None:
    lines = ['{"title": "会计"}'] * 6_000 + ['{"title": "出纳", "薪资": "5-6千"}']
    raw = read_raw(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert raw.table["salary"].to_pylist()[-1] == "5-6千"
    assert raw.table["row"].to_pylist()[-1] == 6_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n "b": [1, 2]}', "no array of objects"),
        ('{"a": [{"x": 1}], "b": [{"y": 2}]}', r"2 arrays of objects \(\$\.a, \$\.b\)"),
        ('[{"title": "会计"},\n {"title": ]', r"a\.json:2: not valid JSON"),
        ("   \n", "empty"),
        ("[]", "no rows"),
    ],
)
def test_document_without_postings_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_raw(write(tmp_path / "a.json", text))


def test_array_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", json.dumps([POSTING]))
    with pytest.raises(ReadError, match=r"limit of 10\b.*JSON Lines"):
        read_raw(path, limits=Limits(whole=10))


def test_parquet_of_any_type_reads_as_text(tmp_path: Path) -> None:
    table = pa.table(
        {
            "title": pa.array(["会计", "出纳"]).dictionary_encode(),
            "salary_min": [8000.0, None],
            "headcount": [3, 1],
            "tags": [["税务", "Excel"], []],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    rows = read_raw(tmp_path / "a.parquet").table.select(["title", "salary_min", "headcount", "tags"]).to_pylist()
    assert rows == [
        {"title": "会计", "salary_min": "8000", "headcount": "3", "tags": "税务,Excel"},
        {"title": "出纳", "salary_min": None, "headcount": "1", "tags": None},
    ]


def test_damaged_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + b"x" * 100)
    with pytest.raises(ReadError, match="Parquet"):
        read_raw(tmp_path / "a.parquet")


def test_parquet_damaged_behind_its_head_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"职位名称": [f"会计{i}" for i in range(200)]}), path)
    content = bytearray(path.read_bytes())
    content[30:200] = b"\xff" * 170
    path.write_bytes(content)
    with pytest.raises(ReadError, match="not a valid Parquet file"):
        read_raw(path)
