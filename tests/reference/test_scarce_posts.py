"""Printed tables of scarce posts and scarce occupations hold what their own arithmetic says.

80 rows, eight areas (北京人才发展报告（2023）, B.14, 表1), 19 occupations of a catalogue, fourteen fields and
thirteen industries (the same book, B.10). Degree and type have no published rule and are not recomputed.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jobmine.measure.agreement import official_codes
from jobmine.measure.printed import base_counts, closes, find_misprint, smallest_base
from jobmine.measure.scarcity import TYPES
from jobmine.model.areas import shipped_areas

DATA = Path(__file__).parent / "data"
POSTS = pd.read_csv(DATA / "scarce-posts-2022.csv")
AREAS = list(POSTS["field"].unique())
NOT_IN_THE_LIST = {
    "康复治疗师", "晶体加工", "光学仪器检查工", "电气装配工", "新能源汽车充电桩安装维修工",
    "新能源汽车动力电池系统检测维修工", "直播销售员",
}  # fmt: skip


def shares_of(area):
    return POSTS.loc[POSTS["field"] == area, "share_pct"].to_numpy()


def test_the_table_has_the_shape_of_ours():
    assert POSTS.groupby("field").size().tolist() == [10] * 8
    assert POSTS["post"].nunique() == 48


@pytest.mark.parametrize("area", AREAS)
def test_shares_of_an_area_close_and_descend_but_for_one_misprint(area):
    misprints = find_misprint(shares_of(area))
    if area == "物联网":
        assert not closes(shares_of(area))
        assert shares_of(area).sum() == pytest.approx(89.99)
        assert [(POSTS.loc[POSTS["field"] == area, "post"].iloc[i], value) for i, value in misprints] == [
            ("前端开发工程师", 15.84)
        ]
    else:
        assert misprints == []
        assert abs(shares_of(area).sum() - 100) <= 0.011
        assert (np.diff(shares_of(area)) <= 0).all()


def test_the_hidden_number_of_posts():
    assert smallest_base(shares_of("区块链")) == (574, [214, 139, 62, 47, 36, 27, 21, 18, 6, 4])
    beyond = [n for n in range(575, 2400) if base_counts(shares_of("区块链"), n)]
    assert beyond == [1148, 1722, 2296]


def test_the_types_are_ours():
    found = POSTS["type"].value_counts().to_dict()
    assert found == {"小规模供给性紧缺": 44, "供给性紧缺": 28, "一般紧缺": 6, "流动性紧缺": 2}
    assert set(found) == set(TYPES.values())


def test_the_areas_are_shipped():
    assert set(AREAS) == {area.area for area in shipped_areas("scarce")}


def test_scarce_occupations_by_the_names_of_the_classification():
    codes = official_codes(pd.read_csv(DATA / "shortage-occupations.csv"))
    assert len(codes) == 19
    assert set(codes.index[codes == ""]) == NOT_IN_THE_LIST
    assert (codes[codes != ""].str.count("-") == 3).all()


def test_listed_occupations_by_quarter_have_their_codes():
    listed = pd.read_csv(DATA / "shortage-100-partial.csv", dtype=str)
    codes = official_codes(listed[["occupation"]])  # by name alone: the printed code is what is checked
    assert len(codes) == len(listed) == 73
    assert (codes.to_numpy() == listed["code"].to_numpy()).all()
    assert codes.nunique() == listed["occupation"].nunique() == 36
    assert listed["quarter"].nunique() == 6
    assert not listed.duplicated(["quarter", "occupation"]).any()
    ranked = listed[listed["rank"].str.isdigit()]  # the others are only known to be among the hundred
    assert not ranked.duplicated(["quarter", "rank"]).any()


def test_key_industries_are_shipped_areas():
    names = pd.read_csv(DATA / "key-industries.csv")["industry"].to_list()
    assert len(names) == len(set(names)) == 13
    assert set(names) == {area.area for area in shipped_areas("key")}


def test_five_star_fields():
    fields = pd.read_csv(DATA / "five-star-fields.csv")
    assert len(fields) == fields["field"].nunique() == 14
    assert (fields["stars"] == 5).all()
