"""Two editions beside each other: refused where they are unlike, ranks and shares where they are alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.compare import check_alike, edition_table, mark_unlike, run_differences
from jobmine.measure.intervals import difference

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]

SETTINGS: dict[str, Any] = {
    "extract": {"tagger": "fast"}, "normalise": {"near_duplicates": 0.9}, "scope": {"period": "2024", "major": ""},
    "roles": {"n_clusters": 0}, "measure": {"ratio_from": 10},
}  # fmt: skip
MANIFEST: dict[str, Any] = {"lexicon": "a", "tagger": "fast", "jobmine": "0.1.0", "settings": SETTINGS}


def changed(table: str, key: str, value: Any) -> dict[str, Any]:
    return MANIFEST | {"settings": SETTINGS | {table: SETTINGS[table] | {key: value}}}


def of_posts(platform: str | None = "甲", **posts: int) -> list[dict[str, Any]]:
    return [{"post": post, "platform": platform} for post, n in posts.items() for _ in range(n)]


def compare(build: Build, old: list[dict[str, Any]], new: list[dict[str, Any]], **options: Any) -> Any:
    return edition_table(build(postings=old), build(postings=new), "post", **options)


def test_runs_made_alike_have_no_differences() -> None:
    assert run_differences(MANIFEST, MANIFEST) == []
    assert run_differences(MANIFEST, changed("scope", "period", "2025")) == []


@pytest.mark.parametrize(
    "new",
    [
        MANIFEST | {"lexicon": "b"},
        MANIFEST | {"tagger": "best"},
        changed("extract", "tagger", "best"),
        changed("normalise", "near_duplicates", 0.8),
        changed("scope", "major", "数控技术"),
    ],
)
def test_runs_made_unlike_are_refused_and_marked_where_that_is_waived(
    build: Build, ask: Ask, new: dict[str, Any]
) -> None:
    found = run_differences(MANIFEST, new)
    with pytest.raises(ConfigError, match="the runs were not made alike"):
        check_alike(found, "terms", anyway=False)
    assert check_alike(found, "terms", anyway=True)
    rows = build(postings=of_posts(焊工=40), mentions=ask(range(20), "焊接"))
    table = mark_unlike(edition_table(rows, rows), found, waived=True)
    assert table.frame["flag"].to_list() == ["两版口径不同"]
    assert table.meta["notes"][-1].startswith("两版口径不同——")


def test_what_texts_are_read_by_matters_for_terms_alone() -> None:
    found = run_differences(MANIFEST, MANIFEST | {"lexicon": "b"})
    assert not check_alike(found, "city", anyway=False)


@pytest.mark.parametrize("new", [MANIFEST | {"jobmine": "0.2.0"}, changed("measure", "ratio_from", 5)])
def test_other_differences_are_noted(new: dict[str, Any]) -> None:
    found = run_differences(MANIFEST, new)
    assert len(found) == 1
    assert not check_alike(found, "terms", anyway=False)


def test_what_entered_left_and_stayed(build: Build) -> None:
    table = compare(build, of_posts(焊工=50, 车工=30, 钳工=20), of_posts(焊工=30, 车工=50, 电工=20))
    frame = table.frame.set_index("post")
    assert frame["state"].to_dict() == {"车工": "保留", "焊工": "保留", "电工": "新增", "钳工": "退出"}
    assert frame.loc["车工", ["rank_old", "rank_new", "rank_change"]].to_list() == [2, 1, 1]
    low, high = (float(end) for end in difference(50, 100, 30, 100))
    assert frame.loc["车工", ["difference", "difference_low", "difference_high"]].to_list() == pytest.approx(
        [0.2, low, high]
    )


def test_a_smaller_edition_does_not_put_items_out_of_the_list(build: Build) -> None:
    frame = compare(build, of_posts(焊工=980, 车工=20), of_posts(焊工=490, 车工=10)).frame.set_index("post")
    assert frame["state"].to_dict() == {"焊工": "保留", "车工": "保留"}


def test_the_first_n_are_a_list_that_items_enter_and_leave(build: Build) -> None:
    frame = compare(build, of_posts(焊工=50, 车工=30, 钳工=20), of_posts(焊工=50, 车工=20, 钳工=30), top_n=2).frame
    assert frame.set_index("post")["state"].to_dict() == {"焊工": "保留", "钳工": "新增", "车工": "退出"}


def test_terms_carry_their_significance(build: Build, ask: Ask) -> None:
    rows = of_posts(焊工=200)
    old = build(postings=rows, mentions=ask(range(20), "焊接") + ask(range(100), "车工"))
    new = build(postings=rows, mentions=ask(range(80), "焊接") + ask(range(100), "车工"))
    frame = edition_table(old, new).frame.set_index("term")
    assert frame["change"].to_dict() == {"车工": "", "焊接": "上升"}


def test_terms_within_posts_ignore_a_changed_mix(build: Build, ask: Ask) -> None:
    old = build(
        postings=of_posts(焊工=40, 会计=160), mentions=ask(range(0, 40, 2), "焊接") + ask(range(0, 200, 2), "Excel")
    )
    new = build(
        postings=of_posts(焊工=160, 会计=40), mentions=ask(range(0, 160, 2), "焊接") + ask(range(0, 200, 2), "Excel")
    )
    assert edition_table(old, new).frame.set_index("term").loc["焊接", "change"] == "上升"
    frame = edition_table(old, new, within="post").frame.set_index("term")
    assert frame.loc["焊接", ["difference", "change"]].to_list() == [0, ""]


def test_growth_of_the_median_pay(build: Build) -> None:
    old, new = ([{"post": "焊工", "salary_min": pay}] * 20 for pay in (5000.0, 6000.0))
    row = compare(build, old, new).frame.iloc[0]
    assert row[["pay_old", "pay_new", "pay_growth"]].to_list() == pytest.approx([5000, 6000, 0.2])
    assert row[["pay_growth_low", "pay_growth_high"]].to_list() == pytest.approx([0.2, 0.2])  # all pay alike


def test_pay_that_one_edition_lacks_has_no_growth(build: Build) -> None:
    row = compare(build, [{"post": "焊工"}] * 20, [{"post": "焊工", "salary_min": 6000.0}] * 20).frame.iloc[0]
    assert np.isnan(row["pay_growth"])


def test_only_platforms_of_both_editions_count(build: Build) -> None:
    table = compare(build, of_posts("甲", 焊工=40) + of_posts("乙", 焊工=40), of_posts("甲", 焊工=40))
    assert table.frame[["n_old", "n_new"]].to_numpy().tolist() == [[40, 40]]
    assert "只计两版都有的平台：甲；未计 乙" in table.meta["notes"]
    everything = compare(
        build, of_posts("甲", 焊工=40) + of_posts("乙", 焊工=40), of_posts("甲", 焊工=40), shared=False
    )
    assert everything.frame["flag"].to_list() == ["来源构成不同"]


def test_another_mix_of_sources_is_marked_in_every_row(build: Build) -> None:
    old, new = of_posts("甲", 焊工=40) + of_posts("乙", 焊工=10), of_posts("甲", 焊工=10) + of_posts("乙", 焊工=40)
    table = compare(build, old, new)
    assert table.frame["flag"].to_list() == ["来源构成不同"]
    assert "来源构成不同：平台份额相差 60.0%，占比之差可能由来源引起" in table.meta["notes"]


def test_editions_without_a_common_platform_are_refused(build: Build) -> None:
    with pytest.raises(ConfigError, match="no platform in common: 甲 against 乙"):
        compare(build, of_posts("甲", 焊工=40), of_posts("乙", 焊工=40))


def test_sources_that_are_not_stated_are_told(build: Build) -> None:
    table = compare(build, of_posts(None, 焊工=40), of_posts(None, 焊工=40))
    assert "来源未注明平台：来源构成是否相同无从核对" in table.meta["notes"]


def test_a_small_edition_has_no_figures(build: Build) -> None:
    row = compare(build, of_posts(焊工=40), of_posts(焊工=5)).frame
    assert row.empty or np.isnan(row["difference"].iloc[0])


@pytest.mark.parametrize(
    "options", [{"what": "period"}, {"what": "post,city"}, {"within": "role"}, {"what": "city", "within": "post"}]
)
def test_odd_requests_are_refused(build: Build, options: dict[str, str]) -> None:
    tables = build(postings=of_posts(焊工=40))
    with pytest.raises(ConfigError):
        edition_table(tables, tables, **options)
