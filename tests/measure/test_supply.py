from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobmine.measure.supply import choose_supply, supply_rows

Build = Callable[..., Any]


def test_no_supply_table_has_no_rows(build: Build) -> None:
    assert supply_rows(build(postings=[{}])).empty


def test_rows_of_one_key_are_added(build: Build) -> None:
    rows = [{"measure": "seekers", "base": "same", "post": "焊工", "city": c, "people": 2.0} for c in ("甲", "乙")]
    found = choose_supply(supply_rows(build(postings=[{}], supply=rows)), ["post"])
    assert found is not None
    assert found.frame.to_dict("records") == [{"post": "焊工", "people": 4.0}]


def test_rows_that_are_not_by_the_dimension_are_no_supply_of_it(build: Build) -> None:
    rows = [{"measure": "seekers", "base": "same", "city": "甲", "post": "", "people": 2.0}]
    assert choose_supply(supply_rows(build(postings=[{}], supply=rows)), ["post"]) is None


@pytest.mark.parametrize(("level", "code"), [("高职", "460103"), ("职业本科", "260103")])
def test_majors_by_name_get_the_code_of_their_school_level(build: Build, level: str, code: str) -> None:
    rows = [{"measure": "graduates", "major": "数控技术", "school_level": level, "people": 2.0}]
    assert supply_rows(build(postings=[{}], supply=rows))["major"].to_list() == [code]


def test_programmes_are_no_people(build: Build) -> None:
    rows = [{"measure": "programmes", "post": "焊工", "people": 2.0}]
    assert choose_supply(supply_rows(build(postings=[{}], supply=rows)), ["post"]) is None
