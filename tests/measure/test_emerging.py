"""Terms that rise and fall: false discoveries held, strata, polarisation, edges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.clusters import cluster_variance
from jobmine.measure.emerging import benjamini_hochberg, emerging_table, term_changes
from jobmine.measure.polarisation import polarisation_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


def terms(counts: dict[str, int]) -> pd.DataFrame:
    return pd.DataFrame({"kind": "skill", "term": list(counts), "n": list(counts.values())})


def test_adjusted_p_values_by_hand() -> None:
    # 0.005 x 3 / 1, 0.02 x 3 / 2, 0.04 x 3 / 3; the absent one is no test
    assert benjamini_hochberg([0.02, np.nan, 0.005, 0.04])[[2, 0, 3]] == pytest.approx([0.015, 0.03, 0.04])


def test_random_halves_give_hardly_any_finds() -> None:
    rng = np.random.default_rng(3)
    shares = rng.beta(0.3, 12, 400)
    asked = rng.random((3000, 400)) < shares  # postings by terms
    names = np.array([f"词{i}" for i in range(400)])
    finds = []
    for _ in range(20):
        first = rng.random(3000) < 0.5
        old, new = (terms(dict(zip(names, asked[side].sum(axis=0), strict=True))) for side in (first, ~first))
        finds.append(int((term_changes(old, new, int(first.sum()), int((~first).sum()))["change"] != "").sum()))
    assert np.mean([found > 0 for found in finds]) <= 0.1  # at 5 % one halving in twenty may give some


def test_a_term_that_rises_is_found_and_one_that_keeps_its_share_does_not_fall() -> None:
    frame = term_changes(terms({"焊接": 20, "车工": 50}), terms({"焊接": 80, "车工": 50}), 100, 100).set_index("term")
    assert frame["change"].to_dict() == {"焊接": "上升", "车工": ""}
    assert frame.loc["车工", "log_odds_z"] < -1.96


def test_fewer_than_ten_mentions_are_not_tested() -> None:
    frame = term_changes(terms({"焊接": 0, "车工": 50}), terms({"焊接": 9, "车工": 50}), 100, 100).set_index("term")
    assert np.isnan(frame.loc["焊接", "p"])
    assert frame.loc["焊接", "change"] == ""


@pytest.fixture
def rows() -> list[dict[str, Any]]:
    """Return 400 postings: in February more of them are welders'; in each post as many ask for 焊接 as before."""
    posts = ["焊工"] * 40 + ["会计"] * 160 + ["焊工"] * 160 + ["会计"] * 40
    return [
        {"post": post, "platform": "甲", "first_seen": dt.date(2024, 1 + i // 200, 1 + i % 28)}
        for i, post in enumerate(posts)
    ]


def test_within_posts_a_changed_mix_is_no_change(build: Build, ask: Ask, rows: list[dict[str, Any]]) -> None:
    welders = [i for i, row in enumerate(rows) if row["post"] == "焊工"]
    tables = build(postings=rows, mentions=ask(welders[::2], "焊接") + ask(range(0, 400, 2), "Excel"))
    over_all = emerging_table(tables).frame.set_index("term")
    assert over_all.loc["焊接", ["n_old", "n_new", "change"]].to_list() == [20, 80, "上升"]
    within = emerging_table(tables, within="post").frame.set_index("term")
    assert within.loc["焊接", ["difference", "change"]].to_list() == [0, ""]
    assert within.loc["焊接", "share_new"] == over_all.loc["焊接", "share_new"]


@pytest.mark.parametrize(("employers", "change"), [(2, ""), (60, "上升")])
def test_within_posts_employers_are_the_witnesses(
    build: Build, ask: Ask, rows: list[dict[str, Any]], employers: int, change: str
) -> None:
    """Two employers that post a text thirty times each are two witnesses."""
    numbers = range(200, 260)
    alike = [
        row | {"post": "焊工"} | ({"employer": f"{i % employers}号"} if i in numbers else {})
        for i, row in enumerate(rows)
    ]
    tables = build(postings=alike, mentions=ask(numbers, "焊接") + ask(range(0, 400, 2), "Excel"))
    frame = emerging_table(tables, within="post").frame.set_index("term")
    assert frame.loc["焊接", "change"] == change
    assert frame.loc["焊接", "difference"] == pytest.approx(0.3)


def test_the_variance_by_employers_is_the_sum_of_their_squares() -> None:
    rng = np.random.default_rng(1)
    posts = pd.DataFrame(
        {"stratum": rng.integers(0, 3, 120), "who": rng.integers(0, 9, 120), "new": rng.random(120) < 0.4}
    )
    posts["y"] = rng.random(120) < 0.3
    later, asked = (posts.groupby("stratum")[name].transform("mean") for name in ("new", "y"))
    parts = ((posts["new"] - later) * (posts["y"] - asked)).groupby(posts["who"]).sum()
    k = posts.loc[posts["y"], "who"].nunique()
    posts = posts.assign(kind="skill", term="焊接", n_old=(~posts["new"]).astype(int), n_new=posts["new"].astype(int))
    told, sizes = (
        frame.groupby(by)[["n_old", "n_new"]].sum().reset_index()
        for frame, by in ((posts[posts["y"]], ["kind", "term", "stratum", "who"]), (posts, ["stratum", "who"]))
    )
    assert cluster_variance(told, sizes).iloc[0] == pytest.approx((parts**2).sum() * k / (k - 1))


def test_a_rise_that_one_employer_makes_is_marked(build: Build, ask: Ask, rows: list[dict[str, Any]]) -> None:
    for i in range(200, 260):
        rows[i]["employer"] = "大厂"
    table = emerging_table(build(postings=rows, mentions=ask(range(200, 260), "焊接") + ask(range(0, 400, 2), "Excel")))
    assert table.frame.set_index("term").loc["焊接", ["change", "flag"]].to_list() == ["上升", "多出自一家单位"]


def test_periods_are_named_and_only_sources_of_all_periods_count(
    build: Build, ask: Ask, rows: list[dict[str, Any]]
) -> None:
    more = [{"post": "焊工", "platform": "乙", "first_seen": dt.date(2024, 2, 5)}] * 50
    table = emerging_table(build(postings=rows + more, mentions=ask(range(0, 450, 2), "Excel")))
    assert table.meta["notes"][:2] == [
        "前期 2024-01-01—2024-01-31，后期 2024-02-01—2024-02-28",
        "只看贯穿各期的来源：甲",
    ]
    assert table.frame["n_new"].to_list() == [100]
    assert table.meta["n"] == 400


@pytest.mark.parametrize("options", [{"old": "2024-01"}, {"new": "2024-02"}])
def test_both_periods_or_none(build: Build, rows: list[dict[str, Any]], options: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="give both periods, or neither"):
        emerging_table(build(postings=rows), **options)


def test_a_single_period_is_refused(build: Build, rows: list[dict[str, Any]]) -> None:
    with pytest.raises(ConfigError, match="a single period, 2024-01"):
        emerging_table(build(postings=rows[:200]))


def test_a_small_side_has_counts_only(build: Build, ask: Ask, rows: list[dict[str, Any]]) -> None:
    few = rows[:200] + rows[200:205]
    frame = emerging_table(build(postings=few, mentions=ask(range(205), "Excel")), old="2024-01", new="2024-02").frame
    assert frame["flag"].to_list() == ["样本过少，只列计数"]
    assert frame[["share_new", "log_odds_z", "q"]].isna().all(axis=None)


def test_without_mentions_the_table_is_empty(build: Build, rows: list[dict[str, Any]]) -> None:
    assert emerging_table(build(postings=rows)).frame.empty


def paid(month: int, **numbers: int) -> list[dict[str, Any]]:
    pay = {"低": 4000.0, "中": 6000.0, "高": 9000.0}
    return [
        {"post": post, "salary_min": pay[post], "platform": "甲", "first_seen": dt.date(2024, month, 1 + i % 28)}
        for post, n in numbers.items()
        for i in range(n)
    ]


def test_gains_at_both_ends_of_pay(build: Build) -> None:
    table = polarisation_table(build(postings=paid(1, 低=50, 中=50, 高=50) + paid(2, 低=80, 中=40, 高=80)), "post")
    assert table.frame["tercile"].to_list() == ["低", "中", "高"]
    assert table.frame[["pay_low", "n_old", "n_new"]].to_numpy().tolist() == [
        [4000, 50, 80],
        [6000, 50, 40],
        [9000, 50, 80],
    ]
    assert table.frame["difference"].to_list() == pytest.approx([0.4 - 1 / 3, 0.2 - 1 / 3, 0.4 - 1 / 3])
    assert table.frame["difference_high"][1] < 0


def test_posts_without_enough_pay_are_left_out_and_told(build: Build) -> None:
    rows = paid(1, 低=50, 中=50, 高=50) + paid(2, 低=50, 中=50, 高=50)
    rows += [{"post": "义工", "platform": "甲", "first_seen": dt.date(2024, 1, 9)}] * 20
    table = polarisation_table(build(postings=rows), "post")
    assert table.frame["n_old"].sum() == 150
    assert "前期没有足够薪资的职业未列入：前期 20 条、后期 0 条职位" in table.meta["notes"]


def test_all_pay_missing_is_three_empty_thirds_with_a_mark(build: Build) -> None:
    rows = [{"post": "焊工", "platform": "甲", "first_seen": dt.date(2024, m, 5)} for m in (1, 2) for _ in range(30)]
    frame = polarisation_table(build(postings=rows), "post").frame
    assert frame["n_old"].to_list() == [0, 0, 0]
    assert set(frame["flag"]) == {"样本过少，只列计数；有薪资的职业不足三个"}
