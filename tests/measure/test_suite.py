from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobmine.config import MeasureConfig
from jobmine.errors import ConfigError
from jobmine.measure.suite import DEMAND_TABLES, SCARCE_TABLES, demand_tables, make_table, scarce_tables

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]
CONFIG = MeasureConfig(draws=50)


@pytest.fixture
def tables(build: Build, ask: Ask) -> Any:
    posts = ["焊工", "车工", "钳工", "电工", "铣工"]
    postings = [{"city": "南京" if i % 2 else "苏州", "post": posts[i % 5], "industry": "34"} for i in range(100)]
    supply = [
        {"measure": "seekers", "base": "same", "post": post, "people": n}
        for post, n in zip(posts, [2.0, 20.0, 5.0, 60.0, 22.0], strict=True)
    ]
    major = [{"posting_id": f"p{i}", "major": "460103", "how": "title", "weight": 1.0} for i in range(50)]
    mentions = [*ask(range(80), "焊接", "knowledge"), *ask(range(10, 60), "沟通")]
    return build(postings=postings, mentions=mentions, supply=supply, posting_major=major)


@pytest.mark.parametrize("name", [name for name in DEMAND_TABLES if name != "mix"])
def test_every_table_of_demand_is_made_by_its_name(tables: Any, name: str) -> None:
    table = make_table(name, DEMAND_TABLES, tables, by=("city",), where=None, against=None, config=CONFIG)
    assert table.meta["name"] == name
    assert table.meta["formula"]
    assert table.meta["titles"].keys() <= set(table.frame.columns)


@pytest.mark.parametrize("name", [name for name in SCARCE_TABLES if name != "agreement"])
def test_every_table_of_scarce_posts_is_made_by_its_name(tables: Any, name: str) -> None:
    table = make_table(name, SCARCE_TABLES, tables, by=None, config=CONFIG)
    assert table.meta["name"] == name
    assert len(table.frame)


def test_portraits_without_supply_are_of_the_largest_posts(build: Build) -> None:
    tables = build(postings=[{"post": "焊工", "education": "中专"}] * 30)
    assert make_table("portrait", SCARCE_TABLES, tables, config=CONFIG).frame["post"].unique().tolist() == ["焊工"]


def test_an_unknown_table_names_the_nearest(tables: Any) -> None:
    with pytest.raises(ConfigError, match="did you mean structure"):
        make_table("struktur", DEMAND_TABLES, tables, config=CONFIG)


def test_an_option_that_a_table_does_not_take_is_an_error(tables: Any) -> None:
    with pytest.raises(ConfigError, match="breadth takes no against"):
        make_table("breadth", DEMAND_TABLES, tables, against="market", config=CONFIG)


def test_agreement_needs_a_list(tables: Any) -> None:
    with pytest.raises(ConfigError, match="official"):
        make_table("agreement", SCARCE_TABLES, tables, config=CONFIG)


def test_a_run_makes_what_its_inputs_allow(tables: Any, build: Build) -> None:
    made = demand_tables(tables, ("city",), config=CONFIG)
    assert list(made) == ["demand", "core", "structure", "likeness", "special", "term_sets", "breadth", "majors"]
    assert list(scarce_tables(tables, config=CONFIG)) == ["scarcity", "portrait", "catalogue", "incidence"]
    assert list(demand_tables(build(postings=[{}] * 30), ("city",), config=CONFIG)) == ["majors"]


def test_external_supply_leaves_out_what_needs_a_degree(build: Build) -> None:
    supply = [{"measure": "graduates", "base": "external", "post": p, "people": 40000.0} for p in ("焊工", "车工")]
    tables = build(postings=[{"post": "焊工"}] * 30 + [{"post": "车工"}] * 40, supply=supply)
    assert set(scarce_tables(tables, config=CONFIG)) <= {"relative_scarcity", "portrait"}
