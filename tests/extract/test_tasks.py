"""Duties as tasks."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from jobmine.extract.mentions import extract_batch

DUTIES = "岗位职责：\n1、负责数控车床的操作；\n2、协助部门经理编制生产计划；\n3、完成领导交办的其他工作。\n任职要求：\n1、中专以上学历；\n2、能看懂图纸。"


def tasks_of(*texts: str, section: str = "requirements") -> list[list[dict[str, Any]]]:
    batch = pa.RecordBatch.from_pydict({"posting_id": [str(i) for i in range(len(texts))], "text": list(texts)})
    return extract_batch(batch, section=section)["tasks"].to_pylist()


@pytest.mark.parametrize("section", ["requirements", "all"])
def test_duties_become_tasks_with_verb_and_object(section: str) -> None:
    (tasks,) = tasks_of(DUTIES, section=section)
    assert [(t["surface"], t["verb"], t["object"], t["assists"]) for t in tasks] == [
        ("数控车床的操作", "操作", "数控车床", False),
        ("编制生产计划", "编制", "生产计划", True),
    ]


def test_surface_is_what_stands_at_its_offsets() -> None:
    texts = [
        DUTIES,
        "",
        "招聘",
        "【工作内容】ＣＮＣ编程，设备维护保養、點檢\U0001f600；" * 40,
        "Responsibilities:\nDevelop software\n",
    ]
    for text, tasks in zip(texts, tasks_of(*texts), strict=True):
        assert all(text[t["start"] : t["end"]] == t["surface"] for t in tasks)
        ends = [t["end"] for t in tasks]
        assert all(a <= t["start"] for a, t in zip(ends, tasks[1:], strict=False))


@pytest.mark.parametrize("text", ["", "急招", "任职要求：大专以上学历，有责任心。", "福利：五险一金，双休，包吃住。"])
def test_texts_without_duties_have_no_tasks(text: str) -> None:
    assert tasks_of(text) == [[]]


def test_a_task_does_not_depend_on_the_postings_beside_it() -> None:
    assert tasks_of("销售专员招聘", DUTIES, "保洁")[1] == tasks_of(DUTIES)[0]


def test_a_duty_under_the_heading_of_requirements_is_a_task() -> None:
    (tasks,) = tasks_of("任职要求：\n1、大专以上学历，会计专业；\n岗位职责：\n2、负责编制财务报表；\n3、审核原始凭证；")
    assert {"编制财务报表", "审核原始凭证"} <= {t["surface"] for t in tasks}
