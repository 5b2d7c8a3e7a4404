from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from jobmine.config import MeasureConfig
from jobmine.errors import ConfigError
from jobmine.measure.agreement import agree, agreement_table, auc, official_codes
from jobmine.measure.pressure import pressure_table
from jobmine.measure.scarcity import scarcity_table
from jobmine.measure.suite import SCARCE_TABLES

Build = Callable[..., Any]
WELDER, TURNER, FITTER = "6-18-02-04", "6-18-01-01", "6-20-01-01"
CONFIG = MeasureConfig()
DEMAND = {"焊工": 60, "车工": 40, "钳工": 40, "电工": 30, "铣工": 20, "仓管": 20}
SUPPLY = {"焊工": 6, "车工": 30, "钳工": 42, "电工": 20, "铣工": 200, "仓管": 1}


@pytest.fixture
def tables(build: Build) -> Any:
    """Welders are scarcer than turners; the others have no code."""
    names = [post for post, n in DEMAND.items() for _ in range(n)]
    codes = {"焊工": WELDER, "车工": TURNER}
    classes = [{"posting_id": f"p{i}", "in_scope": True, "occupation": codes.get(post)} for i, post in enumerate(names)]
    people = [{"measure": "seekers", "base": "same", "post": post, "people": float(n)} for post, n in SUPPLY.items()]
    return build(postings=[{"post": post} for post in names], posting_classes=classes, supply=people)


def rows(table: Any) -> Any:
    return table.frame.set_index("item")["value"]


def test_agreement_with_an_official_list(tables: Any) -> None:
    official = pd.DataFrame({"occupation": ["焊工", "养老护理员", "直播销售员", "焊工"]})
    table = agreement_table(tables, scarcity_table(tables), official)
    assert rows(table).to_dict() == {
        "官方目录的职业数": 3, "大典没有的名称": 1, "大典中的职业数": 2, "其中有职位": 1, "其中没有职位": 1,
        "有职位但不能排序": 0, "参与排序的职业数": 2, "其中目录内": 1, "AUC": 1.0, "AUC（只按职位数）": 1.0,
    }  # fmt: skip
    names = table.frame.set_index("item")["names"]
    assert (names["其中没有职位"], names["大典没有的名称"]) == ("养老护理员", "直播销售员")
    assert "排序依据：每人对应的需求" in table.meta["notes"]


@pytest.fixture
def mixed(build: Build) -> Any:
    """Of forty postings of a scarce post, ten are turners': its second code. Locksmiths are ample."""
    codes = [WELDER] * 30 + [TURNER] * 10 + [FITTER] * 40
    posts = ["焊工"] * 40 + ["钳工"] * 40
    classes = [{"posting_id": f"p{i}", "in_scope": True, "occupation": code} for i, code in enumerate(codes)]
    people = [
        {"measure": "graduates", "base": "external", "post": post, "people": n}  # two posts alone would be pooled
        for post, n in (("焊工", 4.0), ("钳工", 80.0))
    ]
    return lambda supply: build(
        postings=[{"post": post, "salary_min": 6000.0 if post == "焊工" else 5000.0} for post in posts],
        posting_classes=classes,
        **({"supply": people} if supply else {}),
    )


def test_a_post_stands_for_all_its_codes(mixed: Any) -> None:
    tables, official = mixed(True), pd.DataFrame({"occupation": ["车工"]})
    found = rows(agreement_table(tables, scarcity_table(tables), official))
    assert (found["其中有职位"], found["其中目录内"]) == (1, 1)
    assert found["AUC"] == 0.75  # as scarce as welders, whose post it shares, and scarcer than fitters
    assert found["AUC（只按职位数）"] == 0.0


def test_without_supply_occupations_rank_by_pressure(mixed: Any) -> None:
    table = SCARCE_TABLES["agreement"](mixed(False), official=pd.DataFrame({"occupation": ["焊工"]}), config=CONFIG)
    assert rows(table)["AUC"] == 0.75
    assert "排序依据：招聘压力指数" in table.meta["notes"]
    assert "没有供给数据，排序不说明紧缺" in table.meta["notes"]


def test_without_any_figure_occupations_rank_by_postings(build: Build) -> None:
    codes = [WELDER] * 30 + [TURNER] * 10 + [FITTER] * 9
    classes = [{"posting_id": f"p{i}", "in_scope": True, "occupation": code} for i, code in enumerate(codes)]
    tables = build(postings=[{"post": "焊工"} for _ in codes], posting_classes=classes)
    official = pd.DataFrame({"occupation": ["焊工", "装配钳工"]})
    table = agreement_table(tables, pressure_table(tables), official)
    assert table.meta["notes"][0] == "排序依据：职位数；没有供给数据，也没有可比的招聘压力"
    found = rows(table)
    assert (found["其中有职位"], found["有职位但不能排序"], found["AUC"]) == (2, 1, 1.0)  # nine postings do not rank


def test_hits_among_the_first() -> None:
    ranked = pd.Series({f"{i:02}": -float(i) for i in range(30)})
    official = pd.Series({"a": "00", "b": "05", "c": "15", "d": "25"})
    frame = agree(ranked, official, ranked * 0 + 10).set_index("item")["value"]
    assert (frame["前 10 个命中"], frame["前 20 个命中"]) == (2, 3)
    assert "前 50 个命中" not in frame


def test_chance_and_ties() -> None:
    assert auc([1, 1, 1, 1], [True, False, True, False]) == 0.5
    assert pd.isna(auc([1, 2], [True, True]))


def test_codes_come_before_names() -> None:
    official = pd.DataFrame({"occupation": ["无此名", "车工"], "code": [TURNER, None]})
    assert official_codes(official).to_dict() == {"无此名": TURNER, "车工": TURNER}
    with pytest.raises(ConfigError):
        official_codes(pd.DataFrame({"x": [1]}))
