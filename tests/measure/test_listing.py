from __future__ import annotations

import pandas as pd
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.listing import keep_top
from jobmine.measure.table import Table, new_table


@pytest.fixture
def demand() -> Table:
    rows = [(city, kind, term) for city in ("南京", "苏州") for kind in ("knowledge", "skill") for term in "abc"]
    frame = pd.DataFrame(rows, columns=["city", "kind", "term"]).assign(n=9)
    return new_table(frame, name="demand", title="需求", by=["city"])


def test_each_list_is_cut_on_its_own(demand: Table) -> None:
    found = keep_top(demand, 1)
    assert found.frame[["city", "kind", "term"]].to_numpy().tolist() == [
        ["南京", "knowledge", "a"], ["南京", "skill", "a"], ["苏州", "knowledge", "a"], ["苏州", "skill", "a"]
    ]  # fmt: skip
    assert "每个清单列前 1 项" in found.meta["notes"]


def test_ones_own_row_stays_with_its_place(demand: Table) -> None:
    found = keep_top(demand, 1, "c").frame
    own = found[found["mine"] != ""]
    assert own["place"].to_list() == [3, 3, 3, 3]
    assert len(found) == 8


def test_without_a_number_all_rows_stay(demand: Table) -> None:
    assert len(keep_top(demand, mine="b").frame) == 12
    assert keep_top(demand) is demand


def test_an_own_unit_that_is_not_there_is_an_error_with_what_is_near(demand: Table) -> None:
    frame = pd.DataFrame({"city": ["南京", "苏州"], "n": [2, 1]})
    with pytest.raises(ConfigError, match="near it: 南京"):
        keep_top(new_table(frame, name="cities", title="城市", by=["city"]), 1, "南京市")
