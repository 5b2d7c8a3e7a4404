from __future__ import annotations

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
