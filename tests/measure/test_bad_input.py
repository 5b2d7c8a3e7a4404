"""What is missing, lopsided or alone gives a defined result with a mark, in every table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jobmine.config import MeasureConfig
from jobmine.measure.scarcity import scarcity_table
from jobmine.measure.suite import DEMAND_TABLES, demand_tables, make_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]
CONFIG = MeasureConfig(draws=50)
TABLES = [name for name in DEMAND_TABLES if name not in ("mix", "majors")]


def seekers(people: dict[str, float]) -> list[dict[str, Any]]:
    return [{"measure": "seekers", "base": "same", "post": post, "people": n} for post, n in people.items()]


def test_a_surplus_of_ten_seekers_a_post_is_no_scarcity(build: Build) -> None:
    demand = {"焊工": 40, "车工": 30, "钳工": 20, "电工": 60, "铣工": 50}
    postings = [{"post": post} for post, n in demand.items() for _ in range(n)]
    frame = scarcity_table(build(postings=postings, supply=seekers({p: 10.0 * n for p, n in demand.items()}))).frame
    assert (frame["degree"] < 0.001).all()
    assert (frame["state"] == "不紧缺").all()
    assert (frame["type"] == "").all()
    assert frame["rank"].isna().all()


def test_one_employer_only_covers_its_area(build: Build) -> None:
    postings = [{"post": "焊工" if i % 2 else "车工", "employer": "甲"} for i in range(40)]
    frame = scarcity_table(build(postings=postings, supply=seekers({"焊工": 5, "车工": 6}))).frame
    assert frame["n_employers"].to_list() == [1, 1]
    assert np.isfinite(frame[["degree", "degree_low", "degree_high", "scale"]]).all(axis=None)
    assert frame["flag"].to_list() == ["样本少；合并估计"] * 2


def test_an_employer_that_nobody_knows_is_none(build: Build) -> None:
    frame = scarcity_table(build(postings=[{"post": "焊工", "employer": None}] * 40, supply=seekers({"焊工": 5}))).frame
    assert frame[["n_employers", "scale"]].to_numpy().tolist() == [[0, 0.5]]


def test_all_duplicates_are_one_posting(build: Build, ask: Ask) -> None:
    classes = [{"posting_id": f"p{i}", "in_scope": True, "duplicate_of": "p0" if i else None} for i in range(40)]
    tables = build(
        postings=[{"post": "焊工"}] * 40,
        posting_classes=classes,
        mentions=ask(range(40), "焊接"),
        supply=seekers({"焊工": 5}),
    )
    row = scarcity_table(tables).frame.iloc[0]
    assert (row["n"], row["flag"]) == (1, "样本过少，只列计数")
    assert np.isnan(row["degree"])
    demand = make_table("demand", DEMAND_TABLES, tables, by=("all",), config=CONFIG).frame.iloc[0]
    assert (demand["n"], demand["n_text"], demand["flag"]) == (1, 1, "样本过少，只列计数")


@pytest.mark.parametrize("name", TABLES)
def test_a_single_posting_has_counts_and_no_figures(build: Build, ask: Ask, name: str) -> None:
    tables = build(postings=[{"city": "南京"}], mentions=ask([0], "焊接", "knowledge"))
    frame = make_table(name, DEMAND_TABLES, tables, by=("city",), config=CONFIG).frame
    figures = frame.select_dtypes("float")
    assert figures.isna().all(axis=None)
    if len(frame):
        assert (frame["flag"] == "样本过少，只列计数").all()


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_group_is_no_row_or_a_row_of_zeros_with_a_mark(build: Build, ask: Ask, name: str) -> None:
    tables = build(
        postings=[{"city": "南京"}] * 40 + [{"city": "苏州", "text": ""}] * 40, mentions=ask(range(40), "焊接")
    )
    frame = make_table(name, DEMAND_TABLES, tables, by=("city",), config=CONFIG).frame
    empty = frame[frame["city"] == "苏州"] if "city" in frame else frame[:0]
    assert (empty.get("n_text", pd.Series(dtype=int)) == 0).all()
    assert (empty["flag"] != "").all()


def test_nothing_at_all_gives_empty_tables(build: Build) -> None:
    made = demand_tables(build(postings=[]), ("city",), config=CONFIG)
    assert all(table.frame.empty for table in made.values())
