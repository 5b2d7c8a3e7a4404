from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.pressure import pressure_table

Build = Callable[..., Any]


def postings(post: str, n: int, **more: Any) -> list[dict[str, Any]]:
    return [{"post": post, **more} for _ in range(n)]


def test_the_word_for_scarcity_never_stands_in_it(build: Build) -> None:
    table = pressure_table(build(postings=postings("焊工", 30, salary_min=5000.0)))
    assert "紧缺" not in table.frame.to_csv() + json.dumps(table.meta, ensure_ascii=False)


def test_growth_sets_the_later_half_of_the_days_beside_the_earlier(build: Build) -> None:
    early, late = dt.date(2024, 1, 1), dt.date(2024, 3, 1)
    rows = (
        postings("焊工", 4, published=early)
        + postings("焊工", 12, published=late)
        + postings("车工", 10, published=early)
    )
    frame = pressure_table(build(postings=rows)).frame.set_index("post")
    assert frame["growth"].to_dict() == pytest.approx({"焊工": math.log(12.5 / 4.5), "车工": math.log(0.5 / 10.5)})
    assert frame["index"].to_dict() == {"焊工": 0.75, "车工": 0.25}
    assert frame["class"].to_dict() == {"焊工": "压力较大", "车工": "压力较小"}


def test_a_source_that_enters_late_lets_no_post_grow(build: Build) -> None:
    days = [dt.date(2024, 1, 1), dt.date(2024, 2, 15)]
    later = [dt.date(2025, 1, 1), dt.date(2025, 2, 15)]
    rows = [
        row
        for post, platform, two in (("焊工", "甲", days), ("车工", "乙", later))
        for day in two
        for row in postings(post, 20, platform=platform, first_seen=day)
    ]
    frame = pressure_table(build(postings=rows)).frame.set_index("post")
    assert frame["growth"].to_dict() == {"焊工": 0, "车工": 0}


def test_a_few_days_tell_no_growth(build: Build) -> None:
    rows = postings("焊工", 20, published=dt.date(2024, 1, 1)) + postings("车工", 20, published=dt.date(2024, 1, 27))
    table = pressure_table(build(postings=rows))
    assert table.frame["growth"].isna().all()
    assert "职位增长" in table.meta["notes"][0]


def test_postings_seen_once_do_not_say_how_long_they_were_open(build: Build) -> None:
    day = dt.date(2024, 1, 1)
    rows = postings("焊工", 20, first_seen=day, last_seen=day)
    assert pressure_table(build(postings=rows)).frame["days_open"].isna().all()


def test_the_premium_is_within_equal_experience(build: Build) -> None:
    rows = [
        *postings("焊工", 10, experience_min=3.0, salary_min=8000.0),
        *postings("车工", 10, experience_min=3.0, salary_min=6000.0),
        *postings("车工", 10, experience_min=1.0, salary_min=1000.0),
    ]
    frame = pressure_table(build(postings=rows)).frame.set_index("post")
    # the median of 3-5年 is 7000; 车工 are 1000 below it half of the time, at par (1-3年) the other half
    assert frame["pay_premium"].to_dict() == pytest.approx({"焊工": 1 / 7, "车工": -1 / 14})


def test_the_relaxed_share_is_below_the_median_of_the_area(build: Build) -> None:
    rows = [
        *postings("焊工", 5, education="高中"),
        *postings("焊工", 5, education="本科"),
        *postings("焊工", 5),
        *postings("车工", 20, education="大专"),
    ]
    frame = pressure_table(build(postings=rows)).frame.set_index("post")
    assert frame["relaxed_share"].to_dict() == {"焊工": 0.5, "车工": 0}


def test_repeats_and_days_open(build: Build) -> None:
    seen = {"first_seen": dt.date(2024, 1, 1)}
    rows = postings("焊工", 20, last_seen=dt.date(2024, 1, 31), **seen) + postings(
        "车工", 10, last_seen=dt.date(2024, 1, 11), **seen
    )
    classes = [{"posting_id": f"p{i}", "duplicate_of": "p0" if 0 < i < 6 else None} for i in range(30)]
    frame = pressure_table(build(postings=rows, posting_classes=classes)).frame.set_index("post")
    assert frame["repost_rate"].to_dict() == {"焊工": 0.25, "车工": 0}
    assert frame["days_open"].to_dict() == {"焊工": 30, "车工": 10}


def test_absent_components_are_named(build: Build) -> None:
    table = pressure_table(build(postings=postings("焊工", 30)))
    assert (
        table.meta["notes"][0]
        == "缺少数据、未计入的分量：职位增长、重复发布率、同经验薪酬溢价、放宽学历或经验的占比、平均在招天数"
    )
    assert table.frame["index"].isna().all()
    assert table.frame["class"].to_list() == [""]


def test_a_post_of_one_employer_is_marked(build: Build) -> None:
    rows = postings("焊工", 30, salary_min=9000.0, employer="甲") + postings("车工", 30, salary_min=5000.0)
    frame = pressure_table(build(postings=rows)).frame.set_index("post")
    assert frame["flag"].to_dict() == {"焊工": "同组可比岗位少；只有一家用人单位", "车工": "同组可比岗位少"}


def test_posts_with_few_postings_have_counts_only(build: Build) -> None:
    few, many = postings("焊工", 9, salary_min=9000.0), postings("车工", 10, salary_min=5000.0)
    frame = pressure_table(build(postings=few + many + postings("钳工", 10, salary_min=4000.0))).frame.set_index("post")
    assert frame.loc["焊工", "flag"] == "样本过少，只列计数"
    assert np.isnan(frame.loc["焊工", "index"])
    assert frame.loc["车工", "index"] == 0.75
    assert frame.loc["车工", "flag"] == "样本少；同组可比岗位少"


def test_posts_are_compared_within_their_group_of_occupations(build: Build) -> None:
    rows = postings("焊工", 10, salary_min=9000.0) + postings("会计", 10, salary_min=5000.0)
    classes = [{"posting_id": f"p{i}", "occupation": "6-18-02-04" if i < 10 else "2-06-03-00"} for i in range(20)]
    frame = pressure_table(build(postings=rows, posting_classes=classes), by="occupation_group").frame
    assert frame["occupation_group_code"].to_list() == ["2-06", "6-18"]
    assert frame["index"].isna().all()  # each is alone in its group
    assert frame["class"].to_list() == ["", ""]
    assert frame["flag"].to_list() == ["样本少；同组没有可比岗位"] * 2


def test_nothing_to_count_is_an_empty_table(build: Build) -> None:
    assert pressure_table(build(postings=[{}])).frame.empty


def test_nothing_in_scope_is_an_empty_table(build: Build) -> None:
    classes = [{"posting_id": "p0", "in_scope": False}]
    assert pressure_table(build(postings=postings("焊工", 1), posting_classes=classes)).frame.empty


def test_posts_are_not_compared_within_themselves(build: Build) -> None:
    with pytest.raises(ConfigError, match="must not hold post"):
        pressure_table(build(postings=postings("焊工", 30)), "post")
    with pytest.raises(ConfigError, match="unit must be one of"):
        pressure_table(build(postings=postings("焊工", 30)), unit="city")


def test_occupations_are_compared_whatever_their_posts(build: Build) -> None:
    rows = [*postings("焊工", 6, salary_min=9000.0), *postings("电焊工", 6, salary_min=9000.0)]
    rows += postings("会计", 10, salary_min=5000.0)
    codes = ["6-18-02-04"] * 12 + ["2-06-03-00"] * 10
    classes = [{"posting_id": f"p{i}", "occupation": code} for i, code in enumerate(codes)]
    frame = pressure_table(build(postings=rows, posting_classes=classes), "all", unit="occupation").frame
    assert frame.set_index("occupation_code")["index"].to_dict() == {"6-18-02-04": 0.75, "2-06-03-00": 0.25}
