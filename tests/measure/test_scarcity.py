from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jobmine.config import MeasureConfig
from jobmine.errors import ConfigError
from jobmine.measure.degree import estimate_scarcity
from jobmine.measure.intervals import share_ratio
from jobmine.measure.scarcity import scarcity_table

Build = Callable[..., Any]

DEMAND = {"焊工": 60, "车工": 40, "钳工": 30, "电工": 20, "铣工": 12, "仓管": 5}
SUPPLY = {"焊工": 10, "车工": 60, "钳工": 30, "电工": 0, "铣工": 20, "仓管": 3}


def postings(demand: dict[str, int] = DEMAND, **more: Any) -> list[dict[str, Any]]:
    return [{"post": post, "employer": f"公司{i % 7}", **more} for post, n in demand.items() for i in range(n)]


def supply(
    people: dict[str, int] = SUPPLY, base: str | None = "same", measure: str = "seekers", **more: Any
) -> list[dict[str, Any]]:
    return [{"measure": measure, "base": base, "post": post, "people": float(n), **more} for post, n in people.items()]


@pytest.fixture
def found(build: Build) -> Any:
    return scarcity_table(build(postings=postings(), supply=supply()), random_state=3)


def posts(table: Any) -> pd.DataFrame:
    return table.frame.set_index("post")


def test_degrees_are_those_of_the_model_of_the_area(found: Any) -> None:
    frame = posts(found).loc[list(DEMAND)]
    expected = estimate_scarcity(list(SUPPLY.values()), list(DEMAND.values()))
    assert np.allclose(frame["degree"][:5], expected.degree[:5])
    assert np.allclose(frame["vacancies_per_person"][:5], expected.per_person[:5])
    assert found.meta["name"] == "scarcity"


def test_without_areas_all_is_one_area(found: Any) -> None:
    assert found.frame["area"].unique().tolist() == ["全部"]


def test_states_follow_the_band_of_balance(found: Any) -> None:
    assert posts(found)["state"].to_dict() == {
        "焊工": "短缺",
        "钳工": "基本平衡",
        "电工": "短缺",
        "车工": "不紧缺",
        "铣工": "不紧缺",
        "仓管": "",
    }


def test_types_cross_state_and_scale(found: Any) -> None:
    assert posts(found)["type"].to_dict() == {
        "焊工": "供给性紧缺",
        "钳工": "流动性紧缺",
        "电工": "小规模供给性紧缺",
        "车工": "",
        "铣工": "",
        "仓管": "",
    }


def test_a_balanced_small_post_is_generally_scarce(build: Build) -> None:
    people = SUPPLY | {"铣工": 12}
    assert posts(scarcity_table(build(postings=postings(), supply=supply(people)))).loc["铣工", "type"] == "一般紧缺"


def test_scale_ranks_demand_and_coverage_among_posts_with_enough_postings(found: Any) -> None:
    # all five have the same seven employers: coverage ranks 0.5; demand ranks 0.9, 0.7, 0.5, 0.3, 0.1
    assert posts(found)["scale"].to_dict() == pytest.approx(
        {"焊工": 0.7, "车工": 0.6, "钳工": 0.5, "电工": 0.4, "铣工": 0.3, "仓管": np.nan}, nan_ok=True
    )


def test_the_weight_of_demand_in_scale_is_a_setting(build: Build) -> None:
    tables = build(postings=postings(), supply=supply())
    assert posts(scarcity_table(tables, config=MeasureConfig(scale_weight=1.0))).loc["焊工", "scale"] == pytest.approx(
        0.9
    )


def test_listed_posts_divide_their_demand(found: Any) -> None:
    listed = found.frame[found.frame["rank"].notna()]
    assert listed["post"].to_list() == ["焊工", "钳工", "电工"]
    assert listed["size_share"].to_list() == pytest.approx([60 / 110, 30 / 110, 20 / 110])


def test_a_list_can_be_cut(build: Build) -> None:
    listed = scarcity_table(build(postings=postings(), supply=supply()), top_n=2).frame.dropna(subset=["rank"])
    assert listed["size_share"].to_list() == pytest.approx([60 / 90, 30 / 90])


def test_a_post_with_few_postings_shows_counts_only(found: Any) -> None:
    row = posts(found).loc["仓管"]
    assert (row["n"], row["supply"], row["flag"]) == (5, 3, "样本过少，只列计数")
    assert row[["degree", "degree_low", "vacancies_per_person"]].isna().all()


def test_supply_of_zero_is_defined_and_marked(found: Any) -> None:
    row = posts(found).loc["电工"]
    assert row["flag"] == "样本少；供给为零"
    assert 0.9 < row["degree"] <= 1
    assert np.isfinite(row["vacancies_per_person"])


def test_a_post_without_a_row_of_supply_is_unknown_not_zero(build: Build) -> None:
    people = {post: n for post, n in SUPPLY.items() if post != "电工"}
    row = posts(scarcity_table(build(postings=postings(), supply=supply(people)))).loc["电工"]
    assert row["flag"] == "样本少；无供给数据"
    assert row["type"] == ""
    assert pd.isna(row["degree"])


def test_an_area_with_one_post_is_pooled_and_marked(build: Build) -> None:
    row = scarcity_table(build(postings=postings({"焊工": 40}), supply=supply({"焊工": 10}))).frame.iloc[0]
    assert row["flag"] == "合并估计"
    assert row["type"] == "供给性紧缺"
    assert row["degree"] == pytest.approx(estimate_scarcity([10], [40]).degree[0])


def test_a_surplus_carries_no_type(build: Build) -> None:
    table = scarcity_table(build(postings=postings({"焊工": 40}), supply=supply({"焊工": 400})))
    assert table.frame[["state", "type"]].to_numpy().tolist() == [["不紧缺", ""]]
    assert table.frame["rank"].isna().all()


def test_external_supply_has_shares_and_no_degree(build: Build) -> None:
    table = scarcity_table(build(postings=postings(), supply=supply(base="external", measure="graduates")))
    row = posts(table).loc["焊工"]
    assert "degree" not in table.frame
    assert row["relative_scarcity"] == pytest.approx((10 / 123) / (60 / 167))
    low, high = share_ratio(10, 123, 60, 167)
    assert (row["relative_scarcity_low"], row["relative_scarcity_high"]) == pytest.approx((low, high))
    assert (table.meta["name"], table.meta["title"]) == ("relative_scarcity", "相对紧缺度表")


def test_a_base_that_is_not_stated_is_external(build: Build) -> None:
    assert "relative_scarcity" in scarcity_table(build(postings=postings(), supply=supply(base=None))).frame


def test_external_supply_of_zero_has_an_upper_end(build: Build) -> None:
    row = posts(scarcity_table(build(postings=postings(), supply=supply(base="external")))).loc["电工"]
    assert (row["relative_scarcity"], row["relative_scarcity_low"]) == (0, 0)
    assert row["relative_scarcity_high"] == pytest.approx(3.6889 / 123 / (20 / 167), rel=1e-4)
    assert row["vacancies_per_person"] == np.inf
    assert row["state"] == "短缺"


def test_no_external_supply_at_all_says_nothing(build: Build) -> None:
    nobody = dict.fromkeys(SUPPLY, 0)
    frame = scarcity_table(build(postings=postings(), supply=supply(nobody, base="external"))).frame
    assert frame["relative_scarcity"].isna().all()
    assert (frame["type"] == "").all()


def test_supply_on_the_postings_base_comes_first(build: Build) -> None:
    rows = supply(base="external", measure="seekers") + supply({"焊工": 7}, measure="applications")
    table = scarcity_table(build(postings=postings(), supply=rows))
    assert posts(table)["supply"].dropna().to_dict() == {"焊工": 7}
    assert any("2 种口径" in note for note in table.meta["notes"])


def test_a_measure_can_be_chosen(build: Build) -> None:
    rows = supply() + supply({"焊工": 7}, measure="applications")
    table = scarcity_table(build(postings=postings(), supply=rows), measure="applications")
    assert posts(table).loc["焊工", "supply"] == 7


def test_of_a_stock_only_the_last_period_counts(build: Build) -> None:
    rows = supply({"焊工": 50}, "external", "stock", period="2023") + supply(
        {"焊工": 70}, "external", "stock", period="2024"
    )
    table = scarcity_table(build(postings=postings({"焊工": 40}), supply=rows))
    assert table.frame["supply"].to_list() == [70]


def test_supply_of_a_post_is_divided_over_areas_by_demand(build: Build) -> None:
    areas = [{"posting_id": f"p{i}", "area": "甲" if i < 30 else "乙"} for i in range(40)]
    table = scarcity_table(build(postings=postings({"焊工": 40}), supply=supply({"焊工": 20}), posting_area=areas))
    assert table.frame.set_index("area")["supply"].to_dict() == {"甲": 15, "乙": 5}
    assert "供给未分组，按各组需求分摊" in table.meta["notes"]


def test_supply_stated_for_an_area_stays_there(build: Build) -> None:
    areas = [{"posting_id": f"p{i}", "area": "甲" if i < 30 else "乙"} for i in range(40)]
    rows = supply({"焊工": 3}, area="甲") + supply({"焊工": 17}, area="乙")
    table = scarcity_table(build(postings=postings({"焊工": 40}), supply=rows, posting_area=areas))
    assert table.frame.set_index("area")["supply"].to_dict() == {"甲": 3, "乙": 17}


def test_each_area_is_fitted_and_ranked_on_its_own(build: Build) -> None:
    areas = [{"posting_id": f"p{i}", "area": "甲" if i < 60 else "乙"} for i in range(167)]
    frame = scarcity_table(build(postings=postings(), supply=supply(), posting_area=areas)).frame
    assert frame[frame["area"] == "甲"]["scale"].to_list() == [0.5]
    assert frame.groupby("area", sort=False)["size_share"].sum().to_dict() == pytest.approx({"乙": 1, "甲": 1})


def test_people_are_the_demand_of_an_area_that_states_them(build: Build) -> None:
    wanted = postings({"焊工": 30}, headcount=4, headcount_stated=True) + postings({"车工": 20})
    table = scarcity_table(build(postings=wanted, supply=supply()))
    assert table.frame.set_index("post")[["demand", "counts"]].to_numpy().tolist() == [[120, "人数"], [0, "人数"]]
    assert posts(table).loc["车工", "flag"] == "样本少；未写招聘人数"
    assert table.meta["counts"] == "人数"


def test_units_come_from_the_supply_table(build: Build) -> None:
    classes = [{"posting_id": f"p{i}", "occupation": "6-18-02-04"} for i in range(40)]
    rows = [{"measure": "seekers", "base": "same", "occupation": "焊工", "people": 10.0}]
    frame = scarcity_table(build(postings=postings({"焊工": 40}), posting_classes=classes, supply=rows)).frame
    assert frame[["occupation", "occupation_code", "supply"]].to_numpy().tolist() == [["焊工", "6-18-02-04", 10.0]]


def test_graduates_by_major_are_set_beside_the_postings_of_the_major(build: Build) -> None:
    majors = [{"posting_id": f"p{i}", "major": "460103" if i < 30 else "460104"} for i in range(50)]
    rows = [
        {"measure": "graduates", "major": major, "school_level": "高职", "people": people}
        for major, people in (("数控技术", 100.0), ("机械制造及自动化", 100.0))
    ]
    frame = scarcity_table(build(postings=postings({"焊工": 50}), posting_major=majors, supply=rows)).frame
    assert frame.set_index("major")["relative_scarcity"].to_dict() == pytest.approx(
        {"数控技术": 0.5 / 0.6, "机械制造及自动化": 0.5 / 0.4}
    )


def test_without_supply_there_is_no_scarcity(build: Build) -> None:
    with pytest.raises(ConfigError, match="use pressure_table"):
        scarcity_table(build(postings=postings()))


def test_supply_by_something_else_is_no_supply_of_posts(build: Build) -> None:
    rows = [{"measure": "graduates", "city": "南京", "people": 10.0}]
    with pytest.raises(ConfigError, match="post or occupation or role or major"):
        scarcity_table(build(postings=postings(), supply=rows))


def test_supply_that_matches_no_post_leaves_all_unknown(build: Build) -> None:
    table = scarcity_table(build(postings=postings(), supply=supply({"飞行员": 3})))
    assert table.frame["degree"].isna().all()
    assert "0 行有供给数据，6 行没有" in table.meta["notes"]


def test_postings_without_a_post_are_counted_in_the_notes(build: Build) -> None:
    table = scarcity_table(build(postings=[*postings(), {}, {}], supply=supply()))
    assert "2 条职位（1.2%）未注明岗位，未列入" in table.meta["notes"]


def test_postings_without_an_area_are_no_area(build: Build) -> None:
    areas = [{"posting_id": f"p{i}", "area": "甲"} for i in range(30)]
    table = scarcity_table(build(postings=postings({"焊工": 40}), supply=supply({"焊工": 20}), posting_area=areas))
    assert table.frame[["area", "n", "supply"]].to_numpy().tolist() == [["甲", 30, 15]]
    assert "10 条职位（25.0%）未注明领域，未列入" in table.meta["notes"]


def test_repeats_of_one_posting_are_one_vacancy(build: Build) -> None:
    classes = [{"posting_id": f"p{i}", "duplicate_of": "p0" if i else None} for i in range(40)]
    frame = scarcity_table(build(postings=postings({"焊工": 40}), posting_classes=classes, supply=supply())).frame
    assert frame[["n", "demand", "flag"]].to_numpy().tolist() == [[1, 1, "样本过少，只列计数"]]


def test_a_post_is_not_scarce_within_itself(build: Build) -> None:
    with pytest.raises(ConfigError, match="must not hold post"):
        scarcity_table(build(postings=postings(), supply=supply()), "post")


def test_nothing_in_scope_is_an_empty_table(build: Build) -> None:
    classes = [{"posting_id": "p0", "in_scope": False}]
    table = scarcity_table(build(postings=postings({"焊工": 1}), posting_classes=classes, supply=supply()))
    assert table.frame.empty
