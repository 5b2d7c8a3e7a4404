"""Small tables that answer SQL, built from rows that leave out what does not matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from jobmine.schema import SCHEMAS

READABLE = "岗位要求：熟悉机械制图，能够独立完成数控车床编程与操作。"


class MemoryTables:
    """Arrow tables in one DuckDB connection."""

    def __init__(self, tables: dict[str, pa.Table]) -> None:
        self._tables = tables
        self._connection = duckdb.connect(config={"threads": 1})
        for name, table in tables.items():
            self._connection.register(name, table)

    def sql(self, query: str, **more: pa.Table) -> pa.Table:
        for name, table in more.items():
            self._connection.register(name, table)
        return self._connection.sql(query).to_arrow_table()

    def has(self, name: str) -> bool:
        return name in self._tables and self._tables[name].num_rows > 0


@pytest.fixture
def build() -> Callable[..., MemoryTables]:
    """Return tables from rows; postings are readable and have an employer unless a row says otherwise."""

    def from_rows(**rows: list[dict[str, Any]]) -> MemoryTables:
        postings = [
            {"posting_id": f"p{i}", "source": "a.csv", "row": i, "text": READABLE, "text_complete": True}
            | {"employer": f"公司{i}"}
            | row
            for i, row in enumerate(rows.pop("postings", []))
        ]
        readable = [{"posting_id": p["posting_id"], "kind": "requirements"} for p in postings if p["text"]]
        every = {"postings": postings, "sections": readable} | rows
        return MemoryTables(
            {name: pa.Table.from_pylist(values, schema=SCHEMAS[name]) for name, values in every.items()}
        )

    return from_rows


@pytest.fixture
def ask() -> Callable[..., list[dict[str, Any]]]:
    """Return mentions of a term in the postings with the given numbers."""

    def mentions(numbers: range | list[int], term: str, kind: str = "skill", **more: Any) -> list[dict[str, Any]]:
        return [{"posting_id": f"p{i}", "kind": kind, "term": term, "surface": term, **more} for i in numbers]

    return mentions
