"""Printed ratios follow from numerator and denominator, but for two.

Densities, return rates and shares (北京人才发展报告（2023）, B.1, B.4, B.5, B.7, B.8, B.10, B.13;
长三角县域人才困境与服务品质提升研究——以海宁市为例; 京津冀人才一体化发展十周年回顾与展望); certification by level (B.10, 表4, 表5);
vocational schools (B.10, 表1, 表2); schools by kind (B.1, B.4, B.10, B.15, B.17); graduates who stay (B.4, B.10, B.17); bay
areas (人才政策研究动态 2019年第9期, 构造长三角人才发展的最优生态, 表2).
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobmine.measure.growth import growth, stock_residual
from jobmine.measure.places import density, retention_rate, return_rate
from jobmine.measure.rounding import FAILS, REPRODUCES, Figure, figure, implied_base, judge

DATA = Path(__file__).parent / "data"
CHECKS = pd.concat(
    [
        pd.read_csv(DATA / f"{name}.csv", dtype=str).drop(columns="status")
        for name in ("ratio-checks", "ratio-checks-more")
    ]
).reset_index(drop=True)
MISPRINTS = {"仲裁结案率": 95.7, "一线职工代表占比": 83.2}
FORMULAS = {"return_rate": return_rate, "pass_rate": density}
TAKERS = pd.read_csv(DATA / "certification-takers.csv").set_index("year")
PASSES = pd.read_csv(DATA / "certification-passes.csv").set_index("year")
FLOWS = pd.read_csv(DATA / "vocational-flows-beijing.csv").set_index("year")
SCHOOLS = pd.read_csv(DATA / "school-counts.csv")


def ratio(row):
    if row["kind"] in FORMULAS:
        return lambda a, b: float(FORMULAS[row["kind"]](a, b))
    return lambda a, b: float(density(a, b, per=float(row["multiplier"])))


@pytest.mark.parametrize("place", CHECKS.index, ids=CHECKS["item"] + CHECKS["year"])
def test_a_ratio_follows_from_its_parts(place):
    row = CHECKS.loc[place]
    parts = [figure(row["numerator"]), figure(row["denominator"])]
    if row["item"] == "研发投入强度":
        parts[1] = Figure(41600, 50)  # printed as 4.16万亿
    verdict = judge(ratio(row), parts, figure(row["printed_value"]))
    assert verdict == (FAILS if row["item"] in MISPRINTS else REPRODUCES)
    if row["item"] in MISPRINTS:
        assert round(ratio(row)(parts[0].value, parts[1].value), 1) == MISPRINTS[row["item"]]


def test_pass_rates():
    rates = density(PASSES["total"], TAKERS["total"]).round(2)
    assert rates.tolist() == [87.05, 74.16, 87.12, 90.48, 66.53, 71.48, 83.47, 71.79, 76.37, 98.81]
    levels = ["junior", "intermediate", "senior", "technician"]
    assert density(PASSES.loc[2021, levels], TAKERS.loc[2021, levels]).round(2).tolist() == [99.29, 98.71, 99.62, 96.14]


def test_passes_add_up_and_takers_leave_room_for_the_highest_level():
    levels = ["junior", "intermediate", "senior", "technician"]
    assert PASSES[[*levels, "senior_technician"]].sum(axis="columns").equals(PASSES["total"])
    rest = TAKERS["total"] - TAKERS[levels].sum(axis="columns")
    assert (rest >= PASSES["senior_technician"]).all()
    assert float(density(PASSES.loc[2021, "senior_technician"], rest[2021]).round(2)) == 94.95


def test_peaks_of_takers_are_troughs_of_the_pass_rate():
    rates = density(PASSES["total"], TAKERS["total"])
    takers = TAKERS["total"].to_numpy()
    inner = range(1, len(takers) - 1)
    years = TAKERS.index
    assert [years[i] for i in inner if takers[i] > max(takers[i - 1], takers[i + 1])] == [2013, 2016, 2019]
    assert [years[i] for i in inner if rates[i] < min(rates[i - 1], rates[i + 1])] == [2013, 2016, 2019]
    assert round(float(np.corrcoef(takers, rates)[0, 1]), 2) == -0.05


def test_fall_of_the_graduates_of_vocational_schools():
    assert round(100 * growth(FLOWS.loc[2013, "graduated_10k"], FLOWS.loc[2021, "graduated_10k"], "total"), 1) == -63.4
    split = pd.read_csv(DATA / "vocational-flows-split.csv").groupby("year")["graduated_10k"].sum().round(2)
    assert split.to_dict() == FLOWS.loc[[2013, 2021], "graduated_10k"].to_dict()


def test_stock_and_flows_of_vocational_schools_do_not_follow_from_each_other():
    rest = stock_residual(FLOWS["in_school_10k"], FLOWS["enrolled_10k"], FLOWS["graduated_10k"])
    assert (round(float(np.nanmin(rest)), 2), round(float(np.nanmax(rest)), 2)) == (-1.32, 0.35)


def test_destinations_of_vocational_graduates():
    found = pd.read_csv(DATA / "vocational-destinations-2022.csv").set_index("item")["value_2022"]
    parts = found[["面向第一产业", "面向第二产业", "面向第三产业"]]
    assert parts.sum() == found["毕业生面向三次产业就业人数"]
    assert density(parts, parts.sum()).round(2).tolist()[1:] == [12.79, 84.70]
    assert found["毕业去向落实人数"] - found["毕业生升学人数"] == 17014  # not the 17266 of the three sectors


def test_schools_by_kind_add_up_but_for_one_sum():
    parts = SCHOOLS[SCHOOLS["row_type"] == "part"].groupby("group")["count"].sum()
    totals = SCHOOLS[SCHOOLS["row_type"] == "total"].set_index("group")["count"]
    complete = ["全国高等学校", "全国民办高校", "北京普通职业高校"]
    assert parts[complete].tolist() == totals[complete].tolist() == [3013, 764, 92]
    # 175 vocational schools are all colleges and the middle schools; the vocational ones among them are 25
    assert totals["北京职业教育学校"] == totals["北京高等学校"] + totals["北京中等职业院校"]
    vocational = SCHOOLS[(SCHOOLS["group"] == "北京高等学校") & (SCHOOLS["category"] == "高等职业院校")]["count"].item()
    assert vocational + totals["北京中等职业院校"] == 108


def test_retention_of_eight_universities_descends():
    stays = pd.read_csv(DATA / "graduates-retention.csv")
    of_2021 = stays.loc[stays["year"] == 2021, "retention_pct"]
    assert len(of_2021) == 8
    assert of_2021.is_monotonic_decreasing
    assert retention_rate(of_2021, 100).round(2).tolist() == of_2021.tolist()


def test_density_of_bay_areas():
    bays = pd.read_csv(DATA / "bays.csv")
    assert density(bays["people_10k"], bays["area_10k_km2"], per=1).round().tolist() == [1088, 429, 2681, 1197, 727]
    usd = density(bays["gdp_trillion_usd"], bays["people_10k"], per=1e8)
    assert usd.round().tolist() == [59829, 101036, 38697, 23651, 16234]


@pytest.mark.parametrize(("country", "meets"), [("美国", False), ("中国", False)])
def test_two_bays_of_one_country_imply_one_gdp(country, meets):
    bays = pd.read_csv(DATA / "bays.csv", dtype=str)
    found = bays.loc[bays["country"] == country, ["gdp_trillion_usd", "national_gdp_share_pct"]]
    bases = [
        (implied_base(gdp.value - gdp.half, share)[0], implied_base(gdp.value + gdp.half, share)[1])
        for gdp, share in found.map(figure).itertuples(index=False)
    ]
    assert (max(low for low, _ in bases) <= min(high for _, high in bases)) == meets
