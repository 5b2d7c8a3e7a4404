"""Postings weighted to official totals: margins, shares, refusals."""

import pandas as pd
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.margins import Categories, read_margins
from jobmine.measure.weighting import weight_postings, weight_tables

PLACES = [("江苏", "南京")] * 30 + [("江苏", "苏州")] * 10


def totals(**columns):
    return pd.DataFrame(columns)


@pytest.fixture
def tables(build, ask):
    """Thirty postings of 南京, ten of 苏州; all of 苏州 and ten of 南京 ask for 焊接."""
    postings = [{"province": p, "city": c, "education": "大专" if i % 2 else "本科"} for i, (p, c) in enumerate(PLACES)]
    return build(postings=postings, mentions=ask(range(20, 40), "焊接"))


def test_weights_reproduce_each_margin(tables):
    given = totals(
        region=["南京", "苏州", None, None], education=[None, None, "大专", "本科"], people=[400, 600, 700, 300]
    )
    coverage = weight_tables(tables, given)["coverage"].frame
    assert coverage["weighted_share"].to_list() == pytest.approx([0.4, 0.6, 0.7, 0.3], rel=1e-6)
    assert coverage["share"].to_list() == pytest.approx([0.75, 0.25, 0.5, 0.5])


def test_weighted_shares_stand_beside_unweighted_ones(tables):
    shares = weight_tables(tables, totals(region=["南京", "苏州"], people=[50, 50]))["weighted_shares"].frame
    row = shares.iloc[0]
    assert row["share"] == pytest.approx(20 / 40)
    assert row["weighted_share"] == pytest.approx((10 / 30 + 10 / 10) / 2)
    assert row["weighted_high"] - row["weighted_low"] > row["share_high"] - row["share_low"]


def test_the_design_effect_is_that_of_the_cells(tables):
    found = weight_postings(tables, totals(region=["南京", "苏州"], people=[50, 50]))
    # weights 2/3 and 2: (30 * 4/9 + 10 * 4) / 40
    assert found.cells["weight"].to_list() == pytest.approx([2 / 3, 2])
    assert found.effect == pytest.approx((30 * 4 / 9 + 40) / 40)


def test_a_joint_margin_is_met_cell_by_cell(tables):
    given = totals(region=["南京", "南京", "苏州", "苏州"], education=["大专", "本科"] * 2, people=[10, 20, 30, 40])
    coverage = weight_tables(tables, given)["coverage"].frame
    assert coverage["weighted_share"].to_list() == pytest.approx([0.1, 0.2, 0.3, 0.4], rel=1e-6)


def test_silent_postings_are_left_out_and_counted(build):
    postings = [{"education": "大专"}] * 3 + [{"education": "不限"}] * 2 + [{}]
    found = weight_postings(build(postings=postings), totals(education=["大专"], people=[9]))
    assert (found.cells["n"].sum(), found.silent) == (3, {"education": 3})
    assert "未注明而未加权：学历 3" in found.note


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"region": ["南京", "苏州", "无锡"], "people": [1, 1, 1]}, "no readable postings in 无锡"),
        ({"region": ["南京"], "people": [1]}, "have no region for 10 postings: 江苏-苏州（10）"),
        ({"region": ["南京", "苏州"], "people": [1, 0]}, "苏州 has 0 people"),
        ({"region": ["南京", "苏州", "南京"], "people": [1, 1, 2]}, "南京 stands twice"),
        ({"region": ["南京", "江苏"], "people": [1, 1]}, "'南京' is part of '江苏'"),
        ({"region": ["火星"], "people": [1]}, "'火星' is no province or city"),
        ({"education": ["大专", "博士后"], "people": [1, 1]}, "no education for 20 postings: 本科（20）"),
        (
            {"region": ["南京", "苏州", None], "education": [None, None, "大专"], "people": [50, 50, 90]},
            "do not add up: 地区 100 people, 学历 90",
        ),
    ],
)
def test_totals_that_cannot_be_used_are_refused_with_the_reason(tables, given, message):
    with pytest.raises(ConfigError, match=message):
        weight_postings(tables, totals(**given))


def test_only_the_last_period_of_a_margin_counts():
    given = totals(region=["南京", "南京"], period=["2023", "2024"], people=[1, 2])
    assert [(m.people, m.period) for m in read_margins(given)] == [({("南京",): 2.0}, "2024")]


@pytest.mark.parametrize(
    ("column", "labels", "values", "category"),
    [
        ("education", ["高中及以下", "大专及以上"], ("中专",), "高中及以下"),
        ("education", ["本科", "研究生"], ("博士",), "研究生"),
        ("industry", ["制造业", "I"], ("C", "34"), "制造业"),
        ("industry", ["34", "C39"], ("C", "39"), "C39"),
        ("occupation", ["4-03", "6"], ("4-03-02-05",), "4-03"),
        ("region", ["江苏省", "上海市"], ("上海", "上海"), "上海市"),
        ("region", ["江苏省", "上海市"], ("江苏", "未注明"), "江苏省"),
        ("region", ["苏州市"], ("江苏", "南京"), None),
    ],
)
def test_labels_of_official_tables_are_understood(column, labels, values, category):
    assert Categories(column, labels).of(*values) == category
