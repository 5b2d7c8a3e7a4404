"""Composite indices on small matrices worked by hand, and what happens to bad ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.errors import ConfigError, ReadError
from jobmine.measure.composite import (
    competition_ranks,
    correlation_weights,
    critic_weights,
    rescale,
    topsis,
    unit_scale,
)
from jobmine.measure.gap import gap_of_answers
from jobmine.measure.index_table import index_tables
from jobmine.read.indicators import Indicator, read_tree, read_units

RUNNER = CliRunner()
X = np.array([[0.0, 0.0, 1.0], [0.5, 1.0, 0.0], [1.0, 0.5, 0.5], [0.2, 0.9, 0.1]])


def test_critic_is_spread_times_conflict():
    spread = X.std(axis=0, ddof=1)
    conflict = (1 - np.corrcoef(X.T)).sum(axis=1)
    assert critic_weights(X) == pytest.approx(spread * conflict / (spread * conflict).sum())


def test_an_indicator_that_does_not_vary_weighs_nothing():
    flat = np.column_stack([X, np.full(4, 0.3)])
    assert critic_weights(flat)[3] == 0
    assert unit_scale([7, 7, 7]).tolist() == [0, 0, 0]


def test_two_indicators_that_say_the_same_weigh_the_same():
    assert critic_weights(np.column_stack([X[:, 0], X[:, 0]])).tolist() == [0.5, 0.5]


def test_multiple_correlation_is_that_of_the_inverse_matrix():
    sample = np.random.default_rng(1).normal(size=(30, 4)) @ np.random.default_rng(2).normal(size=(4, 4))
    inverse = np.linalg.inv(np.corrcoef(sample.T))
    r = np.sqrt(1 - 1 / np.diag(inverse))
    assert correlation_weights(sample) == pytest.approx((1 / r) / (1 / r).sum())


@pytest.mark.parametrize(
    ("matrix", "words"),
    [(X[:3], "more than 3 units"), (np.column_stack([X[:, 0], np.full(4, 2.0)]), "1/R has no bound")],
)
def test_weights_by_multiple_correlation_need_units_and_something_in_common(matrix, words):
    with pytest.raises(ConfigError, match=words):
        correlation_weights(matrix)


def test_closeness_does_not_depend_on_the_sum_of_weights():
    assert topsis(X, [1, 2, 3]) == pytest.approx(topsis(X, [10, 20, 30]))


@pytest.mark.parametrize("weights", [[1, 2], [1, -1, 1], [0, 0, 0], [1, np.nan, 1]])
def test_impossible_weights(weights):
    with pytest.raises(ConfigError, match="weights"):
        topsis(X, weights)


def test_ranks_share_a_place_and_leave_gaps():
    assert competition_ranks([1, 3, 3, np.nan, 2]).tolist()[:3] == [4, 1, 1]
    assert competition_ranks([0.1 + 0.2, 0.3]).tolist() == [1, 1]


def test_rescaled_ends():
    assert rescale([3, 1, 2]).tolist() == [100, 50, 75]


TREE = [
    Indicator("经济", "薪酬", weight=2), Indicator("生活", "房价", "cost", weight=1), Indicator("生活", "绿地", weight=1),
]  # fmt: skip
UNITS = pd.DataFrame(
    {
        "城市": list("甲乙丙丁"),
        "国": list("AABB"),
        "薪酬": [9, 5, 7, 7.0],
        "房价": [6, 2, 3, np.nan],
        "绿地": [3, 9, 5, 4.0],
    }
)


def test_given_weights_of_a_dimension_are_the_sum_of_its_indicators():
    made = index_tables(UNITS, TREE, weights="given", method="sum", within="国")
    weights = made["weights"].frame
    assert weights["weight"].tolist() == [1, 0.5, 0.5]
    assert weights["overall_weight"].tolist() == [0.5, 0.25, 0.25]
    scores = made["scores"].frame.set_index("城市")
    # 生活 before its rescaling: 0, 1 and (0.75 + 1/3) / 2 = 0.541667; totals 0.5, 0.5 and 0.520833
    assert scores["生活"].round(2).to_dict() == pytest.approx(
        {"丙": 77.08, "甲": 50, "乙": 100, "丁": np.nan}, nan_ok=True
    )
    assert scores["rank"].dropna().to_dict() == {"丙": 1, "乙": 2, "甲": 2}
    assert scores["rank_within"].dropna().to_dict() == {"丙": 1, "乙": 1, "甲": 1}
    assert scores.loc["丁", "flag"] == "缺生活"
    assert "1 个单位缺值，不计总分" in made["scores"].meta["notes"]


@pytest.mark.parametrize("options", [{"weights": "entropy"}, {"method": "vikor"}])
def test_unknown_ways(options):
    with pytest.raises(ConfigError, match="allowed"):
        index_tables(UNITS, TREE, **options)


def test_weights_asked_for_but_not_given():
    with pytest.raises(ConfigError, match="add a column"):
        index_tables(UNITS, [Indicator("经济", "薪酬")], weights="given")


def test_one_complete_unit_is_no_index():
    with pytest.raises(ConfigError, match="two complete units"):
        index_tables(UNITS.head(1), TREE)


def test_values_outside_the_given_ends():
    with pytest.raises(ConfigError, match="薪酬"):
        index_tables(UNITS, [Indicator("经济", "薪酬", low=6, high=10)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("维度,指标\n经济,薪酬\n", "direction"),
        ("维度,指标,方向\n经济,薪酬,向上\n", "allowed"),
        ("维度,指标,方向\n经济,薪酬,正向\n经济,薪酬,正向\n", "stands twice"),
        ("维度,指标,方向,权重\n经济,薪酬,正向,1\n经济,房价,负向,\n", "no weight for 房价"),
        ("维度,指标,方向\n,薪酬,正向\n", "has no dimension"),
        ("维度,指标,方向\n", "no row below the header"),
    ],
)
def test_broken_trees_are_named(tmp_path, text, words):
    path = tmp_path / "tree.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=words):
        read_tree(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("城市,收入\n甲,1\n", "no column 薪酬"),
        ("城市,薪酬\n甲,1\n甲,2\n", "stands twice"),
        ("城市,薪酬\n甲,1\n乙,高\n", "row 2 below the header: '高'"),
    ],
)
def test_broken_data_are_named(tmp_path, text, words):
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=words):
        read_units(path, [Indicator("经济", "薪酬")])


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_verb_writes_scores_and_weights(tmp_path, suffix):
    UNITS.to_csv(tmp_path / "data.csv", index=False)
    (tmp_path / "tree.csv").write_text("维度,指标,方向\n经济,薪酬,正向\n生活,房价,负向\n,绿地,正向\n", encoding="utf-8")
    out = tmp_path / f"out{suffix}"
    done = RUNNER.invoke(
        app, ["index", *map(str, (tmp_path / "data.csv", tmp_path / "tree.csv")), "-o", str(out), "--within", "国"]
    )
    assert done.exit_code == 0, done.output
    if suffix == ".csv":
        assert pd.read_csv(out)["城市"].tolist()[-1] == "丁"
        assert pd.read_csv(tmp_path / "out_权重.csv")["indicator"].tolist() == ["薪酬", "房价", "绿地"]
    else:
        assert list(pd.read_excel(out, sheet_name=None, engine="calamine")) == ["综合指数", "指标权重", "说明"]


def test_gaps_by_group_use_means_and_the_top_two():
    wanted, found = pd.DataFrame({"住房": [5, 4, 2, 5]}), pd.DataFrame({"住房": [2, 4, 3, np.nan]})
    made = gap_of_answers(wanted, found, 5, pd.Series(["男", "男", "女", "女"])).frame.set_index("group")
    assert made.index.tolist() == ["全部", "男", "女"]
    assert made.loc["男", ["importance", "satisfaction", "gap"]].tolist() == [4.5, 3.0, 1.5]
    assert made.loc["女", ["importance_top", "satisfaction_top", "top_gap", "n"]].tolist() == [0.5, 0.0, 0.5, 1]
