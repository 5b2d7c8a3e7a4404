"""Trends on a constant panel of sources: a simulated market, and series with gaps, breaks and edges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.intervals import log_ratio
from jobmine.measure.series import find_calendar
from jobmine.measure.trends import trends_table

Build = Callable[..., Any]
MONTHS = [f"2024-{month:02}" for month in range(1, 13)]
EXPIRY = 20


def posted(month: int, n: int, source: str = "甲", **more: Any) -> list[dict[str, Any]]:
    """Return postings spread evenly over a month of 2024."""
    days = (dt.date(2024, month % 12 + 1, 1) - dt.timedelta(days=1)).day if month < 12 else 31
    return [{"first_seen": dt.date(2024, month, 1 + i * days // n), "platform": source, **more} for i in range(n)]


@pytest.fixture(scope="module")
def market() -> list[dict[str, Any]]:
    """Return 40 cities over a year: the flow grows by a quarter, a third source enters half-way."""
    rng = np.random.default_rng(7)
    rows = []
    for city in range(40):
        for month in range(12):
            truth = 60 * (1 + 0.25 * month / 11)
            flow = {"甲": truth, "乙": truth / 2, "丙": 80.0 if month >= 6 else 0.0}
            days = pd.Period(MONTHS[month]).days_in_month
            for source, mean in flow.items():
                drawn = rng.integers(1, days + 1, rng.poisson(mean * days / 30))
                dates = [dt.date(2024, month + 1, int(day)) for day in drawn]
                rows += [{"city": f"城{city}", "platform": source, "first_seen": date} for date in dates]
    return rows


def test_the_constant_panel_recovers_the_true_change_and_the_naive_series_does_not(
    build: Build, market: list[dict[str, Any]]
) -> None:
    table = trends_table(build(postings=market, sections=[]), "city")
    last = table.frame[table.frame["period"] == "2024-12"]
    assert "恒定来源（每期都有的平台）：乙、甲" in table.meta["notes"]
    holds = (last["index_low"] <= 125) & (last["index_high"] >= 125)
    assert len(last) == 40
    assert holds.mean() >= 0.9
    naive_low, naive_high = log_ratio(last["n"], table.frame.loc[table.frame["period"] == "2024-01", "n"])
    assert ((naive_low <= 1.25) & (naive_high >= 1.25)).mean() <= 0.1
    together = trends_table(build(postings=market, sections=[])).frame.iloc[-1]
    assert together["index_low"] <= 125 <= together["index_high"]
    assert together["index_high"] - together["index_low"] < 20
    assert together["index_all"] > 190


def test_a_source_of_the_panel_that_enters_one_city_is_marked_there(build: Build) -> None:
    def flow(city: str, platform: str, month: int) -> list[dict[str, Any]]:
        return [{"city": city, "platform": platform, "first_seen": dt.date(2024, month, 1 + i)} for i in range(20)]

    rows = [row for month in (1, 2, 3) for city in ("南京", "苏州") for row in flow(city, "甲", month)]
    rows += [row for month in (1, 2, 3) for row in flow("南京", "乙", month)] + flow("苏州", "乙", 3)
    frame = trends_table(build(postings=rows, sections=[]), "city").frame
    assert set(frame.loc[frame["flag"].str.contains("有来源只见于本组部分时期"), "city"]) == {"苏州"}


def test_the_source_that_enters_is_a_break_that_growth_does_not_cross(
    build: Build, market: list[dict[str, Any]]
) -> None:
    tables = build(postings=market, sections=[])
    frame = trends_table(tables).frame.set_index("period")
    assert frame["break"][frame["break"] != ""].to_dict() == {"2024-07": "丙进入"}
    assert np.isnan(frame.loc["2024-07", "growth_all"])
    assert abs(frame.loc["2024-07", "growth"]) < 0.1
    assert trends_table(tables, across=True).frame.set_index("period").loc["2024-07", "growth_all"] > 0.7


def test_the_stock_is_flow_a_day_times_the_declared_expiry(build: Build, market: list[dict[str, Any]]) -> None:
    frame = trends_table(build(postings=market, sections=[]), expiry=EXPIRY).frame.set_index("period")
    later = frame.loc["2024-03":"2024-11"]
    assert (later["stock"] / (later["per_day"] * EXPIRY)).to_numpy() == pytest.approx(np.ones(9), abs=0.03)
    assert frame.loc["2024-01", "flag"] == "期初存量不全"
    assert frame.loc["2024-01", "stock"] < 0.8 * frame.loc["2024-01", "per_day"] * EXPIRY


def test_a_posting_seen_again_is_open_until_then(build: Build) -> None:
    rows = posted(1, 31)
    for row in rows:
        row["last_seen"] = row["first_seen"] + dt.timedelta(days=1)
    assert trends_table(build(postings=rows)).frame["stock"].item() == pytest.approx(61 / 31)


def test_employers_are_the_units_of_the_interval(build: Build) -> None:
    alone = trends_table(build(postings=posted(1, 40) + posted(2, 40))).frame.iloc[1]
    _, high = log_ratio(40, 40)
    assert alone["index_high"] / alone["index"] == pytest.approx(float(high))
    few = [row | {"employer": f"公司{i % 4}"} for i, row in enumerate(posted(1, 40))]
    few += [row | {"employer": f"公司{4 + i % 4}"} for i, row in enumerate(posted(2, 40))]
    clustered = trends_table(build(postings=few)).frame.iloc[1]
    assert clustered["index_high"] / clustered["index"] == pytest.approx(
        np.exp(1.959964 * np.sqrt(1 / 4 + 1 / 4)), rel=1e-5
    )


def test_one_employer_alone_has_at_least_the_interval_of_counts(build: Build) -> None:
    rows = [row | {"employer": "甲公司"} for row in posted(1, 40) + posted(2, 40)]
    row = trends_table(build(postings=rows)).frame.iloc[1]
    assert row["index_high"] / row["index"] == pytest.approx(float(log_ratio(40, 40)[1]))


def test_a_month_without_postings_is_a_row_with_a_mark(build: Build) -> None:
    frame = trends_table(build(postings=posted(1, 30) + posted(3, 30))).frame.set_index("period")
    assert frame.loc["2024-02", ["n", "n_panel", "flag"]].to_list() == [0, 0, "无职位；来源变动"]
    assert frame.loc["2024-02", ["index", "growth"]].isna().all()
    assert np.isnan(frame.loc["2024-03", "growth"])
    assert frame.loc["2024-03", "index"] == pytest.approx(100 * 31 / 30)  # gathering ends on the 30th


def test_a_city_with_one_posting_has_counts_only(build: Build) -> None:
    rows = posted(1, 30, city="南京") + posted(2, 30, city="南京") + posted(2, 1, city="宿迁")
    frame = trends_table(build(postings=rows), "city").frame
    one = frame[(frame["city"] == "宿迁") & (frame["period"] == "2024-02")].iloc[0]
    assert (one["n"], one["flag"].split("；")[0]) == (1, "样本过少，只列计数")
    assert one[["per_day", "index", "growth"]].isna().all()


def test_a_period_that_gathering_covers_in_part_counts_by_the_day(build: Build) -> None:
    half = [row for row in posted(1, 62) if row["first_seen"].day > 16]
    frame = trends_table(build(postings=half + posted(2, 58))).frame
    assert frame["days"].to_list() == [15, 29]
    assert frame["per_day"].to_list() == [2, 2]
    assert frame["flag"].str.contains("期间不全").to_list() == [True, False]


def test_a_leap_on_the_panel_itself_is_marked(build: Build) -> None:
    frame = trends_table(build(postings=posted(1, 30) + posted(2, 120))).frame
    assert frame["flag"].str.contains("跳变，疑口径改变").to_list() == [False, True]


def test_without_a_source_in_all_periods_there_is_no_index(build: Build) -> None:
    table = trends_table(build(postings=posted(1, 30, "甲") + posted(2, 30, "乙")))
    assert table.meta["notes"][0] == "没有贯穿各期的来源，不计指数"
    assert table.frame["index"].isna().all()
    assert table.frame["n"].to_list() == [30, 30]
    assert table.frame["break"].to_list() == ["", "乙进入、甲退出"]


def test_files_are_the_sources_where_no_platform_is_stated(build: Build) -> None:
    rows = [{**row, "platform": None, "source": name} for name in "ab" for row in posted(1, 15) + posted(2, 15)]
    assert find_calendar(build(postings=rows)).panel == ("a", "b")


def test_stray_days_before_and_after_are_left_out_and_told(build: Build) -> None:
    stray = [{"published": dt.date(2019, 5, 1), "platform": "甲"}]
    table = trends_table(build(postings=stray + posted(1, 90) + posted(2, 90)))
    assert table.frame["period"].to_list() == ["2024-01", "2024-02"]
    assert "1 条职位在所列时期之外，未计" in table.meta["notes"]


@pytest.mark.parametrize(("unit", "periods"), [("quarter", ["2024Q1", "2024Q2"]), ("year", ["2024"])])
def test_quarters_and_years(build: Build, unit: str, periods: list[str]) -> None:
    frame = trends_table(build(postings=posted(1, 30) + posted(5, 30)), unit=unit).frame
    assert frame["period"].to_list() == periods
    assert frame["n"].sum() == 60


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"unit": "week"}, "unit 'week'; allowed: month, quarter, year"),
        ({"expiry": 0}, "expiry 0; allowed"),
        ({"by": "period"}, "trends are by period already"),
        ({"period": "2030"}, "no posting has first_seen or published in 2030"),
    ],
)
def test_odd_requests_are_refused(build: Build, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        trends_table(build(postings=posted(1, 30)), **options)


def test_without_days_there_is_no_trend(build: Build) -> None:
    with pytest.raises(ConfigError, match="trends need days"):
        trends_table(build(postings=[{}] * 30))
