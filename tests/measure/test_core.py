from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobmine.errors import ConfigError
from jobmine.measure.core import core_table
from jobmine.measure.demand import demand_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def demand(build: Build, ask: Ask) -> Any:
    """焊接 is special to 南京, 沟通 common everywhere; 制图 rare, but never asked for alone."""
    mentions = [
        *ask(range(30), "焊接"), *ask(range(100), "沟通"), *ask([0, 1, 50, 51], "制图"), *ask(range(40, 60), "会计"),
        *ask([2], "书法"),
    ]  # fmt: skip
    tables = build(postings=[{"city": "南京" if i < 50 else "苏州"} for i in range(100)], mentions=mentions)
    return demand_table(tables, "city", centrality=True)


def test_three_views_with_their_ranks_and_the_default_core(demand: Any) -> None:
    frame = core_table(demand).frame
    found = frame[frame["city"] == "南京"].set_index("term")
    assert found["core"].to_dict() == {"焊接": True, "沟通": False, "制图": False, "书法": False, "会计": False}
    assert (found.loc["沟通", "rank_share"], found.loc["焊接", "rank_specificity"]) == (1, 1)
    assert found.loc["沟通", "rank_centrality"] == 1


def test_core_terms_come_first(demand: Any) -> None:
    frame = core_table(demand).frame
    assert frame[frame["city"] == "南京"]["term"].to_list()[:2] == ["焊接", "沟通"]


def test_a_term_that_leads_no_view_and_is_no_core_is_left_out(demand: Any) -> None:
    frame = core_table(demand, top_n=1).frame
    assert set(frame[frame["city"] == "南京"]["term"]) == {"焊接", "沟通"}


def test_views_need_the_network(build: Build) -> None:
    with pytest.raises(ConfigError, match="centrality"):
        core_table(demand_table(build(postings=[{}] * 30), ()))
