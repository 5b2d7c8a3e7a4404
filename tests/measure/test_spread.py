"""Roles over industries, demand over employers, places beside places, what an industry weighs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.industry_weights import weighs_table
from jobmine.measure.spread import dispersion_table, employer_table, places_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


def rows(counts: dict[tuple[str, str], int], *names: str) -> list[dict[str, Any]]:
    return [dict(zip(names, key, strict=True)) for key, n in counts.items() for _ in range(n)]


def test_a_role_over_industries_by_hand(build: Build) -> None:
    counts = {("焊工", "33"): 30, ("焊工", "34"): 10, ("会计", "33"): 10, ("会计", "34"): 50}
    frame = dispersion_table(build(postings=rows(counts, "post", "industry")), "post,industry").frame
    row = frame[(frame["post"] == "焊工") & (frame["industry_code"] == "33")].iloc[0]
    assert row[["n", "share", "location_quotient", "spread"]].to_list() == pytest.approx([30, 0.75, 0.75 / 0.4, 0.75])
    assert row["entropy"] == pytest.approx(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25)) / np.log(2))


def test_a_role_in_one_industry_only_is_not_spread(build: Build) -> None:
    frame = dispersion_table(build(postings=[{"post": "焊工", "industry": "33"}] * 20), ("post", "industry")).frame
    assert frame[["entropy", "location_quotient", "spread"]].to_numpy().tolist() == [[0, 1, 1]]


def test_postings_without_an_industry_are_told(build: Build) -> None:
    table = dispersion_table(
        build(postings=[{"post": "焊工", "industry": "33"}] * 20 + [{"post": "焊工"}] * 5), "post,industry"
    )
    assert table.meta["notes"] == ["5 条职位（20.0%）未注明岗位、行业，未列入"]


@pytest.mark.parametrize("by", ["post", "post,city,industry"])
def test_dispersion_is_of_one_over_another(build: Build, by: str) -> None:
    with pytest.raises(ConfigError, match="one dimension over another"):
        dispersion_table(build(postings=[{}]), by)


def test_employers_of_a_group(build: Build) -> None:
    employers = ["甲"] * 10 + ["乙"] * 5 + ["丙", "丁", "戊"] + [None] * 2
    frame = employer_table(build(postings=[{"city": "南京", "employer": name} for name in employers]), "city").frame
    row = frame.iloc[0]
    assert row[["n", "n_employers", "n_named"]].to_list() == [20, 5, 18]
    shares = np.array([10, 5, 1, 1, 1]) / 18
    assert row[["per_employer", "single_share", "cr4", "hhi"]].to_list() == pytest.approx(
        [3.6, 0.6, 17 / 18, (shares**2).sum()]
    )


def test_one_employer_alone_is_marked(build: Build) -> None:
    row = employer_table(build(postings=[{"employer": "甲"}] * 30), ()).frame.iloc[0]
    assert (row["hhi"], row["cr4"], row["flag"]) == (1, 1, "只有一家用人单位")


def test_no_employer_is_named(build: Build) -> None:
    row = employer_table(build(postings=[{"employer": None}] * 30), ()).frame.iloc[0]
    assert row[["n_employers", "n_named"]].to_list() == [0, 0]
    assert np.isnan(row["hhi"])


def test_places_and_the_place_most_like_each(build: Build) -> None:
    counts = {
        ("南京", "焊工"): 30,
        ("南京", "会计"): 10,
        ("无锡", "焊工"): 60,
        ("无锡", "会计"): 20,
        ("上海", "会计"): 40,
    }
    frame = places_table(build(postings=rows(counts, "city", "post")), over="post").frame.set_index("city")
    assert frame["nearest"].to_dict() == {"无锡": "南京", "南京": "无锡", "上海": "南京"}
    assert frame.loc["南京", "similarity"] == 1
    # 上海 all 会计; elsewhere 90 of 120 焊工
    assert frame.loc["上海", ["krugman", "hhi", "cr4"]].to_list() == pytest.approx([1.5, 1, 1])


def test_a_single_place_has_no_other(build: Build) -> None:
    row = places_table(build(postings=[{"city": "南京", "post": "焊工"}] * 30), over="post").frame.iloc[0]
    assert row["nearest"] == ""
    assert row[["krugman", "similarity"]].isna().all()


def test_a_place_with_one_posting_has_counts_only(build: Build) -> None:
    counts = {("南京", "焊工"): 30, ("无锡", "焊工"): 1}
    frame = places_table(build(postings=rows(counts, "city", "post")), over="post").frame.set_index("city")
    assert frame.loc["无锡", "flag"] == "样本过少，只列计数"
    assert frame.loc["无锡", ["hhi", "krugman", "similarity"]].isna().all()


def test_what_industries_weigh(build: Build, ask: Ask) -> None:
    postings = [{"industry": "33", "education": "大专", "experience_min": 1.0}] * 30
    postings += [{"industry": "65", "education": "本科", "experience_min": 3.0}] * 30
    tables = build(
        postings=postings, mentions=ask(range(30), "焊工证", "certificate") + ask(range(30, 60), "Java", "knowledge")
    )
    frame = weighs_table(tables, "industry").frame.set_index("industry_code")
    assert frame.loc["33", ["bachelor_share", "certificates", "knowledge", "experience"]].to_list() == [0, 1, 0, 1]
    assert frame.loc["65", ["z_bachelor_share", "z_certificates", "z_knowledge", "z_experience"]].to_list() == [
        1,
        -1,
        1,
        1,
    ]
    assert frame["weighs"].to_dict() == {"33": "每职位证书数", "65": "本科及以上占比"}


def test_one_industry_has_nothing_to_be_compared_with(build: Build) -> None:
    row = weighs_table(build(postings=[{"industry": "33", "education": "本科"}] * 30), "industry").frame.iloc[0]
    assert row["bachelor_share"] == 1
    assert np.isnan(row["z_bachelor_share"])
    assert row["weighs"] == ""
