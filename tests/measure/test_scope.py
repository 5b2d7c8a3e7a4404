from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from jobmine.config import Scope
from jobmine.errors import ConfigError
from jobmine.measure.scope import apply_scope, parse_period

Build = Callable[..., Any]


@pytest.fixture
def kept(build: Build) -> Callable[..., list[str]]:
    def ids(postings: list[dict[str, Any]], scope: Scope, **tables: Any) -> list[str]:
        marked = apply_scope(build(postings=postings, **tables), scope).in_scope.to_pylist()
        return [row["posting_id"] for row in marked if row["in_scope"]]

    return ids


def test_no_rule_keeps_everything(build: Build) -> None:
    scoped = apply_scope(build(postings=[{}, {}]), Scope())
    assert scoped.in_scope.to_pydict() == {"posting_id": ["p0", "p1"], "in_scope": [True, True]}
    assert scoped.funnel.to_dict("records") == [{"rule": "read", "value": "", "kept": 2, "removed": 0}]


@pytest.mark.parametrize(
    ("region", "ids"), [("江苏", ["p0", "p1"]), ("江苏省", ["p0", "p1"]), ("苏州市", ["p1"]), ("长三角", ["p0", "p2"])]
)
def test_a_region_is_a_province_a_city_or_a_cluster(
    kept: Callable[..., list[str]], region: str, ids: list[str]
) -> None:
    postings = [
        {"province": "江苏", "city": "南京", "clusters": ["长三角城市群"]},
        {"province": "江苏", "city": "苏州"},
        {"province": "上海", "city": "上海", "clusters": ["长三角城市群"]},
        {},
    ]
    assert kept(postings, Scope(region=region)) == ids


@pytest.mark.parametrize(
    ("period", "ids"),
    [
        ("2024-10:2024-11", ["p0", "p1", "p3"]),
        ("2024-11-30:", ["p1", "p2"]),
        (":2024-10", ["p0", "p3"]),
        ("2025", ["p2"]),
    ],
)
def test_a_period_goes_by_day_and_holds_its_last_month(
    kept: Callable[..., list[str]], period: str, ids: list[str]
) -> None:
    postings = [
        {"published": dt.date(2024, 10, 1)},
        {"published": dt.date(2024, 11, 30)},
        {"published": dt.date(2025, 3, 1)},
        {"first_seen": dt.date(2024, 10, 9)},
        {},
    ]
    assert kept(postings, Scope(period=period)) == ids


@pytest.mark.parametrize(
    ("level", "ids"),
    [
        ("中职", ["p0", "p1", "p2"]),
        ("高职", ["p0", "p1", "p2", "p3"]),
        ("职业本科", ["p0", "p1", "p2", "p3", "p4"]),
        ("本科", ["p0", "p1", "p2", "p3", "p4"]),
    ],
)
def test_a_school_level_holds_what_asks_for_no_more(kept: Callable[..., list[str]], level: str, ids: list[str]) -> None:
    postings = [{"education": e} for e in (None, "不限", "中专", "大专", "本科", "硕士")]
    assert kept(postings, Scope(school_level=level)) == ids


def test_a_major_holds_the_postings_mapped_to_it(kept: Callable[..., list[str]]) -> None:
    majors = [{"posting_id": "p1", "major": "460103"}, {"posting_id": "p2", "major": "260103"}]
    scope = Scope(major="数控技术", school_level="高职")
    assert kept([{}, {}, {}], scope, posting_major=majors) == ["p1"]


def test_a_condition_may_use_classes(kept: Callable[..., list[str]]) -> None:
    rows = [{"posting_id": "p0", "agency": True}, {"posting_id": "p1", "agency": False}]
    assert kept([{}, {}, {}], Scope(where="not agency"), posting_classes=rows) == ["p1"]


def test_the_funnel_tells_what_each_rule_kept_and_removed(build: Build) -> None:
    postings = [{"city": "南京", "education": "大专"}, {"city": "南京", "education": "本科"}, {"city": "上海"}]
    funnel = apply_scope(
        build(postings=postings), Scope(region="南京", school_level="高职", where="education is not null")
    ).funnel
    assert funnel[["rule", "kept", "removed"]].to_numpy().tolist() == [
        ["read", 3, 0],
        ["region", 2, 1],
        ["school_level", 1, 1],
        ["where", 1, 0],
    ]


def test_a_scope_that_keeps_nothing_names_the_rule_and_what_it_got(build: Build) -> None:
    postings = [
        {"province": "江苏", "education": "本科"},
        {"province": "江苏", "education": "硕士"},
        {"province": "广东"},
    ]
    with pytest.raises(ConfigError, match=r"school_level = '高职' removed all 2"):
        apply_scope(build(postings=postings), Scope(region="江苏", school_level="高职"))


def test_a_region_that_is_not_there_is_answered_with_those_that_are(build: Build) -> None:
    with pytest.raises(ConfigError, match="commonest provinces here: 江苏"):
        apply_scope(build(postings=[{"province": "江苏"}]), Scope(region="西藏"))


def test_without_mapped_majors_a_major_says_so(build: Build) -> None:
    with pytest.raises(ConfigError, match="no posting is mapped to a major"):
        apply_scope(build(postings=[{}]), Scope(major="460103"))


def test_a_region_with_a_quote_is_a_text(build: Build) -> None:
    with pytest.raises(ConfigError, match="removed all 1"):
        apply_scope(build(postings=[{}]), Scope(region="x' or '1'='1"))


@pytest.mark.parametrize("text", ["2025:2024", "2024-13:", ":", "去年", "2024-02-30:", "2024/10:2024/11"])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="from:to"):
        parse_period(text)


def test_february_ends_where_it_ends() -> None:
    assert parse_period("2024-02") == ("2024-02-01", "2024-02-29")
