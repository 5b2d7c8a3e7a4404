from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.flows import flow_table
from jobmine.measure.intervals import log_ratio, share_ratio
from jobmine.measure.market import INDICES, market_table
from jobmine.measure.ratios import ratio_words

Build = Callable[..., Any]


def postings(**demand: int) -> list[dict[str, Any]]:
    return [{"post": post} for post, n in demand.items() for _ in range(n)]


def supply(measure: str, base: str | None = "same", **people: float) -> list[dict[str, Any]]:
    return [{"measure": measure, "base": base, "post": post, "people": n} for post, n in people.items()]


def market(build: Build, rows: list[dict[str, Any]], **demand: int) -> Any:
    return market_table(build(postings=postings(**demand), supply=rows), "post")


def test_vacancies_per_seeker_is_demand_over_seekers(build: Build) -> None:
    row = market(build, supply("seekers", 焊工=20.0), 焊工=40).frame.iloc[0]
    assert (row["vacancies_per_seeker"], row["supply_demand_ratio"]) == (2, 0.5)
    assert (row["vacancies_per_seeker_low"], row["vacancies_per_seeker_high"]) == pytest.approx(
        tuple(map(float, log_ratio(40, 20)))
    )
    assert row["words"] == "2个岗位争夺1个人才"


def test_applications_give_tsi_and_competition(build: Build) -> None:
    row = market(build, supply("applications", 焊工=80.0), 焊工=40).frame.iloc[0]
    assert (row["vacancies_per_application"], row["competition"]) == (0.5, 2)


def test_the_share_gap_sets_shares_beside_each_other(build: Build) -> None:
    table = market(build, supply("applications", 焊工=10.0, 车工=90.0), 焊工=40, 车工=60)
    row = table.frame.set_index("post").loc["焊工"]
    assert row["share_gap"] == pytest.approx(0.25)
    assert (row["share_gap_low"], row["share_gap_high"]) == pytest.approx(
        tuple(map(float, share_ratio(10, 100, 40, 100)))
    )


def test_nobody_is_infinity_and_a_mark(build: Build) -> None:
    row = market(build, supply("seekers", 焊工=0.0), 焊工=40).frame.iloc[0]
    assert row["vacancies_per_seeker"] == np.inf
    assert np.isnan(row["vacancies_per_seeker_high"])
    assert (row["flag"], row["words"]) == ("供给为零", "有岗位而无人应聘")


def test_people_without_postings_are_listed(build: Build) -> None:
    row = market(build, supply("seekers", 焊工=20.0, 仓管=5.0), 焊工=40).frame.set_index("post").loc["仓管"]
    assert (row["n"], row["demand"], row["seekers"], row["flag"]) == (0, 0, 5, "样本过少，只列计数；无招聘")


def test_the_gap_needs_people_on_both_sides(build: Build) -> None:
    table = market(build, supply("seekers", 焊工=20.0), 焊工=40)
    assert "gap" not in table.frame
    assert "缺口 未计：需要写明招聘人数的职位和求职人数" in table.meta["notes"]
    stated = [{"post": "焊工", "headcount": 3, "headcount_stated": True}] * 20 + postings(焊工=20)
    row = market_table(build(postings=stated, supply=supply("seekers", 焊工=25.0)), "post").frame.iloc[0]
    assert (row["demand"], row["counts"], row["gap"]) == (60, "人数", 35)


def test_external_supply_gives_shares_alone(build: Build) -> None:
    table = market(build, supply("graduates", "external", 焊工=20.0, 车工=20.0), 焊工=40, 车工=10)
    assert [name for name in INDICES if name in table.frame] == ["share_gap"]
    assert table.frame.set_index("post")["share_gap"].to_dict() == pytest.approx({"焊工": 0.625, "车工": 2.5})


def test_without_supply_every_index_says_what_it_needs(build: Build) -> None:
    table = market_table(build(postings=postings(焊工=40)), "post")
    assert [name for name in INDICES if name in table.frame] == []
    assert [note.split(" ")[0] for note in table.meta["notes"]] == ["求人倍率", "CIER", "供需比、缺口、投递招聘比"]


def test_a_dimension_that_supply_lacks_says_so(build: Build) -> None:
    table = market_table(build(postings=postings(焊工=40), supply=supply("seekers", 焊工=20.0)), "company_type")
    assert table.meta["notes"][0] == "供给表没有 company_type 这样的分组，不计需要供给的指数"


def test_names_of_industries_in_the_supply_table_are_understood(build: Build) -> None:
    rows = [{"measure": "seekers", "base": "same", "industry": "通用设备制造业", "people": 20.0}]
    frame = market_table(build(postings=[{"industry": "34"}] * 40, supply=rows)).frame
    assert frame[["industry", "industry_code", "vacancies_per_seeker"]].to_numpy().tolist() == [
        ["通用设备制造业", "34", 2.0]
    ]


def test_sdi_starts_at_100(build: Build) -> None:
    import datetime as dt

    rows = [{"published": dt.date(2024, m, 1)} for m in (1, 2) for _ in range(40)]
    people = [
        {"measure": "seekers", "base": "same", "period": f"2024-0{m}", "people": n} for m, n in ((1, 20.0), (2, 30.0))
    ]
    assert market_table(build(postings=rows, supply=people), "period").frame["sdi"].to_list() == [100, 150]


def test_small_groups_have_no_ratio(build: Build) -> None:
    row = market(build, supply("seekers", 焊工=20.0), 焊工=9).frame.iloc[0]
    assert (row["demand"], row["seekers"], row["words"]) == (9, 20, "")
    assert np.isnan(row["vacancies_per_seeker"])


def test_groups_that_lack_people_and_pay_little_are_marked(build: Build) -> None:
    rows = [
        {"post": post, "salary_min": pay}
        for post, pay in (("焊工", 5e3), ("车工", 9e3), ("钳工", 6e3))
        for _ in range(30)
    ]
    people = supply("seekers", 焊工=20.0, 车工=20.0, 钳工=60.0)
    frame = market_table(build(postings=rows, supply=people), "post").frame.set_index("post")
    assert frame["flag"].to_dict() == {"焊工": "缺人且薪酬低于均值", "车工": "", "钳工": ""}


def test_directions_stand_in_the_metadata(build: Build) -> None:
    meta = market(build, supply("seekers", 焊工=20.0), 焊工=40).meta
    assert "求人倍率：大于 1 缺人" in meta["direction"]
    assert "供需比：小于 1 缺人" in meta["direction"]


@pytest.mark.parametrize(
    ("posts", "people", "words"),
    [
        (4, 1, "4个岗位争夺1个人才"),
        (1.78, 1, "9个岗位争夺5个人才"),
        (1, 1, "1个岗位争夺1个人才"),
        (1, 2.5, "5个人才竞争2个岗位"),
        (0, 5, "有人才而无岗位"),
        (0, 0, ""),
    ],
)
def test_ratios_in_words(posts: float, people: float, words: str) -> None:
    assert ratio_words(posts, people)[0] == words


def test_the_error_of_the_fraction_is_told() -> None:
    assert ratio_words(1.78, 1)[1] == pytest.approx(1.8 / 1.78 - 1)


@pytest.fixture
def moves() -> list[dict[str, Any]]:
    rows = [("南京", "上海", 50), ("上海", "南京", 20), ("合肥", "南京", 30), ("南京", "南京", 99)]
    return [{"origin": a, "destination": b, "dimension": "city", "people": float(n)} for a, b, n in rows]


def test_flows_leave_out_moves_within_a_place(build: Build, moves: list[dict[str, Any]]) -> None:
    frame = flow_table(build(postings=[{}], flows=moves)).frame.set_index("city")
    assert frame[["inflow", "outflow"]].T.to_dict("list") == {"南京": [50, 50], "上海": [50, 20], "合肥": [0, 30]}
    assert frame["in_out_ratio"].to_dict() == {"南京": 1, "上海": 2.5, "合肥": 0}
    assert frame["net_share"].to_dict() == {"南京": 0, "上海": 0.3, "合肥": -0.3}


def test_a_place_that_nobody_leaves_is_infinity_and_a_mark(build: Build, moves: list[dict[str, Any]]) -> None:
    row = flow_table(build(postings=[{}], flows=moves[:1])).frame.set_index("city").loc["上海"]
    assert (row["in_out_ratio"], row["flag"]) == (np.inf, "无流出")


def test_the_net_rate_needs_a_stock(build: Build, moves: list[dict[str, Any]]) -> None:
    assert "净流入率 未计：需要供给表中的存量（stock）" in flow_table(build(postings=[{}], flows=moves)).meta["notes"]
    stock = [{"measure": "stock", "base": "external", "city": "上海", "people": 600.0}]
    frame = flow_table(build(postings=[{}], flows=moves, supply=stock)).frame.set_index("city")
    assert frame.loc["上海", "net_rate"] == pytest.approx(0.05)


@pytest.mark.parametrize(
    ("dimension", "message"), [("city", "no flows between"), ("major", "flows are by city or industry")]
)
def test_without_flows_the_table_is_refused(build: Build, dimension: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        flow_table(build(postings=[{}]), dimension)


@pytest.mark.parametrize("by", ["employer", "city", "role"])
def test_a_group_with_one_posting_has_counts_only(build: Build, by: str) -> None:
    rows = [{"employer": "甲公司", "city": "南京", "salary_min": 5e3}] * 30
    rows += [{"employer": "乙公司", "city": "无锡", "salary_min": 5e3}]
    classes = [{"posting_id": f"p{i}", "in_scope": True, "role": "焊工" if i < 30 else "车工"} for i in range(31)]
    people = [
        {"measure": "seekers", "base": "same", by: name, "people": 9.0}
        for name in {"employer": ("甲公司", "乙公司"), "city": ("南京", "无锡"), "role": ("焊工", "车工")}[by]
    ]
    frame = market_table(build(postings=rows, posting_classes=classes, supply=people), by).frame
    one = frame[frame["n"] == 1].iloc[0]
    assert (one["demand"], one["seekers"], one["flag"], one["words"]) == (1, 9, "样本过少，只列计数", "")
    assert one[["vacancies_per_seeker", "supply_demand_ratio", "share_gap", "post_share"]].isna().all()


def test_without_any_pay_nothing_is_marked_as_paid_below_the_mean(build: Build) -> None:
    row = market(build, supply("seekers", 焊工=20.0), 焊工=40).frame.iloc[0]
    assert row["flag"] == ""


def test_shares_of_posts_and_of_people_stand_beside_the_share_gap(build: Build) -> None:
    table = market(build, supply("applications", 焊工=10.0, 车工=90.0), 焊工=40, 车工=60)
    assert table.frame.set_index("post")[["post_share", "supply_share"]].T.to_dict("list") == {
        "车工": [0.6, 0.9],
        "焊工": [0.4, 0.1],
    }
