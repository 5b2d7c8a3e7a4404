from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.catalogue import (
    catalogue_table,
    grade_of,
    listed,
    mark_editions,
    scarce_posts,
)
from jobmine.measure.scarcity import scarcity_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]

DEMAND = {"焊工": 60, "车工": 40, "钳工": 40, "电工": 30, "铣工": 20, "仓管": 20}
SUPPLY = {"焊工": 6, "车工": 30, "钳工": 42, "电工": 20, "铣工": 200, "仓管": 1}
WELDER, TURNER = "6-18-02-04", "6-18-01-01"


@pytest.fixture
def tables(build: Build, ask: Ask) -> Any:
    names = [post for post, n in DEMAND.items() for _ in range(n)]
    postings = [{"post": post, "education": "中专", "salary_min": 5000.0 + i} for i, post in enumerate(names)]
    codes = {"焊工": WELDER, "车工": TURNER}
    classes = [{"posting_id": f"p{i}", "in_scope": True, "occupation": codes.get(post)} for i, post in enumerate(names)]
    people = [{"measure": "seekers", "base": "same", "post": post, "people": float(n)} for post, n in SUPPLY.items()]
    mentions = [*ask(range(60), "焊接", "knowledge"), *ask(range(30), "焊工证", "certificate")]
    return build(postings=postings, posting_classes=classes, supply=people, mentions=mentions)


def test_grades_are_by_the_lower_end() -> None:
    assert grade_of([0.51, 0.5, 0.49, 0.2, 0.1, 0.0]) == ["非常紧缺", "非常紧缺", "紧缺", "紧缺", "一般", "一般"]


def test_rows_hold_what_a_catalogue_needs(tables: Any) -> None:
    frame = catalogue_table(tables).frame.set_index("post")
    row = frame.loc["焊工"]
    assert row[["code", "grade", "n", "demand", "n_employers"]].to_list() == [WELDER, "非常紧缺", 60, 60, 60]
    assert row[["main_education", "certificates", "terms"]].to_list() == ["中专", "焊工证", "焊接"]
    assert (row["n_pay"], row["band_low"], row["band_high"]) == (60, 5000.0, 5029.0)
    assert "铣工" not in frame.index  # a surplus


def test_scarcest_grades_come_first(tables: Any) -> None:
    grades = catalogue_table(tables).frame["grade"].to_list()
    assert grades == sorted(grades, key=["非常紧缺", "紧缺", "一般"].index)


def test_editions_tell_new_kept_and_gone(tables: Any) -> None:
    now = catalogue_table(tables).frame
    last = now[["area", "post", "grade"]].iloc[1:]
    last = pd.concat([last, pd.DataFrame({"area": ["全部"], "post": ["刨工"], "grade": ["紧缺"]})])
    frame = catalogue_table(tables, last=last).frame.set_index("post")
    assert frame.loc[now["post"].iloc[0], "edition"] == "新增"
    assert frame.loc[now["post"].iloc[1], ["edition", "last_grade"]].to_list() == ["保留", now["grade"].iloc[1]]
    assert frame.loc["刨工", ["edition", "last_grade"]].to_list() == ["调出", "紧缺"]
    assert frame.index[-1] == "刨工"


def test_what_left_an_edition_is_not_in_it() -> None:
    new = pd.DataFrame({"post": ["焊工"], "grade": ["紧缺"]})
    last = pd.DataFrame({"post": ["焊工"], "grade": ["一般"], "edition": ["调出"]})
    assert mark_editions(new, last, ["post"])["edition"].to_list() == ["新增"]


def test_an_edition_of_something_else_is_an_error() -> None:
    with pytest.raises(ConfigError, match="grade"):
        mark_editions(pd.DataFrame({"post": ["焊工"]}), pd.DataFrame({"post": ["焊工"]}), ["post"])


def test_external_supply_makes_no_catalogue(build: Build) -> None:
    people = [{"measure": "graduates", "base": "external", "post": "焊工", "people": 41200.0}]
    with pytest.raises(ConfigError, match="degree"):
        catalogue_table(build(postings=[{"post": "焊工"}] * 40, supply=people))


def test_listed_and_scarce_posts(tables: Any) -> None:
    table = scarcity_table(tables, top_n=2)
    assert listed(table)["post"].to_list() == ["焊工", "车工"]
    assert "铣工" not in set(scarce_posts(table)["post"])
