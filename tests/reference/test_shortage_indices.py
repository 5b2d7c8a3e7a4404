"""Published shortage indices follow from their printed demand and supply, but for those named here.

求人倍率 and 最缺工100 (中国人力资源市场信息监测中心, 中国就业培训技术指导中心), CIER (中国就业研究所、智联招聘), 供需比 (脉脉, in
北京人才发展报告（2023）, B.17); shares of postings and applications (the same chapter); a fair in 舟山
(人才政策研究动态 2020年第7期); net inflow of 京津冀 (京津冀人才一体化发展十周年回顾与展望).
"""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobmine.measure.growth import growth
from jobmine.measure.ratios import INDICES, chain_ratio, quotient, ratio_words, share_gap
from jobmine.measure.rounding import FAILS, REPRODUCES, WITHIN_ROUNDING, figure, judge

DATA = Path(__file__).parent / "data"
CHECKS = pd.read_csv(DATA / "shortage-index-checks.csv", dtype=str).drop(columns="status").set_index("check")
SHARES = pd.read_csv(DATA / "market-shares-beijing-2023.csv").set_index("name")

FORMULAS = {
    "demand/supply": lambda demand, supply: float(quotient(demand, supply)),
    "demand/supply; gap = demand-supply": lambda demand, supply: float(quotient(demand, supply)),
    "supply/demand": lambda demand, supply: float(quotient(supply, demand)),
    "base_value*(1+demand_change)/(1+supply_change)": chain_ratio,
}
OURS = {
    "demand/supply": "vacancies_per_seeker",
    "demand/supply; gap = demand-supply": "vacancies_per_seeker",
    "base_value*(1+demand_change)/(1+supply_change)": "vacancies_per_application",
    "supply/demand": "supply_demand_ratio",
    "applications/postings": "competition",
}
EXCEPTIONS = {
    "qrbl-2023q3": WITHIN_ROUNDING,
    "zqg-2020q2": WITHIN_ROUNDING,
    "cier-2020q3-yoy": WITHIN_ROUNDING,
    "cier-2021q3-qoq": WITHIN_ROUNDING,
    "cier-2021q3-yoy": WITHIN_ROUNDING,
    "mm-2023": FAILS,
}


def inputs(row):
    columns = (
        ["base_value", "demand_change_pct", "supply_change_pct"] if "base" in row["formula"] else ["demand", "supply"]
    )
    return row[columns].dropna().map(figure).to_list()


WITH_INPUTS = [check for check, row in CHECKS.iterrows() if len(inputs(row)) >= 2]


def test_23_of_34_indices_have_inputs():
    assert len(CHECKS) == 34
    assert len(WITH_INPUTS) == 23


@pytest.mark.parametrize("check", WITH_INPUTS)
def test_an_index_follows_from_its_inputs(check):
    row = CHECKS.loc[check]
    people = inputs(row)
    if row["formula"] == "supply/demand":  # 3 people for 5 posts are whole numbers, not rounded ones
        people = [figure(x.value) for x in people]
    verdict = judge(FORMULAS[row["formula"]], people, figure(row["printed_value"]))
    assert verdict == EXCEPTIONS.get(check, REPRODUCES)


@pytest.mark.parametrize("check", CHECKS.index)
def test_our_index_reads_in_the_printed_direction(check):
    row = CHECKS.loc[check]
    assert INDICES[OURS[row["formula"]]].high_is_shortage == (row["direction"] == "high_is_shortage")


def gaps():
    return CHECKS[CHECKS["gap"].notna()].index


@pytest.mark.parametrize("check", gaps())
def test_a_gap_is_demand_less_supply(check):
    row = CHECKS.loc[check]
    verdict = judge(lambda d, s: d - s, [figure(row["demand"]), figure(row["supply"])], figure(row["gap"]))
    assert verdict == (WITHIN_ROUNDING if check == "zqg-2021q1" else REPRODUCES)  # 105.6, printed 105.5


CHANGES = {
    "demand": "demand_change_pct",
    "supply": "supply_change_pct",
    "gap": "gap_change_pct",
    "printed_value": "ratio_change_pct",
}


@pytest.mark.parametrize(
    ("check", "column"),
    [(c, column) for c in gaps() for column in CHANGES if isinstance(CHECKS.loc[c, CHANGES[column]], str)],
)
def test_changes_on_the_period_before(check, column):
    row = CHECKS.loc[check]
    printed = row[CHANGES[column]]
    before = CHECKS[CHECKS.index.str.startswith("zqg") & (CHECKS["period"] == row["base_period"])].iloc[0]
    verdict = judge(
        lambda a, b: 100 * growth(a, b, "total"), [figure(before[column]), figure(row[column])], figure(printed)
    )
    assert verdict == (WITHIN_ROUNDING if (check, column) == ("zqg-2021q3", "demand") else REPRODUCES)


def test_words_and_figure_of_one_ratio_disagree():
    row = CHECKS.loc["mm-2023"]
    people_per_post = 1 / float(quotient(float(row["demand"]), float(row["supply"])))
    assert round(people_per_post, 2) == 1.67
    assert float(row["printed_value"]) == 1.78
    assert ratio_words(1, 1.78)[0] == "9个人才竞争5个岗位"


def test_a_quarter_is_four_posts_for_one_person():
    assert ratio_words(4, 1) == ("4个岗位争夺1个人才", 0)


def test_shares_of_new_posts_against_shares_of_applications():
    industries = SHARES[SHARES["kind"] == "industry"]
    difference = (industries["new_post_share_pct"] - industries["application_share_pct"]).round(2)
    assert difference.to_dict() == {"纯互联网": 1.31, "新生活服务": -0.07, "人工智能": 2.59}
    gap = share_gap(industries["application_share_pct"], 100, industries["new_post_share_pct"], 100)
    assert (gap < 1).tolist() == (difference > 0).tolist()


def test_indices_scaled_to_their_own_maximum_would_mislead():
    row = SHARES.loc["字节跳动"]
    assert round(float(share_gap(row["application_share_pct"], 1, row["new_post_share_pct"], 1)), 2) == 1.04
    assert row["application_index"] / row["recruit_index"] == 2.1


def test_levels_of_the_market_descend_within_each_kind():
    ranks = pd.read_csv(DATA / "market-ranks-beijing-2023.csv")
    for kind, values in ranks.groupby("kind")["value"]:
        assert kind == "pay_priority_score" or values.is_monotonic_decreasing


def test_people_postings_and_employers_of_a_fair():
    fair = pd.read_csv(DATA / "demand-zhoushan.csv").iloc[0]
    ratios = quotient(
        fair[["people_wanted", "people_wanted", "postings"]], fair[["postings", "employers", "employers"]]
    )
    assert ratios.round(2).tolist() == [3.20, 10.56, 3.30]


def test_net_inflow_changes_its_side_once():
    net = pd.read_csv(DATA / "flows-net-share.csv", usecols=["year", "net_share_pct"])["net_share_pct"].to_numpy()
    changes = [growth(a, b, "points") for a, b in itertools.pairwise(net)]
    assert np.round(changes, 1).tolist() == [-1.1, 3.3, 0.1, 1.1]
    assert np.flatnonzero(np.diff(np.sign(net))).tolist() == [3]  # from 2021 to 2022
