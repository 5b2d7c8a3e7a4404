"""Districts, sectors and clusters: density, concentration, rank and size, deviation of structure.

Districts of Beijing (北京人才发展报告（2023）, B.1 表3), sectors (B.1, B.3, B.7), city clusters and tiers
(人才政策研究动态 2019年第9期). Location quotient, HHI, CR4 and rank-size exponents are printed nowhere; they were
computed apart from this project.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobmine.data import read_tsv
from jobmine.measure.editions import repeated
from jobmine.measure.places import concentration, density, hhi, rank_size, structural_deviation
from jobmine.measure.rounding import FAILS, REPRODUCES, figure, judge, span
from jobmine.measure.weights import location_quotient

DATA = Path(__file__).parent / "data"
AREAS = pd.read_csv(DATA / "districts-beijing.csv", dtype=str).set_index("area")
NUMBERS = AREAS[["gdp_100m_usd", "employed_10k", "talents_10k", "gdp_per_capita_10k_usd"]].astype(float)
DISTRICTS = NUMBERS[AREAS["level"] == "district"]
ZONES = AREAS.index[AREAS["level"] == "zone"]
SECTORS = pd.read_csv(DATA / "industry-structure.csv")


@pytest.mark.parametrize("area", AREAS.index[AREAS["printed_density_pct"].notna()])
def test_density_is_talents_over_employed(area):
    row = AREAS.loc[area]
    verdict = judge(
        lambda a, b: float(density(a, b)),
        [figure(row["talents_10k"]), figure(row["employed_10k"])],
        figure(row["printed_density_pct"]),
    )
    assert verdict == (FAILS if area == "中心城区" else REPRODUCES)


def test_a_zone_is_the_sum_of_its_districts_but_for_one_misprint():
    zone_of = AREAS.loc[AREAS["level"] == "district", "zone"]
    sums = DISTRICTS.drop(columns="gdp_per_capita_10k_usd").groupby(zone_of).sum()
    off = (sums - NUMBERS.loc[ZONES, sums.columns]).round(2)
    assert [(zone, column) for zone, column in off.stack()[off.stack().abs() > 0.1].index] == [
        ("中心城区", "employed_10k")
    ]
    mended = round(sums.loc["中心城区", "employed_10k"], 1)
    assert mended == 823.9
    assert round(float(density(600.1, mended)), 1) == 72.8
    others = NUMBERS.loc[ZONES.drop("中心城区"), "employed_10k"].sum()
    assert round(others + mended, 1) == NUMBERS.loc["全市", "employed_10k"] == 1132.1
    assert round(NUMBERS.loc["全市", "gdp_100m_usd"] - NUMBERS.loc[ZONES, "gdp_100m_usd"].sum(), 1) == 76.3


def test_location_quotients_of_talents():
    city = NUMBERS.loc["全市"]
    lq = pd.Series(
        location_quotient(
            DISTRICTS["talents_10k"], city["talents_10k"], DISTRICTS["employed_10k"], city["employed_10k"]
        ),
        DISTRICTS.index,
    ).sort_values(ascending=False)
    assert lq.round(3).head(4).to_dict() == {"海淀区": 1.164, "延庆区": 1.141, "西城区": 1.115, "门头沟区": 1.115}
    assert lq.round(3).tail(2).to_dict() == {"丰台区": 0.795, "顺义区": 0.709}


def test_concentration_of_talents():
    assert round(hhi(DISTRICTS["talents_10k"]), 4) == 0.1408
    assert round(concentration(DISTRICTS["talents_10k"], 4), 3) == 0.664


def test_talents_go_with_output_and_density_does_not():
    gdp, talents = DISTRICTS["gdp_100m_usd"], DISTRICTS["talents_10k"]
    dense = pd.Series(density(talents, DISTRICTS["employed_10k"]), DISTRICTS.index)
    assert (round(talents.corr(gdp), 4), round(talents.corr(gdp, "spearman"), 3)) == (0.9955, 0.991)
    assert (round(dense.corr(gdp), 2), round(dense.corr(gdp, "spearman"), 2)) == (0.33, 0.02)
    head = DISTRICTS["gdp_per_capita_10k_usd"]
    assert (round(dense.corr(head), 2), round(dense.corr(head, "spearman"), 2)) == (0.30, 0.03)


@pytest.mark.parametrize(
    ("measure", "q", "c", "r_squared"),
    [
        ("talents_10k", 0.6544, 4.0815, 0.9172),
        ("employed_10k", 0.6394, 4.2840, 0.8681),
        ("gdp_100m_usd", 0.6152, 5.1823, 0.8970),
    ],
)
def test_rank_size_lines(measure, q, c, r_squared):
    line = rank_size(DISTRICTS[measure])
    assert [round(value, 4) for value in line] == [q, c, r_squared]


def test_the_fitted_lines_are_those_filed():
    filed = pd.read_csv(DATA / "rank-size-districts.csv", usecols=["measure", "n"])
    assert filed["n"].tolist() == [len(DISTRICTS)] * 3
    assert set(filed["measure"]) <= set(DISTRICTS.columns)


@pytest.mark.parametrize(
    ("sector", "value", "ends"),
    [
        ("第一产业", -0.870, (-0.894, -0.844)),
        ("第二产业", 0.078, (0.072, 0.084)),
        ("第三产业", 0.009, (0.002, 0.016)),
    ],
)
def test_structural_deviation_of_sectors(sector, value, ends):
    shares = pd.read_csv(
        DATA / "structural-deviation.csv", dtype=str, usecols=["sector", "gdp_share_pct", "employment_share_pct"]
    ).set_index("sector")
    gdp, employed = (figure(share) for share in shares.loc[sector])  # 81 is printed without a decimal
    assert round(float(structural_deviation(gdp.value, employed.value)), 3) == value
    found = span(lambda a, b: float(structural_deviation(a, b)), [gdp, employed])
    assert tuple(round(end, 3) for end in found) == pytest.approx(ends, abs=1e-9)


def test_sectors_sum_to_100_and_shares_follow_from_numbers():
    of_2021 = SECTORS[(SECTORS["year"] == 2021) & SECTORS["share_pct"].notna()]
    assert of_2021.groupby("basis")["share_pct"].sum().round(6).to_dict() == {"employed": 100, "gdp": 100}
    of_2022 = SECTORS[SECTORS["year"] == 2022].set_index(["basis", "sector"])
    for basis in ("employed", "talents"):
        share = density(of_2022.loc[(basis, "第三产业"), "count_10k"], of_2022.loc[(basis, "合计"), "count_10k"])
        assert round(float(share), 1) == of_2022.loc[(basis, "第三产业"), "share_pct"]


def test_members_of_city_clusters_and_the_one_city_in_two():
    clusters = pd.read_csv(DATA / "city-clusters.csv")
    assert clusters.groupby("cluster", sort=False).size().tolist() == [26, 16, 10, 9, 13, 8, 15, 9, 8, 20, 5]
    assert list(repeated(clusters["city"])) == ["鹰潭"]
    assert clusters["city"].nunique() == 138


def test_the_shipped_clusters_hold_the_printed_members():
    shipped = {(row["cluster"], row["city"]) for row in read_tsv("taxonomies/clusters.tsv")}
    printed = pd.read_csv(DATA / "city-clusters.csv")
    known = printed[printed["cluster"].isin({cluster for cluster, _ in shipped})]
    assert len(known) >= 100
    assert set(zip(known["cluster"], known["city"], strict=True)) <= shipped


def test_tiers_of_delta_cities_and_the_one_city_in_two():
    tiers = pd.read_csv(DATA / "delta-city-tiers.csv")
    sizes = tiers.groupby("tier")["city"].size()
    assert sizes.to_dict() == tiers.groupby("tier")["printed_count"].first().to_dict()
    assert list(repeated(tiers["city"])) == ["合肥"]
    assert np.array_equal(tiers["city"].nunique(), 40)
