from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobmine.measure.structure import structure_table
from jobmine.measure.weights import entropy

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def found(build: Build, ask: Ask) -> Any:
    mentions = (
        ask(range(30), "编程", level="掌握")
        + ask(range(10), "编程", preferred=True, level="精通")
        + ask(range(10), "CAD", "knowledge", aspect="tool", preferred=True)
        + ask(range(30, 60), "编程")
    )
    tables = build(postings=[{"city": "南京"}] * 30 + [{"city": "苏州"}] * 40, mentions=mentions)
    return structure_table(tables, "city")


def test_the_mix_of_kinds_is_of_requirements(found: Any) -> None:
    row = found.frame.set_index("city").loc["南京"]
    assert (row["n_pairs"], row["kind_skill"], row["kind_knowledge"], row["kind_quality"]) == (40, 0.75, 0.25, 0)
    assert row["terms_per_posting"] == pytest.approx(40 / 30)
    assert row["aspect_tool"] == 1


def test_must_and_levels(found: Any) -> None:
    row = found.frame.set_index("city").loc["南京"]
    assert row["must_share"] == 0.75
    assert (row["n_levelled"], row["level_掌握"], row["level_精通"]) == (40, 0.75, 0.25)


def test_general_terms_are_those_of_half_of_the_groups(found: Any) -> None:
    # 编程 is asked for in both cities, CAD in one of two: both are general
    assert found.frame.set_index("city")["general_share"].to_dict() == {"苏州": 1.0, "南京": 1.0}


def test_a_term_of_one_in_three_groups_is_special(build: Build, ask: Ask) -> None:
    mentions = ask(range(90), "编程") + ask(range(10), "CAD")
    tables = build(postings=[{"city": "甲"}] * 30 + [{"city": "乙"}] * 30 + [{"city": "丙"}] * 30, mentions=mentions)
    assert structure_table(tables, "city").frame.set_index("city")["general_share"].to_dict() == {
        "甲": 0.75,
        "乙": 1.0,
        "丙": 1.0,
    }


def test_spread_of_the_weights(found: Any) -> None:
    frame = found.frame.set_index("city")
    assert frame.loc["南京", "entropy"] == pytest.approx(entropy([30, 10]))
    assert frame.loc["苏州", "entropy"] == 0


def test_a_small_group_shows_counts_only(build: Build, ask: Ask) -> None:
    row = structure_table(build(postings=[{}] * 9, mentions=ask(range(9), "编程")), ()).frame.iloc[0]
    assert (row["n_pairs"], row["flag"]) == (9, "样本过少，只列计数")
    assert row[["kind_skill", "must_share", "entropy"]].isna().all()


def test_without_mentions_there_are_zeros(build: Build) -> None:
    frame = structure_table(build(postings=[{}] * 30), ()).frame
    assert frame[["n_text", "n_pairs", "n_levelled"]].to_numpy().tolist() == [[30, 0, 0]]


def test_the_benchmark_is_a_last_row_with_the_general_terms_of_the_groups(build: Build, ask: Ask) -> None:
    postings = [{"city": ("南京", "苏州", "无锡")[i % 3], "industry": "34" if i < 60 else "65"} for i in range(90)]
    classes = [{"posting_id": f"p{i}", "in_scope": i < 60} for i in range(90)]
    mentions = [*ask(range(90), "沟通"), *ask(range(0, 90, 3), "焊接", "knowledge")]
    tables = build(postings=postings, posting_classes=classes, mentions=mentions)
    for against in ("market", "industry = '65'"):
        row = structure_table(tables, "city", against=against).frame.iloc[-1]
        assert (row["city"], row["n"], row["n_pairs"]) == ("对照组", 30, 40)
        assert row["general_share"] == 0.75  # 焊接 is asked for in one city of three
        assert row["kind_knowledge"] == 0.25
