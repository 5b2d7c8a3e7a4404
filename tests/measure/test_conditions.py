"""Working conditions of groups: who counts, what is denied, and the order of the rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from jobmine.measure.conditions import condition_table

Build = Callable[..., Any]


def said(numbers: range, condition: str, *, negated: bool = False) -> list[dict[str, Any]]:
    return [{"posting_id": f"p{i}", "condition": condition, "negated": negated} for i in numbers]


def test_denials_count_apart_and_large_groups_come_first(build: Build) -> None:
    postings = [{"city": "上海"}] * 10 + [{"city": "苏州"}] * 30
    conditions = said(range(10, 25), "双休") + said(range(25, 30), "双休", negated=True) + said(range(5), "双休")
    frame = condition_table(build(postings=postings, conditions=conditions + said(range(10, 16), "夜班")), "city").frame
    assert frame[["city", "condition", "n", "n_negated", "n_all"]].to_numpy().tolist() == [
        ["苏州", "双休", 15, 5, 30],
        ["苏州", "夜班", 6, 0, 30],
        ["上海", "双休", 5, 0, 10],
    ]
    assert frame["share"].to_list() == [0.5, 0.2, 0.5]
    assert frame["flag"].to_list() == ["", "", "样本少"]


def test_a_group_of_nine_has_counts_only(build: Build) -> None:
    row = condition_table(build(postings=[{"city": "苏州"}] * 9, conditions=said(range(9), "双休")), "city").frame.iloc[
        0
    ]
    assert row["n"] == 9
    assert np.isnan(row["share"])
