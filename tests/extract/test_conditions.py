"""Working conditions in texts and columns."""

from __future__ import annotations

import pyarrow as pa
import pytest

from jobmine.extract.conditions import condition_names, conditions_of_columns, find_conditions
from jobmine.extract.mentions import extract_batch
from jobmine.extract.sections import classify_sentences
from jobmine.extract.texts import Texts

Found = list[tuple[str, bool, str | None]]


def conditions_of(text: str) -> Found:
    found = find_conditions(Texts.join([text]))
    names = [condition_names()[code] for code in found.condition]
    return list(zip(names, found.negated.tolist(), found.value, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("六险一金，周末双休", [("五险一金", False, None), ("双休", False, None)]),
        ("包吃包住", [("包吃", False, None), ("包住", False, None)]),
        ("不包吃，不加班", [("包吃", True, None), ("加班", True, None)]),
        ("没有餐补、房补，有班车", [("餐补", True, None), ("房补", True, None), ("班车", False, None)]),
        ("试用期1-3个月", [("试用期", False, "1-3个月")]),
        ("年终奖，14薪", [("年终奖", False, None), ("年终奖", False, "14薪")]),
        ("带薪年假5天起", [("带薪年假", False, "5天")]),
        ("每人每月11000元餐补", [("餐补", False, "11000元")]),
        ("长白班，无夜班", [("白班", False, None), ("夜班", True, None)]),
        ("体检报告", []),
    ],
)
def test_conditions_are_told_with_denial_and_value(text: str, expected: Found) -> None:
    assert conditions_of(text) == expected


def test_what_is_work_is_no_offer() -> None:
    texts = Texts.join(
        ["岗位职责：\n1、负责员工社保、公积金的办理；\n2、组织新员工培训；\n福利待遇：\n五险一金，带薪培训。"]
    )
    found = find_conditions(texts, classify_sentences(texts))
    assert [condition_names()[code] for code in found.condition] == ["五险一金", "培训"]


def test_columns_give_each_condition_once_a_posting() -> None:
    cells = {"posting_id": ["a", "b"], "benefits": [["双休", "周末双休"], None], "tags": [None, ["不加班", "Java"]]}
    columns = pa.table({name: pa.array(values) for name, values in cells.items()})
    rows = conditions_of_columns(columns).select(["posting_id", "condition", "source", "negated", "start"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        ("a", "双休", "benefits", False, None),
        ("b", "加班", "tags", True, None),
    ]


def test_positions_count_in_the_text_of_the_posting() -> None:
    batch = pa.RecordBatch.from_pydict({"posting_id": ["a", "b"], "text": ["招聘文员", "福利：双休"]})
    _, (row,) = extract_batch(batch)["conditions"].to_pylist()
    assert (row["condition"], row["start"], row["end"], row["source"]) == ("双休", 3, 5, "text")
