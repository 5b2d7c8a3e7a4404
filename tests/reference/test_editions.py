"""Editions of rankings: what entered and left, how ranks moved, and a name that stands twice.

IMD ranks 2017 and 2018 (人才政策研究动态 2019年第9期, 构造长三角人才发展的最优生态, 图1), cities attractive to foreign experts
2010-2021 (北京人才发展报告（2023）, B.2 表1), cities by patents and papers (B.3 表6).
"""

import itertools
from pathlib import Path

import pandas as pd

from jobmine.measure.editions import KEPT, edition_changes, rank_agreement, repeated

DATA = Path(__file__).parent / "data"
IMD = pd.read_csv(DATA / "imd-ranks.csv").set_index("economy")
CITIES = pd.read_csv(DATA / "city-ranking-expats.csv").set_index("rank")
INNOVATION = pd.read_csv(DATA / "innovation-ranks-2015.csv").set_index("city")


def test_every_printed_change_of_rank():
    changes = edition_changes(IMD["rank_2017"], IMD["rank_2018"])
    printed = IMD["printed_change"].str.extract(r"([+-]\d+)")[0].fillna("0").astype(int)
    assert changes["rank_change"].astype(int).loc[IMD.index].tolist() == printed.tolist()
    assert set(changes["state"]) == {KEPT}
    for year in ("rank_2017", "rank_2018"):
        assert sorted(IMD[year]) == list(range(1, 64))


def test_agreement_of_two_years():
    found = rank_agreement(IMD["rank_2017"], IMD["rank_2018"])
    assert (found.sum_d2, round(found.spearman, 5), round(found.kendall, 5)) == (632, 0.98483, 0.89862)


def test_one_year_lists_a_city_twice():
    assert {year: found for year in CITIES if (found := repeated(CITIES[year]))} == {"y2017": {"青岛": [4, 7]}}
    assert pd.unique(CITIES.to_numpy().ravel()).size == 22


def test_cities_kept_from_year_to_year():
    years = [CITIES[year].drop_duplicates() for year in CITIES]
    ranks = [pd.Series(names.index, index=names) for names in years]
    kept = [int((edition_changes(old, new)["state"] == KEPT).sum()) for old, new in itertools.pairwise(ranks)]
    assert kept == [6, 7, 9, 9, 9, 8, 7, 6, 7, 8, 8]


def test_points_over_twelve_years():
    points = CITIES.melt(ignore_index=False)["value"].reset_index()
    borda = (11 - points["rank"]).groupby(points["value"]).sum().sort_values(ascending=False)
    assert borda.head(8).to_dict() == {
        "上海": 116, "北京": 112, "深圳": 76, "杭州": 71, "天津": 46, "青岛": 44, "广州": 41, "苏州": 38,
    }  # fmt: skip


def test_ranks_by_patents_and_by_papers():
    for kind in ("patent", "academic"):
        assert INNOVATION[f"{kind}_score"].rank(ascending=False).tolist() == INNOVATION[f"{kind}_rank"].tolist()
    found = rank_agreement(INNOVATION["patent_rank"], INNOVATION["academic_rank"])
    assert (found.sum_d2, round(found.spearman, 3)) == (22, 0.867)
