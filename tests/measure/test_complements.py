from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobmine.errors import ConfigError
from jobmine.measure.complements import complement_table

Build = Callable[..., Any]
PEOPLE = {("南京", "焊工"): 10.0, ("南京", "会计"): 60.0, ("无锡", "焊工"): 60.0, ("无锡", "会计"): 30.0}


def supply(base: str) -> list[dict[str, Any]]:
    return [
        {"measure": "seekers", "base": base, "city": city, "post": post, "people": n}
        for (city, post), n in PEOPLE.items()
    ]


POSTINGS = [{"city": city, "post": post} for city, post in PEOPLE for _ in range(30)]


@pytest.mark.parametrize("base", ["same", "external"])
def test_what_is_short_here_and_in_surplus_there(build: Build, base: str) -> None:
    table = complement_table(build(postings=POSTINGS, supply=supply(base)))
    assert table.frame.to_numpy().tolist() == [["南京", "无锡", 1, "焊工"]] + (
        [["无锡", "南京", 1, "会计"]] if base == "external" else []
    )


def test_cells_with_few_postings_are_left_out(build: Build) -> None:
    table = complement_table(build(postings=POSTINGS[:30] + POSTINGS[60:65], supply=supply("same")))
    assert table.frame.empty
    assert "只看职位不少于 10 条的 1 格" in table.meta["notes"]


def test_supply_without_cities_is_refused(build: Build) -> None:
    rows = [{"measure": "seekers", "base": "same", "post": "焊工", "people": 9.0}]
    with pytest.raises(ConfigError, match="no supply by city and post"):
        complement_table(build(postings=POSTINGS, supply=rows))


def test_complements_are_of_posts(build: Build) -> None:
    with pytest.raises(ConfigError, match="complements are by"):
        complement_table(build(postings=POSTINGS), "industry")
