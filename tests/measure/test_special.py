from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.measure.special import ALL_INSIDE, special_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def tables(build: Build, ask: Ask) -> Any:
    """Three cities; 沟通 is asked for everywhere, 焊接 in one: half of it in the area, a quarter outside."""
    postings = [{"city": ("南京", "苏州", "无锡")[i % 3]} for i in range(120)]
    special = [*range(0, 60, 3), *range(60, 90, 3)]
    return build(
        postings=postings,
        mentions=[*ask(range(120), "沟通"), *ask(special, "焊接", "knowledge")],
        posting_area=[{"posting_id": f"p{i}", "area": "机械"} for i in range(60)],
    )


def test_shares_of_special_requirements_inside_and_outside(tables: Any) -> None:
    row = special_table(tables, "city", areas=["机械"]).frame.iloc[0]
    assert (row["area"], row["n_text"], row["n_text_outside"]) == (ALL_INSIDE, 60, 60)
    assert row["special_share"] == pytest.approx(20 / 80)
    assert row["special_share_outside"] == pytest.approx(10 / 70)
    assert row["ratio"] == pytest.approx(20 / 80 / (10 / 70))
    # x of a posting is 0 or 1 and m is 1 + x: sum (x - R m)² over (sum x)²
    inside = (20 * (1 - 0.25 * 2) ** 2 + 40 * 0.25**2) / 20**2
    outside = (10 * (1 - 2 / 7) ** 2 + 50 * (1 / 7) ** 2) / 10**2
    assert row["ratio_high"] / row["ratio"] == pytest.approx(np.exp(1.959964 * np.sqrt(inside + outside)), rel=1e-6)


def test_areas_have_rows_of_their_own(tables: Any) -> None:
    assert special_table(tables, "city", areas=["机械"]).frame["area"].to_list() == [ALL_INSIDE, "机械"]


def test_areas_that_no_posting_is_in_leave_an_empty_table_that_says_so(tables: Any) -> None:
    table = special_table(tables, "city", areas=["航天"])
    assert table.frame.empty
    assert "没有职位划入这些领域" in table.meta["notes"]


def test_one_group_tells_nothing_special(tables: Any) -> None:
    table = special_table(tables, (), areas=["机械"])
    assert table.frame.empty
    assert "只有一组，不分一般与特有" in table.meta["notes"]


def test_few_postings_outside_give_counts_only(build: Build, ask: Ask) -> None:
    postings = [{"city": "南京" if i % 2 else "苏州"} for i in range(60)]
    area = [{"posting_id": f"p{i}", "area": "机械"} for i in range(55)]
    tables = build(postings=postings, mentions=ask(range(60), "沟通"), posting_area=area)
    row = special_table(tables, "city", areas=["机械"]).frame.iloc[0]
    assert (row["n_text"], row["n_text_outside"], row["flag"]) == (55, 5, "样本过少，只列计数")
    assert np.isnan(row["ratio"])
