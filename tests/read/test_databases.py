"""Databases: a table or a query, in pieces, nothing secret shown."""

from __future__ import annotations

import builtins
import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from jobmine.errors import MissingExtraError, ReadError
from jobmine.read.files import list_databases
from jobmine.read.grids import BLOCK_ROWS
from jobmine.read.raw import iter_raw, read_raw

needs_sqlalchemy = pytest.mark.skipif(find_spec("sqlalchemy") is None, reason="SQLAlchemy (extra db) is not installed")


def save(path: Path, rows: list[tuple[Any, ...]]) -> str:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE jobs (职位名称 TEXT, 薪资 TEXT, 招聘人数 REAL, 发布时间 TEXT)")
        connection.executemany("INSERT INTO jobs VALUES (?, ?, ?, ?)", rows)
    connection.close()
    return f"sqlite:///{path}"


ROWS = [("会计", "6-8千", 2.0, "2024-10-09"), ("出纳", None, None, None)]


@needs_sqlalchemy
def test_a_table_is_read(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path / "a.db", ROWS) + "?table=jobs")
    assert raw.table.select(["source", "row", "title", "salary", "headcount"]).to_pylist() == [
        {"source": "sqlite:/a.db/jobs", "row": 0, "title": "会计", "salary": "6-8千", "headcount": "2"},
        {"source": "sqlite:/a.db/jobs", "row": 1, "title": "出纳", "salary": None, "headcount": None},
    ]
    assert raw.sources[0].format == "database"


@needs_sqlalchemy
def test_a_query_is_read(tmp_path: Path) -> None:
    raw = read_raw(save(tmp_path / "a.db", ROWS) + "?query=SELECT 职位名称 FROM jobs WHERE 薪资 IS NULL")
    assert raw.table["title"].to_pylist() == ["出纳"]


@needs_sqlalchemy
def test_a_long_table_comes_in_pieces_with_running_row_numbers(tmp_path: Path) -> None:
    address = save(tmp_path / "a.db", [(f"焊工{i}", "6千", None, None) for i in range(BLOCK_ROWS + 3)])
    batches = list(iter_raw(address + "?table=jobs"))
    assert [batch.table.num_rows for batch in batches] == [BLOCK_ROWS, 3]
    assert batches[1].table["row"].to_pylist() == [BLOCK_ROWS, BLOCK_ROWS + 1, BLOCK_ROWS + 2]


@needs_sqlalchemy
def test_a_database_stands_beside_files(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("职位名称,薪资\n司机,5千\n", encoding="utf-8")
    raw = read_raw([save(tmp_path / "a.db", ROWS) + "?table=jobs", tmp_path / "b.csv"])
    assert raw.table["title"].to_pylist() == ["会计", "出纳", "司机"]


@needs_sqlalchemy
@pytest.mark.parametrize(
    ("ending", "message"),
    [
        ("", "add what to read"),
        ("?table=a&query=b", "add what to read"),
        ("?table=none", "NoSuchTableError: none"),
        ("?query=SELEC 1", "syntax error"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, ending: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        read_raw(save(tmp_path / "a.db", ROWS) + ending)


@needs_sqlalchemy
def test_a_file_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        read_raw(f"sqlite:///{tmp_path / 'a.db'}?table=jobs")
    assert not (tmp_path / "a.db").exists()


@needs_sqlalchemy
@pytest.mark.parametrize("address", ["postgresql://amy:Geheim1@db:5/jobs?table=t&sslpassword=Geheim1",
                                     "mysql://amy:Geheim1@db:x/jobs?table=t",
                                     "nothing://amy:Geheim1@db/jobs?table=t",
                                     "postgresql://amy:Geheim1@db/jobs"])  # fmt: skip
def test_a_password_is_never_shown(address: str) -> None:
    with pytest.raises((ReadError, MissingExtraError)) as caught:
        list_databases(address)
        read_raw(address)
    cause: BaseException | None = caught.value
    while cause:
        assert "Geheim1" not in str(cause)
        cause = cause.__cause__


@needs_sqlalchemy
def test_a_name_shows_kind_host_and_table_only() -> None:
    assert list_databases("postgresql://amy:Geheim1@db:5432/jobs?table=ads&sslmode=x") == ["postgresql:db/jobs/ads"]


def test_without_sqlalchemy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("sqlalchemy"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"jobmine\[db\]"):
        list_databases("sqlite:///a.db?table=jobs")


@needs_sqlalchemy
def test_arrays_of_a_database_are_lists_with_commas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = save(tmp_path / "a.db", [("会计", '["五险", "双休"]', None, None)])

    def typed(connection: Any, wanted: dict[str, str]) -> Any:
        import sqlalchemy as sa

        return sa.select(sa.column("职位名称"), sa.column("薪资", sa.JSON).label("福利")).select_from(sa.table("jobs"))

    monkeypatch.setattr("jobmine.read.databases._statement", typed)  # PostgreSQL gives lists and objects itself
    assert read_raw(address + "?table=jobs").table["benefits"].to_pylist() == ["五险,双休"]
