"""Groups of alike tasks."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa

from jobmine.model.task_groups import describe_groups, group_tasks

ROWS = [
    ("a", "编制财务报表", "编制", "财务报表"),
    ("b", "财务报表的编制", "编制", "财务报表"),
    ("c", "编制公司财务报表", "编制", "财务报表"),
    ("c", "审核原始凭证", "审核", "原始凭证"),
    ("d", "审核原始凭证", "审核", "原始凭证"),
    ("d", "操作数控车床", "操作", "数控车床"),
]
UNITS = pd.Series({"a": "会计", "b": "会计", "c": "会计", "d": "车工"})


def tasks() -> pa.Table:
    names = ("posting_id", "surface", "verb", "object")
    columns = {name: [row[i] for row in ROWS] for i, name in enumerate(names)}
    return pa.table({**columns, "start": [0] * len(ROWS), "end": [len(row[1]) for row in ROWS]})


def test_alike_tasks_share_a_group_named_by_the_commonest_short_form() -> None:
    assert group_tasks(tasks(), UNITS)["task"].tolist() == [
        *["编制财务报表"] * 3,
        *["审核原始凭证"] * 2,
        "操作数控车床",
    ]


def test_another_verb_or_object_is_another_group() -> None:
    grouped = group_tasks(tasks(), UNITS)
    assert grouped["task"].nunique() == 3


def test_groups_carry_share_and_sentences_of_their_unit() -> None:
    texts = pd.Series({row[0]: row[1] for row in ROWS})
    sizes = pd.Series({"会计": 3, "车工": 1})
    table = describe_groups(group_tasks(tasks(), UNITS), sizes, texts).to_pylist()
    assert [(row["unit"], row["task"], row["n"], row["share"]) for row in table] == [("会计", "编制财务报表", 3, 1.0)]


def test_order_of_postings_does_not_matter() -> None:
    turned = tasks().take(pa.array(range(len(ROWS) - 1, -1, -1)))
    one, other = group_tasks(tasks(), UNITS), group_tasks(turned, UNITS)
    keys = ["posting_id", "surface"]
    assert one.sort_values(keys)["task"].tolist() == other.sort_values(keys)["task"].tolist()


def test_no_tasks_no_groups() -> None:
    grouped = group_tasks(tasks().slice(0, 0), UNITS)
    assert grouped.empty
    assert describe_groups(grouped, pd.Series(dtype="int64"), pd.Series(dtype=object)).num_rows == 0
