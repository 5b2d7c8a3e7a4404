from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from jobmine.measure.breadth import breadth_table

Build = Callable[..., Any]
Ask = Callable[..., list[dict[str, Any]]]
TERMS = [
    {"term": "数控编程", "kind": "knowledge", "trades": ["mechanical"]},
    {"term": "机械制图", "kind": "knowledge", "trades": ["mechanical"]},
    {"term": "会计准则", "kind": "knowledge", "trades": ["accounting", "general"]},
    {"term": "数据库", "kind": "knowledge", "trades": ["software", "data"]},
    {"term": "沟通", "kind": "skill", "trades": ["sales"]},
]


def test_breadth_is_the_number_of_trades_that_would_be_as_even(build: Build, ask: Ask) -> None:
    mentions = [
        *ask(range(40), "数控编程", "knowledge"),
        *ask(range(20), "机械制图", "knowledge"),
        *ask([*range(10), *range(20, 30)], "会计准则", "knowledge"),
        *ask(range(40), "沟通"),
    ]
    row = breadth_table(build(postings=[{}] * 40, mentions=mentions, terms=TERMS), ()).frame.iloc[0]
    # ten with 2 + 1 terms, ten with 1 + 1, twenty with one trade
    three = math.exp(-(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3)))
    assert row["breadth"] == pytest.approx((10 * three + 10 * 2 + 20) / 40)
    assert (row["n_trades"], row["several"], row["several_share"]) == (40, 20, 0.5)
    assert row["pairs"] == "会计财税+机械设计制造 20"


def test_terms_of_several_trades_tell_nothing(build: Build, ask: Ask) -> None:
    tables = build(postings=[{}] * 40, mentions=ask(range(40), "数据库", "knowledge"), terms=TERMS)
    row = breadth_table(tables, ()).frame.iloc[0]
    assert (row["n_trades"], row["several"], row["pairs"], row["flag"]) == (0, 0, "", "样本过少，只列计数")
    assert math.isnan(row["breadth"])


def test_without_mentions_there_are_zeros(build: Build) -> None:
    row = breadth_table(build(postings=[{}] * 40), ()).frame.iloc[0]
    assert (row["n_trades"], row["several"]) == (0, 0)
