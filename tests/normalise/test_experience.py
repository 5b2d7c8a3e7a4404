from __future__ import annotations

import pytest

from jobmine.normalise.experience import Experience, parse_experience


@pytest.mark.parametrize("cell", ["经验不限", "无需经验", "无经验", "不限"])
def test_no_experience_asked_says_nothing_of_graduates(cell: str) -> None:
    assert parse_experience(cell).value == Experience(0.0, None, None)


@pytest.mark.parametrize("cell", ["应届", "在校/应届", "应届毕业生", "2025届毕业生"])
def test_graduates_alone(cell: str) -> None:
    assert parse_experience(cell).value == Experience(0.0, None, "only")


@pytest.mark.parametrize("cell", ["应届生优先", "接受应届生", "不限（应届生可）", "1-3年/应届生"])
def test_graduates_welcome(cell: str) -> None:
    value = parse_experience(cell).value
    assert value is not None
    assert value.graduates == "welcome"


def test_terms_of_an_internship_are_recorded_as_inferred() -> None:
    assert parse_experience("5天/周 3个月").rule == "inferred internship"
