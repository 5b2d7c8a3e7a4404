from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlglot

from jobmine.config import MeasureConfig
from jobmine.measure.counting import choose_dimensions, count_groups, count_whole, demand_of
from jobmine.measure.dimensions import DIMENSIONS
from jobmine.measure.relation import counted

Build = Callable[..., Any]


def classes(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"posting_id": f"p{i}", "in_scope": True, **row} for i, row in enumerate(rows)]


def test_postings_out_of_scope_do_not_count(build: Build) -> None:
    tables = build(postings=[{}, {}, {}], posting_classes=classes({}, {"in_scope": False}, {}))
    assert count_whole(tables)["n"] == 2
    assert count_whole(tables, side="rest")["n"] == 1
    assert count_whole(tables, side="all")["n"] == 3


def test_duplicates_count_once_unless_asked_otherwise(build: Build) -> None:
    tables = build(postings=[{}, {}, {}], posting_classes=classes({}, {"duplicate_of": "p0"}, {"duplicate_of": "p0"}))
    assert count_whole(tables)["n"] == 1
    assert count_groups(tables, duplicates=True)["n"].to_list() == [3]


def test_a_repeat_counts_where_the_posting_it_repeats_is_out_of_scope(build: Build) -> None:
    tables = build(postings=[{}, {}], posting_classes=classes({"in_scope": False}, {"duplicate_of": "p0"}))
    assert count_whole(tables)["n"] == 1


def test_a_repeat_counts_where_the_condition_leaves_out_the_posting_it_repeats(build: Build) -> None:
    postings = [{"city": "南京"}, {"city": "苏州"}]
    tables = build(postings=postings, posting_classes=classes({}, {"duplicate_of": "p0"}))
    assert count_groups(tables, ("city",))["city"].to_list() == ["南京"]
    assert count_groups(tables, ("city",), where="city = '苏州'")["n"].to_list() == [1]


@pytest.mark.parametrize(
    ("posting", "section", "readable"),
    [
        ({"text": "x" * 20}, "requirements", 1),
        ({"text": "x" * 19}, "requirements", 0),
        ({"text": "x" * 20}, "duties", 0),
        ({"text": None}, "requirements", 0),
    ],
)
def test_requirements_are_readable_in_a_text_of_20_characters_with_a_section(
    build: Build, posting: dict[str, Any], section: str, readable: int
) -> None:
    sections = [{"posting_id": "p0", "kind": section}, {"posting_id": "p0", "kind": section}]
    assert count_whole(build(postings=[posting], sections=sections))["n_text"] == readable


def test_cut_texts_are_in_and_counted_apart(build: Build) -> None:
    whole = count_whole(build(postings=[{"text_complete": False}, {}, {"text_complete": False, "text": "短"}]))
    assert (whole["n"], whole["n_text"], whole["n_cut"]) == (3, 2, 1)


def test_lists_without_text_have_no_readable_requirements(build: Build) -> None:
    whole = count_whole(build(postings=[{"text": None}, {"text": None}]))
    assert (whole["n"], whole["n_text"]) == (2, 0)


def test_employers_count_once(build: Build) -> None:
    assert count_whole(build(postings=[{"employer": "甲"}, {"employer": "甲"}, {"employer": None}]))["n_employers"] == 1


@pytest.mark.parametrize(
    ("stated", "demand", "counts"),
    [([3, 2, None, None], 5, "人数"), ([9, None, None], 3, "职位数"), ([None], 1, "职位数")],
)
def test_demand_is_people_from_half_of_the_postings_on(
    build: Build, stated: list[int | None], demand: int, counts: str
) -> None:
    tables = build(postings=[{"headcount": h, "headcount_stated": h is not None} for h in stated])
    whole = count_whole(tables)
    assert (whole["demand"], whole["counts"]) == (demand, counts)


def test_an_empty_group_wants_nobody() -> None:
    assert demand_of([0], [0], [0])[0].tolist() == [0]


def test_nothing_in_scope_counts_zero(build: Build) -> None:
    whole = count_whole(build(postings=[{}], posting_classes=classes({"in_scope": False})))
    assert (whole["n"], whole["counts"]) == (0, "职位数")


def test_a_posting_in_two_areas_counts_in_both_and_once_in_the_whole(build: Build) -> None:
    areas = [
        {"posting_id": "p0", "area": a, "how": h} for a, h in (("甲", "title"), ("甲", "industry"), ("乙", "title"))
    ]
    tables = build(postings=[{}, {}], posting_area=areas)
    assert count_groups(tables, ("area",)).set_index("area")["n"].to_dict() == {"甲": 1, "乙": 1, "未注明": 1}
    assert count_whole(tables)["n"] == 2


def test_without_areas_all_is_one(build: Build) -> None:
    assert count_groups(build(postings=[{}, {}]), ("area",))[["area", "n"]].to_numpy().tolist() == [["全部", 2]]


def test_a_city_can_be_in_two_clusters(build: Build) -> None:
    tables = build(postings=[{"clusters": ["甲", "乙"]}, {"clusters": ["甲"]}, {"clusters": []}, {}])
    assert count_groups(tables, ("cluster",)).set_index("cluster")["n"].to_dict() == {"甲": 2, "乙": 1, "未注明": 2}


def test_groups_by_two_dimensions(build: Build) -> None:
    tables = build(
        postings=[{"city": "南京", "education": "大专"}, {"city": "南京", "education": "大专"}, {"city": "苏州"}]
    )
    frame = count_groups(tables, ("city", "education"))
    assert frame[["city", "education", "n"]].to_numpy().tolist() == [["南京", "大专", 2], ["苏州", "未注明", 1]]


@pytest.mark.parametrize(
    ("low", "high", "band"),
    [
        (None, None, "未注明"),
        (0, None, "不限"),
        (0, 1, "不限"),
        (0, 0.5, "1年以下"),
        (None, 0.5, "1年以下"),
        (1, 3, "1-3年"),
        (3, None, "3-5年"),
        (5, 10, "5-10年"),
        (10, None, "10年以上"),
    ],
)
def test_bands_of_experience(build: Build, low: float | None, high: float | None, band: str) -> None:
    tables = build(postings=[{"experience_min": low, "experience_max": high}])
    assert count_groups(tables, ("experience",))["experience"].to_list() == [band]


def test_a_posting_without_a_day_of_publication_belongs_to_its_first_sight(build: Build) -> None:
    import datetime as dt

    tables = build(
        postings=[
            {"first_seen": dt.date(2024, 5, 3)},
            {"published": dt.date(2024, 4, 9), "first_seen": dt.date(2024, 5, 3)},
        ]
    )
    assert count_groups(tables, ("period",))["period"].to_list() == ["2024-04", "2024-05"]


@pytest.mark.parametrize(
    ("industries", "roles", "chosen"),
    [
        (["34", "34", None, None], [None] * 4, ("industry",)),
        (["34", None, None, None], ["数控"] + [None] * 3, ("role",)),
        ([None] * 4, [None] * 4, ("all",)),
    ],
)
def test_the_default_dimension(
    build: Build, industries: list[str | None], roles: list[str | None], chosen: tuple[str, ...]
) -> None:
    tables = build(
        postings=[{"industry": i} for i in industries], posting_classes=classes(*({"role": r} for r in roles))
    )
    assert choose_dimensions(tables, None, MeasureConfig()) == chosen


def test_dimensions_asked_for_come_before_those_set(build: Build) -> None:
    tables, config = build(postings=[{}]), MeasureConfig(by=("city",))
    assert choose_dimensions(tables, None, config) == ("city",)
    assert choose_dimensions(tables, "role,city", config) == ("role", "city")
    assert choose_dimensions(tables, (), config) == ("all",)


def test_every_dimension_answers_without_classes_and_side_tables(build: Build) -> None:
    tables = build(postings=[{}])
    assert [count_groups(tables, (name,))["n"].to_list() for name in DIMENSIONS] == [[1]] * len(DIMENSIONS)


@pytest.mark.parametrize("name", DIMENSIONS)
def test_queries_can_be_carried_over_to_spark(build: Build, name: str) -> None:
    tables = build(
        postings=[{}],
        posting_classes=classes({}),
        posting_area=[{"posting_id": "p0", "area": "甲"}],
        posting_major=[{"posting_id": "p0", "major": "460103"}],
    )
    query = counted(tables, (name, "post"), where="city = '南京'") + "SELECT g0, COUNT(*) AS n FROM counted GROUP BY g0"
    (spark,) = sqlglot.transpile(query, read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    assert "UNNEST" not in spark
