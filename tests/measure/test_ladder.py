from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.ladder import ladder_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


def step(years: float, pay: float, n: int, education: str = "大专", **more: Any) -> list[dict[str, Any]]:
    return [{"post": "焊工", "experience_min": years, "salary_min": pay, "education": education, **more}] * n


def test_steps_of_experience(build: Build, ask: Ask) -> None:
    postings = step(1, 6000.0, 40) + step(3, 9000.0, 60, "本科") + step(0, 5000.0, 20)
    mentions = (
        ask(range(20), "焊接", level="熟悉")
        + ask(range(40, 70), "焊接", level="精通")
        + ask(range(40, 80), "机器人焊接")
    )
    mentions += ask(range(100), "安全操作")
    frame = ladder_table(build(postings=postings, mentions=mentions), "post").frame
    assert frame[["experience", "n", "share", "pay"]].to_numpy().tolist() == [
        ["1-3年", 40, 0.4, 6000],
        ["3-5年", 60, 0.6, 9000],
    ]
    assert frame["pay_step"].to_list() == pytest.approx([np.nan, 0.5], nan_ok=True)
    assert frame[["education", "bachelor_share", "level"]].to_numpy().tolist() == [["大专", 0, 2], ["本科", 1, 4]]
    assert frame["gained"].to_list() == ["", "机器人焊接"]


def test_steps_of_seniority_leave_out_who_states_none(build: Build) -> None:
    classes = [
        {"posting_id": f"p{i}", "in_scope": True, "seniority": name}
        for i, name in enumerate(["初级"] * 20 + ["管理"] * 20)
    ]
    table = ladder_table(build(postings=step(1, 6000.0, 60), posting_classes=classes), "post", step="seniority")
    assert table.frame["seniority"].to_list() == ["初级", "管理"]
    assert table.frame["share"].to_list() == [0.5, 0.5]


def test_a_step_with_one_posting_has_counts_only(build: Build) -> None:
    frame = ladder_table(build(postings=step(1, 6000.0, 40) + step(10, 9000.0, 1)), "post").frame
    last = frame.iloc[-1]
    assert (last["experience"], last["n"], last["flag"]) == ("10年以上", 1, "样本过少，只列计数")
    assert last[["share", "pay", "pay_step", "bachelor_share"]].isna().all()
    assert last["education"] == ""


def test_all_pay_missing_leaves_the_steps(build: Build) -> None:
    postings = [{"post": "焊工", "experience_min": years} for years in (1.0, 3.0) for _ in range(20)]
    frame = ladder_table(build(postings=postings), "post").frame
    assert frame["n_pay"].to_list() == [0, 0]
    assert frame[["pay", "pay_step"]].isna().all(axis=None)


def test_other_roles_come_last(build: Build) -> None:
    classes = [{"posting_id": f"p{i}", "in_scope": True, "role": "其他" if i < 40 else "焊工"} for i in range(60)]
    frame = ladder_table(build(postings=step(1, 6000.0, 60), posting_classes=classes)).frame
    assert frame["role"].to_list() == ["焊工", "其他"]


def test_without_any_step_the_table_is_empty(build: Build) -> None:
    assert ladder_table(build(postings=[{"post": "焊工"}] * 30), "post").frame.empty


@pytest.mark.parametrize("options", [{"step": "age"}, {"by": "post,experience"}])
def test_odd_requests_are_refused(build: Build, options: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        ladder_table(build(postings=[{}]), **({"by": "post"} | options))
