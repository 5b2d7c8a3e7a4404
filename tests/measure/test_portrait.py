from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from jobmine.measure.portrait import GRADUATES, incidence_table, portrait_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def tables(build: Build, ask: Ask) -> Any:
    """Forty welders and twelve turners; welding is asked for as experience by ten."""
    postings = [
        {"post": "焊工", "education": "中专" if i < 30 else "不限", "experience_min": 0.0 if i < 10 else 1.0}
        | {"graduates": "welcome" if 5 <= i < 20 else None}
        for i in range(40)
    ] + [{"post": "车工"}] * 12
    mentions = [
        *ask(range(20), "焊接", "knowledge", as_experience=False),
        *ask(range(10), "焊接", "knowledge", as_experience=True),
        *ask(range(5), "焊工证", "certificate"),
    ]
    tasks = [{"posting_id": f"p{i}", "verb": "焊接", "object": "工件"} for i in (0, 0, 1)]
    return build(postings=postings, mentions=mentions, tasks=tasks)


def rows(frame: pd.DataFrame, item: str, post: str = "焊工") -> dict[str, int]:
    found = frame[(frame["post"] == post) & (frame["item"] == item)]
    return dict(zip(found["value"], found["n"], strict=True))


def test_fields_in_their_natural_order(tables: Any) -> None:
    frame = portrait_table(tables, "post").frame
    assert list(rows(frame, "学历").items()) == [("不限", 10), ("中专", 30)]
    assert rows(frame, "工作经验") == {"不限": 10, "1-3年": 30}


def test_open_to_graduates_is_who_says_so_or_asks_for_no_experience(tables: Any) -> None:
    assert rows(portrait_table(tables, "post").frame, "应届") == {GRADUATES: 20}


def test_what_is_asked_for_as_experience_stands_apart(tables: Any) -> None:
    frame = portrait_table(tables, "post").frame
    assert rows(frame, "经历") == {"焊接": 10}
    assert rows(frame, "知识") == {"焊接": 10}


def test_tasks_count_once_a_posting(tables: Any) -> None:
    assert rows(portrait_table(tables, "post").frame, "任务") == {"焊接工件": 2}


def test_shares_are_of_the_post(tables: Any) -> None:
    frame = portrait_table(tables, "post").frame
    row = frame[(frame["post"] == "焊工") & (frame["item"] == "证书")].iloc[0]
    assert (row["n"], row["base"], row["share"]) == (5, 40, 0.125)


def test_posts_can_be_chosen(tables: Any) -> None:
    frame = portrait_table(tables, "post", posts=pd.DataFrame({"post": ["车工", "没有的岗位"]})).frame
    assert frame.empty  # twelve turners of whom nothing is known
    assert set(portrait_table(tables, "post", posts=pd.DataFrame({"post": ["焊工"]})).frame["post"]) == {"焊工"}


def test_employers_with_a_scarce_post(build: Build) -> None:
    postings = [
        {"industry": "34" if i < 20 else "65", "employer": f"公司{i % 20}", "post": "焊工" if i < 5 else "会计"}
        for i in range(40)
    ]
    frame = incidence_table(build(postings=postings), pd.DataFrame({"post": ["焊工"]})).frame.set_index("industry_code")
    assert frame[["n_employers", "n_scarce", "share"]].to_numpy().tolist() == [[20, 5, 0.25], [20, 0, 0.0]]


def test_without_scarce_posts_no_employer_has_one(build: Build) -> None:
    frame = incidence_table(build(postings=[{"industry": "34"}] * 20), pd.DataFrame({"post": []})).frame
    assert frame["n_scarce"].to_list() == [0]
