from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.structure_match import match_index, match_table, mean_rank_gap, qualification_ranks

Build = Callable[..., Any]


def graduates(**people: float) -> list[dict[str, Any]]:
    return [{"measure": "graduates", "base": "external", "education": name, "people": n} for name, n in people.items()]


def test_shares_of_supply_and_demand_by_education(build: Build) -> None:
    postings = [{"education": name} for name, n in (("大专", 60), ("本科", 40), ("不限", 100)) for _ in range(n)]
    table = match_table(build(postings=postings, supply=graduates(大专=80.0, 本科=20.0)), "education")
    frame = table.frame.set_index("education")
    assert frame["ratio"].to_dict() == pytest.approx({"大专": 0.75, "本科": 2})
    assert "结构匹配度 M = 0.800" in table.meta["notes"]
    assert "平均学历级差（需求减供给）0.20 级" in table.meta["notes"]


def test_demand_without_supply_is_infinity_and_a_mark(build: Build) -> None:
    postings = [{"education": name} for name in ("大专", "本科") for _ in range(30)]
    frame = match_table(build(postings=postings, supply=graduates(大专=80.0)), "education").frame.set_index("education")
    assert (frame.loc["本科", "ratio"], frame.loc["本科", "flag"]) == (np.inf, "无对应供给")


def test_majors_are_compared_at_the_school_levels_of_the_supply(build: Build) -> None:
    mapped = [{"posting_id": f"p{i}", "major": code} for i in range(40) for code in ("530302", "120203K")]
    supply = [
        {"measure": "graduates", "base": "external", "major": "大数据与会计", "school_level": "高职", "people": 90.0}
    ]
    table = match_table(build(postings=[{}] * 40, posting_major=mapped, supply=supply))
    assert table.frame[["major_code", "n", "ratio"]].to_numpy().tolist() == [["530302", 40, 1]]
    assert "只比较高职的专业" in table.meta["notes"][2]


def test_no_supply_is_refused(build: Build) -> None:
    with pytest.raises(ConfigError, match="no supply by major"):
        match_table(build(postings=[{}]))


@pytest.mark.parametrize("by", ["company_type", "city,education"])
def test_structures_match_by_one_dimension_of_the_supply_table(build: Build, by: str) -> None:
    with pytest.raises(ConfigError, match="one dimension of the supply table"):
        match_table(build(postings=[{}]), by)


def test_an_empty_side_has_no_index() -> None:
    assert np.isnan(match_index([0, 0], [1, 1]))
    assert np.isnan(mean_rank_gap([0, 0], [1, 1]))


def test_an_unknown_system_of_qualifications_is_refused() -> None:
    with pytest.raises(ConfigError, match="known: 学历, 职称"):
        qualification_ranks("军衔")
