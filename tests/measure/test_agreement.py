from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from jobmine.errors import ConfigError
from jobmine.measure.agreement import agree, agreement_table, auc, official_codes
from jobmine.measure.scarcity import scarcity_table

Build = Callable[..., Any]
WELDER, TURNER = "6-18-02-04", "6-18-01-01"
DEMAND = {"焊工": 60, "车工": 40, "钳工": 40, "电工": 30, "铣工": 20, "仓管": 20}
SUPPLY = {"焊工": 6, "车工": 30, "钳工": 42, "电工": 20, "铣工": 200, "仓管": 1}


@pytest.fixture
def tables(build: Build) -> Any:
    """Welders are scarcer than turners; the others have no code."""
    names = [post for post, n in DEMAND.items() for _ in range(n)]
    codes = {"焊工": WELDER, "车工": TURNER}
    classes = [{"posting_id": f"p{i}", "in_scope": True, "occupation": codes.get(post)} for i, post in enumerate(names)]
    people = [{"measure": "seekers", "base": "same", "post": post, "people": float(n)} for post, n in SUPPLY.items()]
    return build(postings=[{"post": post} for post in names], posting_classes=classes, supply=people)


def test_agreement_with_an_official_list(tables: Any) -> None:
    official = pd.DataFrame({"occupation": ["焊工", "养老护理员", "直播销售员"]})
    frame = agreement_table(tables, scarcity_table(tables), official).frame.set_index("item")
    assert frame["value"].to_dict() == {
        "官方目录的职业数": 3, "大典没有的名称": 1, "大典中的职业数": 2, "其中有职位": 1, "其中没有职位": 1, "AUC": 1.0
    }  # fmt: skip
    assert frame.loc["其中没有职位", "names"] == "养老护理员"
    assert frame.loc["大典没有的名称", "names"] == "直播销售员"


def test_hits_among_the_first() -> None:
    ranked = pd.Series({f"{i:02}": -float(i) for i in range(30)})
    frame = agree(ranked, pd.Series({"a": "00", "b": "05", "c": "15", "d": "25"})).set_index("item")["value"]
    assert (frame["前 10 个命中"], frame["前 20 个命中"]) == (2, 3)
    assert "前 50 个命中" not in frame


def test_chance_and_ties() -> None:
    assert auc([1, 1, 1, 1], [True, False, True, False]) == 0.5
    assert pd.isna(auc([1, 2], [True, True]))


def test_codes_come_before_names() -> None:
    official = pd.DataFrame({"occupation": ["无此名", "车工"], "code": [TURNER, None]})
    assert official_codes(official).to_dict() == {"无此名": TURNER, "车工": TURNER}
    with pytest.raises(ConfigError):
        official_codes(pd.DataFrame({"x": [1]}))
