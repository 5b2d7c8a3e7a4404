"""Small tables that answer SQL, built from rows that leave out what does not matter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from jobmine.engines.local import LocalTables
from jobmine.schema import SCHEMAS

READABLE = "岗位要求：熟悉机械制图，能够独立完成数控车床编程与操作。"


@pytest.fixture
def build() -> Callable[..., LocalTables]:
    """Return tables from rows; postings are readable and have an employer unless a row says otherwise."""

    def from_rows(**rows: list[dict[str, Any]]) -> LocalTables:
        postings = [
            {"posting_id": f"p{i}", "source": "a.csv", "row": i, "text": READABLE, "text_complete": True}
            | {"employer": f"公司{i}"}
            | row
            for i, row in enumerate(rows.pop("postings", []))
        ]
        readable = [{"posting_id": p["posting_id"], "kind": "requirements"} for p in postings if p["text"]]
        every = {"postings": postings, "sections": readable} | rows
        return LocalTables({name: pa.Table.from_pylist(values, schema=SCHEMAS[name]) for name, values in every.items()})

    return from_rows


@pytest.fixture
def ask() -> Callable[..., list[dict[str, Any]]]:
    """Return mentions of a term in the postings with the given numbers."""

    def mentions(numbers: range | list[int], term: str, kind: str = "skill", **more: Any) -> list[dict[str, Any]]:
        return [{"posting_id": f"p{i}", "kind": kind, "term": term, "surface": term, **more} for i in numbers]

    return mentions
