from __future__ import annotations

import pyarrow as pa
import pytest

from jobmine.read.shifts import repair_shifts

Cells = dict[str, str | None]


def repair(row: Cells) -> tuple[Cells, list[tuple[str, str, str]], bool]:
    columns, moves, slid = repair_shifts({field: pa.array([cell], pa.string()) for field, cell in row.items()})
    return (
        {field: column[0].as_py() for field, column in columns.items()},
        [(m.column, m.cell, m.field) for m in moves],
        slid[0].as_py(),
    )


def test_rows_in_order_are_left_alone() -> None:
    row: Cells = {"experience": "3-4年经验", "education": "本科", "published": "03-07发布", "salary": "6-8千"}
    assert repair(row) == (row, [], False)


def test_education_in_the_column_of_experience_moves_over() -> None:
    assert repair({"experience": "本科", "education": None}) == (
        {"experience": None, "education": "本科"}, [("experience", "本科", "education")], False
    )  # fmt: skip


def test_swapped_cells_change_places() -> None:
    assert repair({"experience": "大专", "education": "3-5年"})[0] == {"experience": "3-5年", "education": "大专"}


def test_date_that_stands_twice_is_dropped_once() -> None:
    assert repair({"education": "03-07发布", "experience": "2年", "published": "03-07发布"}) == (
        {"education": None, "experience": "2年", "published": "03-07发布"}, [("education", "03-07发布", "")], False
    )  # fmt: skip


def test_three_cells_move_up_together() -> None:
    row: Cells = {"experience": "本科", "education": "03-07发布", "published": None}
    assert repair(row)[0] == {"experience": None, "education": "本科", "published": "03-07发布"}


def test_industry_makes_room_for_the_size() -> None:
    cells, moves, _ = repair({"funding": "20-99人", "company_size": "互联网", "industry": None})
    assert cells == {"funding": None, "company_size": "20-99人", "industry": "互联网"}
    assert ("company_size", "互联网", "industry") in moves


@pytest.mark.parametrize(
    "row",
    [
        {"education": "民营  |  1000-5000人", "experience": None},
        {"place": "03-07发布", "salary": None},
        {"salary": "50-150人", "company_size": None},
    ],
)
def test_cell_of_another_line_condemns_the_row(row: Cells) -> None:
    assert repair(row)[2] is True


@pytest.mark.parametrize(
    "row",
    [
        {"experience": "不限", "education": "不限"},
        {"experience": "3", "education": "不限制"},
        {"salary": "10-15", "experience": "3-5", "company_size": "20-99", "education": "本科"},
        {"company_type": "民营  |  少于50人"},
        {"education": "3-5年-本科-单片机", "experience": "3-5年-本科-单片机"},
        {"funding": "已上市", "company_type": "已上市"},
        {"salary": "面议", "place": "北京"},
    ],
)
def test_ambiguous_cells_stay(row: Cells) -> None:
    assert repair(row) == (row, [], False)


def test_no_columns_need_no_repair() -> None:
    assert repair_shifts({})[:2] == ({}, [])
