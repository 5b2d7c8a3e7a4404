from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.advice import ROLE, RULES, SEATS, UNTAUGHT, UNTAUGHT_AREA, advice_table, move_seats
from jobmine.measure.majors import GAP, WARNING

Build = Callable[..., Any]
CNC, WELD, BOOKS, NURSE = "460103", "460110", "530302", "520201"


# Seats.


def test_moves_add_to_nothing_and_go_to_what_is_lacking_most() -> None:
    moved = move_seats([100, 100, 100, 100], [0, 1, 2, 5], [True] * 4)
    assert moved.tolist() == [-40, 0, 0, 40]


def test_seats_are_shared_in_proportion_to_what_is_lacking() -> None:
    # Demand would give 0, 112.5 and 187.5: 12.5 and 87.5 are lacking, 30 seats may move, 3.75 and 26.25 of them.
    moved = move_seats([100, 100, 100], [0, 3, 5], [True] * 3, plan_cap=0.1)
    assert moved.tolist() == [-30, 4, 26]


def test_the_cap_of_the_plan_and_of_the_majors_hold() -> None:
    generator = np.random.default_rng(0)
    plan, demand = generator.integers(20, 200, 60), generator.random(60)
    moved = move_seats(plan, demand, np.ones(60, bool))
    assert moved.sum() == 0
    assert moved.clip(0).sum() <= 0.1 * plan.sum()
    assert 0 < (moved < 0).sum() <= 3
    assert (plan + moved >= 0).all()


def test_majors_that_may_not_be_cut_keep_their_seats() -> None:
    assert move_seats([100, 100], [1, 9], [False, True]).tolist() == [0, 0]


def test_a_major_loses_no_more_than_it_has_too_many() -> None:
    assert move_seats([52, 48], [1, 1], [True, True], plan_cap=0.5).tolist() == [-2, 2]


@pytest.mark.parametrize(("plan", "demand"), [([0, 0], [1, 1]), ([10, 10], [0, 0])])
def test_without_a_plan_or_demand_nothing_moves(plan: list[int], demand: list[int]) -> None:
    assert move_seats(plan, demand, [True, True]).tolist() == [0, 0]


# The table.


def _majors(code: str, numbers: range) -> list[dict[str, Any]]:
    return [{"posting_id": f"p{i}", "major": code, "how": "title", "weight": 1.0} for i in numbers]


def _plan(code: str, before: int, after: int) -> list[dict[str, Any]]:
    fixed = {"measure": "enrolment_plan", "base": "external", "major": code, "school_level": "高职"}
    return [{**fixed, "period": "2024", "people": float(before)}, {**fixed, "period": "2025", "people": float(after)}]


@pytest.fixture
def tables(build: Build, ask: Callable[..., Any]) -> Any:
    """400 postings: 1 for 数控, which grows; 199 for 会计, which shrinks; 120 nurses without a plan; 80 of none."""
    return build(
        postings=[{"text": "任职要求：熟悉相关的工作，掌握要求的各项技能，有责任心，能吃苦。"} for _ in range(400)],
        posting_classes=[
            {"posting_id": f"p{i}", "role": "机加工" if i < 200 else "护士", "in_scope": True} for i in range(400)
        ],
        posting_major=[
            *_majors(CNC, range(1)),
            *_majors(BOOKS, range(1, 200)),
            *_majors(NURSE, range(200, 320)),
        ],
        posting_area=[{"posting_id": f"p{i}", "area": "医疗", "how": "title", "weight": 1.0} for i in range(200, 320)],
        supply=[*_plan(CNC, 100, 120), *_plan(BOOKS, 100, 80)],
        sections=[{"posting_id": f"p{i}", "kind": "requirements", "start": 0, "end": 30} for i in range(400)],
        mentions=[*ask(range(150), "数控编程"), *ask(range(150, 200), "记账"), *ask(range(200, 320), "输液")],
    )


def kinds(table: Any) -> dict[str, list[str]]:
    frame = table.frame
    names = frame["major"].where(frame["major"].notna(), frame["item"])
    return {kind: names[frame["kind"] == kind].to_list() for kind in dict.fromkeys(frame["kind"])}


def test_every_kind_of_advice_is_given_with_its_rule(tables: Any) -> None:
    table = advice_table(tables, "高职")
    assert kinds(table) == {
        WARNING: ["数控技术"],
        GAP: ["大数据与会计"],
        UNTAUGHT: ["护理"],
        UNTAUGHT_AREA: ["医疗"],
        SEATS: ["大数据与会计", "数控技术"],
        ROLE: ["数控技术"],
    }
    assert table.frame["rule"].to_list() == [RULES[kind] for kind in table.frame["kind"]]


def test_seats_move_from_the_warned_major_within_the_cap(tables: Any) -> None:
    frame = advice_table(tables, "高职").frame
    seats = frame[frame["kind"] == SEATS].set_index("major_code")["seats"]
    assert seats.to_dict() == {BOOKS: 20, CNC: -20}


def test_the_nearest_role_is_that_which_asks_for_the_same(tables: Any) -> None:
    frame = advice_table(tables, "高职").frame
    role = frame[frame["kind"] == ROLE].iloc[0]
    # The major asks for one term, the role for it 150 times and for another 50 times.
    assert (role["item"], role["n"]) == ("机加工", 200)
    assert role["cosine"] == pytest.approx(150 / (150**2 + 50**2) ** 0.5)


def test_the_match_of_structures_is_told(tables: Any) -> None:
    notes = advice_table(tables, "高职").meta["notes"]
    # Plan 120 : 80, demand 1 : 199.
    assert "招生计划内 2 个专业，供需结构匹配度 M = 0.405" in notes


def test_without_a_plan_or_at_an_unknown_level_there_is_an_error(build: Build, tables: Any) -> None:
    bare = build(postings=[{} for _ in range(40)], posting_major=_majors(CNC, range(40)))
    with pytest.raises(ConfigError, match="enrolment plan"):
        advice_table(bare, "高职")
    with pytest.raises(ConfigError, match="unknown school level '大专'"):
        advice_table(tables, "大专")
    with pytest.raises(ConfigError, match="no major of 中职"):
        advice_table(tables, "中职")
