"""A composite index of cities, and what people find important against what they are satisfied with.

Totals, ranks and dimension scores of 118 cities, indicators, importance and satisfaction of 18 elements
(北京人才发展报告（2023）, B.11, 表1–5, 图3); indicator tree of services (B.12, 表3). The scales of the dimensions and the two
constants of the last rescaling are fitted to the printed totals: the source prints neither, and its own weighted sum
does not lead to its totals.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobmine.measure.composite import competition_ranks, topsis, unit_scale, weighted_sum
from jobmine.measure.gap import gap_of_means, ordinal_ranks
from jobmine.read.indicators import Indicator, read_tree

DATA = Path(__file__).parent / "data"
CITIES = pd.read_csv(DATA / "city-stickiness.csv")
DIMENSIONS = pd.read_csv(DATA / "stickiness-dimensions.csv")
SCORED = CITIES.dropna(subset=DIMENSIONS["column"].tolist())
ELEMENTS = pd.read_csv(DATA / "importance-satisfaction.csv")
START, WIDTH = 40.724, 81.575  # fitted


def closeness():
    z = unit_scale(SCORED[DIMENSIONS["column"]], low=50, high=100)
    return topsis(z, DIMENSIONS["fitted_scale"])


def test_competition_ranks_of_118_totals():
    assert len(CITIES) == 118
    assert competition_ranks(CITIES["total"]).tolist() == CITIES["rank"].tolist()
    tied = CITIES.set_index("city")["rank"]
    assert tied["东京"] == tied["柏林"] == 30
    assert 31 not in set(tied)


def test_ranks_inside_a_country():
    within = pd.Series(competition_ranks(CITIES["total"], CITIES["country_or_region"]), index=CITIES["city"])
    of_china = within[(CITIES["country_or_region"] == "中国").to_numpy()]
    assert of_china.sort_values().index[:5].tolist() == ["北京", "上海", "香港", "深圳", "台北"]
    assert CITIES["country_or_region"].value_counts()[["中国", "美国"]].tolist() == [40, 15]


def test_totals_follow_from_dimension_scores_but_for_two():
    off = np.abs(START + WIDTH * closeness() - SCORED["total"])
    assert len(SCORED) == 59
    assert SCORED.loc[off > 0.01, "city"].tolist() == ["法兰克福", "费城"]
    assert off[off <= 0.01].max().round(4) == 0.0071


@pytest.mark.parametrize(("city", "fits"), [("费城", 70.26), ("法兰克福", 70.93)])
def test_the_two_totals_that_do_not_fit(city, fits):
    assert (START + WIDTH * closeness())[SCORED["city"].to_numpy() == city].round(2).tolist() == [fits]


def test_the_stated_weighted_sum_does_not_lead_to_the_totals():
    assert DIMENSIONS["published_weight"].sum() == pytest.approx(1)
    scores = weighted_sum(SCORED[DIMENSIONS["column"]], DIMENSIONS["published_weight"])
    off = np.abs(scores - SCORED["total"])
    assert ((off <= 0.5).sum(), off.max().round(1)) == (5, 18.2)
    places = dict(zip(SCORED["city"], competition_ranks(scores), strict=True))
    assert places["北京"] == 29
    ranks = [pd.Series(competition_ranks(x)) for x in (scores, SCORED["total"])]
    assert ranks[0].corr(ranks[1]) == pytest.approx(0.70, abs=0.005)


def test_scores_printed_in_the_prose_complete_the_first_fifteen():
    prose = pd.read_csv(DATA / "city-stickiness-prose.csv")
    added = prose.loc[prose["column"] == "innovation", ["city", "score"]].set_axis(["city", "innovation"], axis=1)
    added["country_or_region"] = "中国"
    both = pd.concat([SCORED[added.columns], added])
    first = both[competition_ranks(both["innovation"]) <= 15]["country_or_region"].value_counts()
    assert first[["中国", "美国"]].tolist() == [4, 6]


def test_indicators_count_as_they_are_said_to():
    tree = read_tree(DATA / "stickiness-indicators.csv")
    directions = [row.direction for row in tree]
    assert (directions.count("benefit"), directions.count("cost")) == (12, 4)
    assert list(dict.fromkeys(row.dimension for row in tree)) == DIMENSIONS["dimension"].tolist()
    assert tree[0] == Indicator("经济基础", "VIIRS 夜间灯光数据", "benefit", "NPP-VIIRS 卫星夜间灯光数据")


def test_names_of_the_service_indicators():
    tree = pd.read_csv(DATA / "service-indicators-beijing.csv")
    assert [tree[level].nunique() for level in ("level1", "level2", "level3")] == [3, 9, 28]
    assert tree.groupby("level2", sort=False).size().tolist() == [2, 2, 2, 3, 4, 5, 3, 5, 2]


@pytest.mark.parametrize("what", ["importance", "satisfaction"])
def test_ordinal_ranks_of_the_elements(what):
    assert ordinal_ranks(ELEMENTS[f"{what}_mean"]).tolist() == ELEMENTS[f"{what}_rank"].tolist()


def test_gaps_of_importance_and_satisfaction():
    means = ELEMENTS[["element", "importance_mean", "satisfaction_mean"]].set_axis(
        ["element", "importance", "satisfaction"], axis=1
    )
    made = gap_of_means(means).frame
    assert made["gap"].tolist() == [
        0.75, 0.58, 0.57, 0.46, 0.35, 0.34, 0.30, 0.24, 0.24, 0.22, 0.20, 0.08, 0.03, 0.03, 0.02, 0.02, -0.02, -0.09,
    ]  # fmt: skip
    assert made["side"].value_counts().to_dict() == {"重要高于满意": 16, "满意高于重要": 2}
    printed = ELEMENTS.dropna(subset="printed_gap_pp").sort_values("printed_gap_pp", ascending=False)["element"]
    assert made["element"].head(4).tolist() == printed.tolist()
