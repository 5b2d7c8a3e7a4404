from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.majors import GAP, LARGE, SMALL, UNSURE, WARNING, major_table

Build = Callable[..., Any]

CNC, WELD, BOOKS = "460103", "460110", "530302"  # 数控技术, 智能焊接技术, 大数据与会计, all of 高职


def mapped(major: str, numbers: range, weight: float = 1.0, how: str = "named") -> list[dict[str, Any]]:
    return [{"posting_id": f"p{i}", "major": major, "weight": weight, "how": how} for i in numbers]


@pytest.fixture
def tables(build: Build) -> Any:
    """A hundred postings: 40 for 数控 alone, 40 for 数控 and 焊接, 10 by title for 会计, 10 for none."""
    return build(
        postings=[{"city": "南京" if i < 60 else "苏州"} for i in range(100)],
        posting_major=[
            *mapped(CNC, range(40)),
            *mapped(CNC, range(40, 80), 0.5),
            *mapped(WELD, range(40, 80), 0.5),
            *mapped(BOOKS, range(80, 90), how="title"),
        ],
    )


def shares(table: Any) -> dict[str, float]:
    return {row.major_code: round(row.share, 4) for row in table.frame.itertuples()}


def test_a_posting_with_two_majors_counts_half_for_each(tables: Any) -> None:
    assert shares(major_table(tables)) == {CNC: round(60 / 90, 4), WELD: round(20 / 90, 4), BOOKS: round(10 / 90, 4)}


def test_or_counts_for_both(tables: Any) -> None:
    found = shares(major_table(tables, counting="full"))
    assert found == {CNC: round(80 / 90, 4), WELD: round(40 / 90, 4), BOOKS: round(10 / 90, 4)}


def test_postings_without_a_major_are_told_and_are_no_base(tables: Any) -> None:
    table = major_table(tables)
    assert table.frame["n_mapped"].unique().tolist() == [90]
    assert "高职：100 条职位中 10 条（10.0%）没有对应的专业" in table.meta["notes"]


def test_postings_that_name_the_major_are_counted_apart(tables: Any) -> None:
    frame = major_table(tables).frame.set_index("major_code")
    assert frame["n_named"].to_dict() == {CNC: 80, WELD: 40, BOOKS: 0}


def test_shares_of_a_group_are_of_its_own_postings(tables: Any) -> None:
    frame = major_table(tables, "city").frame
    assert frame.groupby("city")["share"].sum().round(6).to_dict() == {"南京": 1.0, "苏州": 1.0}
    assert frame[frame["city"] == "苏州"].set_index("major_code")["share"].round(4).to_dict()[BOOKS] == round(
        10 / 30, 4
    )


def test_school_levels_have_bases_of_their_own(build: Build) -> None:
    both = [*mapped(CNC, range(30)), *mapped("660103", range(10))]  # 数控技术应用 of 中职
    frame = major_table(build(postings=[{}] * 30, posting_major=both)).frame
    assert frame[["school_level", "n_mapped", "share"]].to_numpy().tolist() == [["中职", 10, 1.0], ["高职", 30, 1.0]]


def test_a_band_that_the_interval_does_not_hold_is_marked(build: Build) -> None:
    table = major_table(
        build(postings=[{}] * 100, posting_major=[*mapped(CNC, range(94)), *mapped(WELD, range(94, 100))])
    )
    frame = table.frame.set_index("major_code")
    assert (frame.loc[CNC, "band"], frame.loc[CNC, "flag"]) == (LARGE, "")
    assert (frame.loc[WELD, "band"], frame.loc[WELD, "flag"]) == (LARGE, UNSURE)  # 6 of 100: from 2.8 to 12.5 %


def plan(major: str, before: int, last: int) -> list[dict[str, Any]]:
    rows = [("2023", before), ("2024", last)]
    return [{"measure": "enrolment_plan", "major": major, "period": p, "people": float(n)} for p, n in rows]


def test_the_plan_is_read_against_the_band(build: Build) -> None:
    tables = build(
        postings=[{}] * 1000,
        posting_major=[*mapped(CNC, range(997)), *mapped(WELD, range(997, 1000))],
        supply=[*plan(CNC, 100, 80), *plan("智能焊接技术", 100, 150)],
    )
    frame = major_table(tables).frame.set_index("major_code")
    assert frame.loc[CNC, ["band", "plan_change", "reading"]].to_list() == [LARGE, pytest.approx(-0.2), GAP]
    assert frame.loc[WELD, ["band", "plan_change", "reading"]].to_list() == [SMALL, pytest.approx(0.5), WARNING]


def test_one_period_of_a_plan_says_nothing(build: Build) -> None:
    tables = build(postings=[{}] * 30, posting_major=mapped(CNC, range(30)), supply=plan(CNC, 1, 2)[:1])
    table = major_table(tables)
    assert "reading" not in table.frame
    assert "研判 未做：招生计划只有一期，需要两期" in table.meta["notes"]


def test_few_mapped_postings_have_counts_only(build: Build) -> None:
    row = major_table(build(postings=[{}] * 9, posting_major=mapped(CNC, range(9)))).frame.iloc[0]
    assert (row["n"], row["band"]) == (9, "")
    assert pd.isna(row["share"])


def test_nothing_mapped_is_an_empty_table_that_says_so(build: Build) -> None:
    table = major_table(build(postings=[{}] * 30))
    assert table.frame.empty
    assert table.meta["notes"][0] == "没有职位对应到专业"


def test_repeats_count_once(build: Build) -> None:
    classes = [{"posting_id": f"p{i}", "in_scope": True, "duplicate_of": None if i < 20 else "p0"} for i in range(30)]
    tables = build(postings=[{}] * 30, posting_classes=classes, posting_major=mapped(CNC, range(30)))
    assert major_table(tables).frame["n"].to_list() == [20]


def test_one_school_level(build: Build) -> None:
    both = [*mapped(CNC, range(30)), *mapped("660103", range(10))]
    table = major_table(build(postings=[{}] * 30, posting_major=both), school_level="高职")
    assert table.frame["school_level"].unique().tolist() == ["高职"]


@pytest.mark.parametrize("options", [{"by": "major"}, {"counting": "half"}, {"school_level": "大专"}])
def test_what_makes_no_sense_is_an_error(tables: Any, options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        major_table(tables, **options)
