from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.measure.pay import pay_table, shortest_band

Build = Callable[..., Any]


def test_quantiles_and_mean_by_hand(build: Build) -> None:
    # middles 1000, 2000 … 11000
    postings = [{"salary_min": 1000.0 * i - 500, "salary_max": 1000.0 * i + 500} for i in range(1, 12)]
    row = pay_table(build(postings=postings), ()).frame.iloc[0]
    assert row[["p10", "p25", "p50", "p75", "p90", "mean"]].to_list() == [2000, 3500, 6000, 8500, 10000, 6000]
    assert (row["n"], row["n_pay"], row["p90_p10"]) == (11, 11, 5)


@pytest.mark.parametrize(
    ("values", "band"), [([1, 2, 3, 10], (1, 2)), ([1, 5, 5, 5, 9], (5, 5)), ([4], (4, 4)), ([1, 2, 8, 9, 10], (8, 10))]
)
def test_the_shortest_band_with_half(values: list[float], band: tuple[float, float]) -> None:
    assert shortest_band(values) == band


def test_one_end_stands_for_both(build: Build) -> None:
    postings = [{"salary_min": 5000.0}] * 5 + [{"salary_max": 7000.0}] * 5
    assert pay_table(build(postings=postings), ()).frame["mean"].to_list() == [6000]


def test_part_time_work_and_internships_are_left_out(build: Build) -> None:
    postings = [
        {"salary_min": 5000.0, "employment": e} for e in ["full_time"] * 10 + ["internship"] * 4 + ["part_time"]
    ]
    row = pay_table(build(postings=postings), ()).frame.iloc[0]
    assert (row["n"], row["n_pay"]) == (15, 10)


def test_few_postings_with_pay_show_no_pay(build: Build) -> None:
    postings = [{"city": "甲", "salary_min": 5000.0}] * 9 + [{"city": "甲"}] * 30 + [{"city": "乙"}] * 30
    frame = pay_table(build(postings=postings), "city").frame.set_index("city")
    assert frame["n_pay"].to_dict() == {"甲": 9, "乙": 0}
    assert frame[["p50", "mean", "band_low"]].isna().all(axis=None)
    assert set(frame["flag"]) == {"样本过少，只列计数"}


def test_by_city_and_experience(build: Build) -> None:
    postings = [
        {"city": "甲", "experience_min": float(i % 2 * 3), "salary_min": 4000.0 + 2000 * (i % 2)} for i in range(40)
    ]
    frame = pay_table(build(postings=postings), "city,experience").frame
    assert frame[["city", "experience", "p50"]].to_numpy().tolist() == [["甲", "不限", 4000], ["甲", "3-5年", 6000]]


def test_no_pay_at_all_is_a_table_of_counts(build: Build) -> None:
    frame = pay_table(build(postings=[{}] * 30), ()).frame
    assert frame["n"].to_list() == [30]
    assert np.isnan(frame["p50"].iloc[0])


def test_the_interval_of_the_median_is_made_of_order_statistics(build: Build) -> None:
    postings = [{"salary_min": 1000.0 * i} for i in range(1, 101)]
    row = pay_table(build(postings=postings), ()).frame.iloc[0]
    # 50 -+ 1.96 x 5 = 40.2 and 59.8: the 41st and the 61st value
    assert row[["p50_low", "p50_high"]].to_list() == [41000, 61000]


def test_theil_is_the_sum_of_its_parts(build: Build) -> None:
    postings = [
        {"city": city, "salary_min": pay} for city, pay in (("甲", 4e3), ("甲", 6e3), ("乙", 1e4)) for _ in range(20)
    ]
    table = pay_table(build(postings=postings), "city")
    assert table.meta["notes"][-1].startswith("泰尔指数 0.0690 = 组间 0.0589（85.4%）+ 组内 0.0101")
    assert table.frame.set_index("city")["theil"].to_dict() == pytest.approx({"甲": 0.0201, "乙": 0}, abs=1e-4)


def test_months_paid_a_year(build: Build) -> None:
    postings = [{"salary_min": 5e3, "salary_months": 13.0 if i < 10 else None} for i in range(30)]
    assert pay_table(build(postings=postings), ()).frame[["n_months", "months"]].to_numpy().tolist() == [[10, 13]]


def test_growth_of_the_median_from_month_to_month(build: Build) -> None:
    postings = [
        {"published": dt.date(2024, m, 1), "salary_min": pay} for m, pay in ((1, 5e3), (2, 6e3)) for _ in range(20)
    ]
    assert pay_table(build(postings=postings), "period").frame["growth"].to_list() == pytest.approx(
        [np.nan, 0.2], nan_ok=True
    )


def test_the_growth_of_the_median_has_an_interval(build: Build) -> None:
    """Twenty pays from 5000 by 100: the order statistics are the 6th and the 16th, 5500 and 6500, about 5950."""
    postings = [
        {"published": dt.date(2024, m, 1), "salary_min": factor * (5000 + 100 * i)}
        for m, factor in ((1, 1.0), (2, 1.1))
        for i in range(20)
    ]
    row = pay_table(build(postings=postings), "period").frame.iloc[1]
    assert row[["p50_low", "p50_high"]].to_list() == pytest.approx([1.1 * 5500, 1.1 * 6500])
    half = np.hypot(np.log(6500 / 5500) / 2, np.log(6500 / 5500) / 2)
    assert row[["growth", "growth_low", "growth_high"]].to_list() == pytest.approx(
        [0.1, 1.1 * np.exp(-half) - 1, 1.1 * np.exp(half) - 1]
    )


def test_medians_of_equal_pays_grow_without_doubt_and_are_marked(build: Build) -> None:
    postings = [
        {"published": dt.date(2024, m, 1), "salary_min": pay} for m, pay in ((1, 5e3), (2, 6e3)) for _ in range(30)
    ]
    row = pay_table(build(postings=postings), "period").frame.iloc[1]
    assert row[["growth_low", "growth_high"]].to_list() == pytest.approx([0.2, 0.2])
    assert row["flag"] == "薪资只有一个取值"


def test_pay_in_one_band_only_is_marked(build: Build) -> None:
    row = pay_table(build(postings=[{"salary_min": 5e3}] * 30), ()).frame.iloc[0]
    assert row[["p10", "p90", "gini", "theil", "p90_p10", "flag"]].to_list() == [5e3, 5e3, 0, 0, 1, "薪资只有一个取值"]


def test_a_year_stated_as_a_month_is_marked(build: Build) -> None:
    row = pay_table(build(postings=[{"salary_min": 5e3}] * 29 + [{"salary_min": 2e5}]), ()).frame.iloc[0]
    assert (row["p50"], row["flag"]) == (5e3, "有极端薪资，均值与离散度不稳")
