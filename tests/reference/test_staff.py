"""Shares of staff follow from their counts; where the base is printed nowhere, one base must explain all.

Museum professionals (北京人才发展报告（2023）, B.9), staff in 海宁 (长三角县域人才困境与服务品质提升研究——以海宁市为例, 表1),
research staff by degree (北京人才发展报告（2023）, B.4 表1), levels of qualifications (B.7, B.9, B.10, B.16).
"""

from pathlib import Path

import pandas as pd
import pytest

from jobmine.measure.growth import odd_steps
from jobmine.measure.places import density
from jobmine.measure.rounding import REPRODUCES, common_base, figure, implied_base, judge
from jobmine.measure.structure_match import at_least, qualification_ranks

DATA = Path(__file__).parent / "data"
MUSEUM = pd.read_csv(DATA / "museum-staff-structure.csv", dtype={"printed_share_pct": str})
MERGED = pd.read_csv(DATA / "museum-merged.csv", dtype={"printed_share_pct": str}).drop(columns="status")
STAFF = pd.read_csv(DATA / "staff-structure-haining.csv", dtype={"printed_share_pct": str})
RESEARCH = pd.read_csv(DATA / "researchers-by-degree-beijing.csv").set_index("year").sort_index()
LEVELS = pd.read_csv(DATA / "qualification-levels.csv")


def share_of(count, base, printed):
    return judge(lambda a, b: float(density(a, b)), [figure(count), figure(base)], figure(printed))


def test_shares_of_museum_staff():
    printed = MUSEUM.dropna(subset="printed_share_pct")
    assert len(printed) == 26
    assert {share_of(row.count, 1359, row.printed_share_pct) for row in printed.itertuples(index=False)} == {REPRODUCES}
    sums = MUSEUM.groupby("dimension")["count"].sum().to_dict()
    assert sums.pop("职称") == 938
    assert set(sums.values()) == {1359}


@pytest.mark.parametrize("place", MERGED.index, ids=MERGED["merged"])
def test_merged_shares_are_sums_of_counts(place):
    row = MERGED.loc[place]
    count = sum(map(int, str(row["parts"]).split("+")))
    assert share_of(count, row["base"], row["printed_share_pct"]) == REPRODUCES
    share = figure(row["printed_share_pct"])
    low, high = (row["base"] * (share.value + sign * share.half) / 100 for sign in (-1, 1))
    assert [k for k in range(int(row["base"]) + 1) if low <= k <= high] == [count]


def test_ranks_and_above_of_museum_staff():
    by_education = MUSEUM[MUSEUM["dimension"] == "学历"].set_index("category")["count"]
    ranked = at_least(by_education[["专科及以下", "本科", "硕士", "博士"]])
    assert (100 * ranked).round(2).tolist()[1:3] == [85.06, 23.03]


def test_one_hidden_base_explains_nine_of_ten_shares():
    low, high, misfits = common_base(STAFF["count"], STAFF["printed_share_pct"].map(figure))
    assert STAFF.loc[misfits, "category"].tolist() == ["本科"]
    assert 102_000 <= round(low) <= 102_050
    assert 102_100 <= round(high) <= 102_170
    assert int(implied_base(8079, figure("8.0"))[1]) == 101_622
    assert round(float(density(8079, 102_080)), 1) == 7.9


def test_the_sum_of_rounded_shares_is_not_the_share_of_the_sum():
    titles, skills = (STAFF[STAFF["dimension"] == name].set_index("category")["count"] for name in ("职称", "技能等级"))
    assert round(float(density(titles.sum(), 102_080)), 1) == 2.0  # printed 1.9 = 0.4 + 1.5
    assert round(float(density(skills[["高级技师", "技师"]].sum(), 102_080)), 1) == 1.7  # printed 1.8 = 0.3 + 1.5


def test_the_hidden_base_of_researchers():
    of_2019 = RESEARCH.loc[2019]
    low, high, misfits = common_base(
        [of_2019.sum(), of_2019[["master", "doctor"]].sum()], [figure("87.3"), figure("44.1")]
    )
    assert misfits == []
    assert (round(low), round(high)) == (464_125, 464_244)


def test_breaks_in_the_series_of_researchers():
    breaks = {name: [RESEARCH.index[i] for i in odd_steps(RESEARCH[name], 0.75, 1.35)] for name in RESEARCH}
    assert breaks == {"bachelor": [2011, 2016], "master": [2011], "doctor": [2011, 2019]}


@pytest.mark.parametrize("system", LEVELS["system"].unique())
def test_levels_of_qualifications_are_ranked(system):
    rows = LEVELS[LEVELS["system"] == system]
    assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
    assert {row.level: row.rank for row in rows.itertuples()}.items() <= qualification_ranks(system).items()
