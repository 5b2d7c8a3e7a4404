from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.config import MeasureConfig
from jobmine.measure.intervals import wilson
from jobmine.measure.overview import mix_table, overview_tables

Build = Callable[..., Any]


def test_a_mix_has_counts_shares_and_intervals(build: Build) -> None:
    table = mix_table(build(postings=[{"education": "大专"}] * 30 + [{"education": "本科"}] * 10), "education")
    assert table.frame[["education", "n", "share"]].to_numpy().tolist() == [["大专", 30, 0.75], ["本科", 10, 0.25]]
    assert table.frame.loc[0, ["share_low", "share_high"]].to_list() == pytest.approx(list(map(float, wilson(30, 40))))
    assert table.frame["flag"].to_list() == ["", ""]


def test_top_posts_have_employers_and_median_pay(build: Build) -> None:
    postings = [{"post": "焊工", "employer": f"公司{i % 3}", "salary_min": 5000.0 + i} for i in range(11)] + [
        {"post": "车工"}
    ] * 5
    frame = mix_table(build(postings=postings), "post", top_n=1).frame
    assert frame[["post", "n", "n_employers", "n_pay", "median_pay"]].to_numpy().tolist() == [
        ["焊工", 11, 3, 11, 5005.0]
    ]
    assert frame["flag"].to_list() == ["样本少；薪资样本少"]


def test_what_is_not_stated_stays_below_a_cut_list(build: Build) -> None:
    postings = [{"post": "焊工"}] * 2 + [{"post": "车工"}] + [{}] * 9
    table = mix_table(build(postings=postings), "post", top_n=1)
    assert table.frame["post"].to_list() == ["焊工", "未注明"]
    assert table.meta["notes"] == ["列出最多的 1 组，共 2 组"]


def test_people_are_shown_only_where_headcounts_count(build: Build) -> None:
    stated = [{"city": "甲", "headcount": 3, "headcount_stated": True}] * 10
    assert mix_table(build(postings=stated), "city").frame["people"].to_list() == [30]
    silent = mix_table(build(postings=stated + [{"city": "甲"}] * 11), "city")
    assert "people" not in silent.frame
    assert silent.meta["counts"] == "职位数"


def test_few_postings_give_counts_without_shares(build: Build) -> None:
    frame = mix_table(build(postings=[{"city": "甲"}] * 9), "city").frame
    assert frame["n"].to_list() == [9]
    assert np.isnan(frame["share"].iloc[0])


def test_an_overview_holds_the_dimensions_that_are_filled(build: Build) -> None:
    made = overview_tables(
        build(postings=[{"post": f"岗位{i}", "city": "甲"} for i in range(30)]), config=MeasureConfig(top_n=4)
    )
    assert list(made) == ["city", "source", "post"]
    assert len(made["post"].frame) == 4


def test_nothing_in_scope_fills_no_dimension(build: Build) -> None:
    assert overview_tables(build(postings=[{}], posting_classes=[{"posting_id": "p0", "in_scope": False}])) == {}


def test_shares_stand_beside_those_of_a_benchmark(build: Build) -> None:
    postings = [{"city": "南京" if i % 2 else "苏州", "industry": "34"} for i in range(40)]
    postings += [{"city": "苏州", "industry": "65"}] * 60
    classes = [{"posting_id": f"p{i}", "in_scope": i < 40} for i in range(100)]
    table = mix_table(build(postings=postings, posting_classes=classes), "city", against="market")
    frame = table.frame.set_index("city")
    assert frame["share"].to_dict() == {"南京": 0.5, "苏州": 0.5}
    assert frame["share_against"].to_dict() == {"南京": 0.0, "苏州": 1.0}
    assert frame["difference"].to_dict() == {"南京": 0.5, "苏州": -0.5}
    assert (frame["difference_low"] < frame["difference"]).all()
    assert table.meta["scope"] == "对照：market（60 条职位）"
