from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from jobmine.config import MeasureConfig
from jobmine.errors import ConfigError
from jobmine.measure.centrality import page_rank
from jobmine.measure.demand import demand_table
from jobmine.measure.intervals import difference, wilson
from jobmine.measure.weights import log_odds_z

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def two_cities(build: Build, ask: Ask) -> Any:
    """Forty postings in 南京, sixty in 苏州; 编程 in 20 and 15 of them, 沟通 in 10 and 30."""
    mentions = (
        ask(range(20), "编程", preferred=False)
        + ask(range(5), "编程", preferred=True)  # also said to be welcome: still required
        + ask(range(40, 55), "编程", preferred=True)
        + ask(range(10), "沟通", "quality")
        + ask(range(40, 70), "沟通", "quality")
        + ask(range(70, 80), "沟通", "quality", negated=True)
        + ask(range(40, 46), "绘图")
    )
    return build(postings=[{"city": "南京"}] * 40 + [{"city": "苏州"}] * 60, mentions=mentions)


def row(frame: pd.DataFrame, city: str, term: str) -> pd.Series:
    return frame[(frame["city"] == city) & (frame["term"] == term)].iloc[0]


def test_a_share_is_of_the_postings_with_readable_requirements(two_cities: Any) -> None:
    found = row(demand_table(two_cities, "city").frame, "南京", "编程")
    assert (found["n"], found["n_text"], found["share"]) == (20, 40, 0.5)
    assert (found["share_low"], found["share_high"]) == pytest.approx(tuple(map(float, wilson(20, 40))))


def test_a_posting_counts_once_and_negated_mentions_do_not_count(two_cities: Any) -> None:
    frame = demand_table(two_cities, "city").frame
    assert row(frame, "南京", "编程")["n"] == 20
    assert row(frame, "苏州", "沟通")["n"] == 30


def test_postings_without_readable_requirements_are_left_out_above_and_below(build: Build, ask: Ask) -> None:
    postings = [{}] * 30 + [{"text": "要编程"}] * 10
    found = demand_table(build(postings=postings, mentions=ask(range(40), "编程")), ()).frame.iloc[0]
    assert (found["n"], found["n_text"]) == (30, 30)


def test_must_is_what_some_mention_of_a_posting_requires(two_cities: Any) -> None:
    frame = demand_table(two_cities, "city").frame
    assert row(frame, "南京", "编程")["must_share"] == 1
    assert row(frame, "苏州", "编程")["must_share"] == 0
    assert row(frame, "苏州", "沟通")["must_share"] == 1


def test_weights_by_hand(two_cities: Any) -> None:
    found = row(demand_table(two_cities, "city").frame, "南京", "编程")
    assert found["location_quotient"] == pytest.approx((20 / 40) / (35 / 100))
    assert found["tfidf"] == pytest.approx(0.5 * (math.log(101 / 36) + 1))
    # skills: 20 in 南京, 21 in 苏州; 20.5 a city
    assert found["class_tfidf"] == pytest.approx(20 / 20 * math.log(1 + 20.5 / 35))
    assert found["log_odds_z"] == pytest.approx(float(log_odds_z(20, 20, 15, 21, 2)))


def test_rows_stand_by_group_kind_and_weight_with_ranks_that_ties_share(build: Build, ask: Ask) -> None:
    mentions = ask(range(9), "b") + ask(range(9), "a") + ask(range(3), "c") + ask(range(10), "d", "knowledge")
    frame = demand_table(build(postings=[{}] * 30, mentions=mentions), ()).frame
    assert frame[["kind", "term", "rank", "rank_all"]].to_numpy().tolist() == [
        ["knowledge", "d", 1, 1],
        ["skill", "a", 1, 2],
        ["skill", "b", 1, 2],
        ["skill", "c", 3, 4],
    ]


def test_the_largest_group_stands_first(two_cities: Any) -> None:
    assert demand_table(two_cities, "city").frame["city"].drop_duplicates().to_list() == ["苏州", "南京"]


def test_core_terms_are_common_and_typical(two_cities: Any) -> None:
    frame = demand_table(two_cities, "city", config=MeasureConfig(core_z=0.5)).frame
    assert {(r.city, r.term) for r in frame.itertuples() if r.core} == {("南京", "编程"), ("苏州", "绘图")}


def test_with_one_group_core_goes_by_share_alone(build: Build, ask: Ask) -> None:
    mentions = ask(range(40), "编程") + ask([0], "绘图")
    table = demand_table(build(postings=[{}] * 40, mentions=mentions), ())
    assert table.frame.set_index("term")["core"].to_dict() == {"编程": True, "绘图": False}
    assert "只有一组且无对照：核心只按占比判定" in table.meta["notes"]


@pytest.mark.parametrize(
    ("n", "flag", "shown"),
    [(9, "样本过少，只列计数", False), (10, "样本少", True), (29, "样本少", True), (30, "", True)],
)
def test_small_groups_are_marked_and_the_smallest_show_counts_only(
    build: Build, ask: Ask, n: int, flag: str, shown: bool
) -> None:
    found = demand_table(build(postings=[{}] * n, mentions=ask(range(n), "编程")), ()).frame.iloc[0]
    assert (found["n"], found["flag"], pd.notna(found["share"]), bool(found["core"])) == (n, flag, shown, shown)


def test_one_posting_is_counted_without_a_ratio(build: Build, ask: Ask) -> None:
    frame = demand_table(build(postings=[{}], mentions=ask([0], "编程")), ()).frame
    assert frame[["n", "n_text"]].to_numpy().tolist() == [[1, 1]]
    assert frame[["share", "tfidf", "location_quotient", "must_share"]].isna().all(axis=None)


def test_lists_without_text_give_an_empty_table_that_says_so(build: Build, ask: Ask) -> None:
    table = demand_table(build(postings=[{"text": None}] * 40), "city")
    assert table.frame.empty
    assert {"city", "term", "share"} <= set(table.frame.columns)
    assert (table.meta["n"], table.meta["n_text"]) == (40, 0)
    assert table.meta["notes"] == ["没有可读要求的文本，本表为空"]


def test_groups_without_text_are_named(build: Build, ask: Ask) -> None:
    postings = [{"city": "南京"}] * 30 + [{"city": "苏州", "text": None}] * 30
    table = demand_table(build(postings=postings, mentions=ask(range(30), "编程")), "city")
    assert "没有可读要求的组：苏州" in table.meta["notes"]


def test_a_condition_takes_a_subset(two_cities: Any) -> None:
    table = demand_table(two_cities, (), where="city = '南京'")
    assert table.meta["n"] == 40
    assert table.frame.set_index("term")["n"].to_dict() == {"编程": 20, "沟通": 10}


def test_a_kind_can_be_chosen_and_a_list_cut(two_cities: Any) -> None:
    frame = demand_table(two_cities, "city", kind="skill", top_n=1).frame
    assert frame[["city", "term"]].to_numpy().tolist() == [["苏州", "编程"], ["南京", "编程"]]


def test_an_unknown_kind_is_refused(two_cities: Any) -> None:
    with pytest.raises(ConfigError, match="unknown kind 'skills'"):
        demand_table(two_cities, "city", kind="skills")


def test_a_benchmark_stands_beside_each_row(two_cities: Any) -> None:
    table = demand_table(two_cities, (), where="city = '南京'", against="city = '苏州'")
    found = table.frame.set_index("term").loc["编程"]
    assert (found["n_against"], found["n_text_against"], found["share_against"]) == (15, 60, 0.25)
    assert found["difference"] == 0.25
    assert (found["difference_low"], found["difference_high"]) == pytest.approx(
        tuple(map(float, difference(20, 40, 15, 60)))
    )
    assert found["log_odds_z"] == pytest.approx(float(log_odds_z(20, 20, 15, 21, 2)))
    assert table.meta["scope"] == "city = '南京'；对照：city = '苏州'"


def test_the_market_is_what_is_out_of_scope(build: Build, ask: Ask) -> None:
    classes = [{"posting_id": f"p{i}", "in_scope": i < 30} for i in range(50)]
    tables = build(
        postings=[{}] * 50, posting_classes=classes, mentions=ask(range(15), "编程") + ask(range(30, 35), "编程")
    )
    found = demand_table(tables, (), against="market").frame.iloc[0]
    assert (found["share"], found["n_against"], found["n_text_against"], found["share_against"]) == (0.5, 5, 20, 0.25)


def test_a_small_benchmark_gives_no_share(two_cities: Any) -> None:
    frame = demand_table(two_cities, (), against="posting_id = 'p1'").frame
    assert frame[["share_against", "difference", "log_odds_z"]].isna().all(axis=None)


def test_the_aspect_of_a_term_is_its_commonest(build: Build, ask: Ask) -> None:
    mentions = ask([0, 1], "CAD", "knowledge", aspect="tool") + ask([2], "CAD", "knowledge", aspect="theory")
    assert demand_table(build(postings=[{}] * 30, mentions=mentions), ()).frame["aspect"].to_list() == ["tool"]


def test_industries_have_their_names(build: Build, ask: Ask) -> None:
    frame = demand_table(build(postings=[{"industry": "34"}] * 30, mentions=ask(range(30), "编程"))).frame
    assert frame[["industry", "industry_code"]].to_numpy().tolist() == [["通用设备制造业", "34"]]


def test_centrality_is_page_rank_of_terms_asked_for_together(build: Build, ask: Ask) -> None:
    mentions = ask(range(20), "a") + ask(range(10), "b") + ask(range(10, 20), "c") + ask([25], "alone")
    frame = demand_table(build(postings=[{}] * 30, mentions=mentions), (), centrality=True).frame.set_index("term")
    a, b, c = page_rank([0, 0], [1, 2], [10, 10])
    assert frame["centrality"].to_dict() == pytest.approx({"a": a, "b": b, "c": c, "alone": math.nan}, nan_ok=True)


def test_the_order_of_the_rows_given_does_not_matter(build: Build, ask: Ask) -> None:
    mentions = ask(range(20), "a") + ask(range(10), "b") + ask(range(10, 20), "c")
    postings = [{"posting_id": f"p{i}", "row": i, "city": "甲" if i % 3 else "乙"} for i in range(60)]
    one = demand_table(build(postings=postings, mentions=mentions), "city").frame
    other = demand_table(build(postings=postings[::-1], mentions=mentions[::-1]), "city").frame
    pd.testing.assert_frame_equal(one, other)


def test_nothing_in_scope_is_an_empty_table(build: Build, ask: Ask) -> None:
    classes = [{"posting_id": "p0", "in_scope": False}]
    table = demand_table(
        build(postings=[{}], posting_classes=classes, mentions=ask([0], "编程")), "city", against="market"
    )
    assert (len(table.frame), table.meta["n"]) == (0, 0)
