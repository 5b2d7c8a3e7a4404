from __future__ import annotations

import pyarrow as pa
import pytest

from jobmine.read.content import is_running_number, recognise_columns, strict_kind


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("https://jobs.example.com/1.html", "url"),
        ("03-07发布", "date"), ("2024-10-09 21:45:38", "date"),
        ("2025-02-19T15:34:07+08:00", "date"),
        ("3天前", "date"), ("2025年5月", "date"),
        ("6-8千/月", "salary"), ("1-1.5万", "salary"), ("8千-1.6万·13薪", "salary"), ("15-30k·14薪", "salary"),
        ("10-15万/年", "salary"), ("100元/天", "salary"), ("面议", "salary"),
        ("8000-12000", "salary"), ("20-40K", "salary"),
        ("50-150人", "company_size"), ("少于50人", "company_size"), ("10000人以上", "company_size"),
        ("1-49人", "company_size"),
        ("本科", "education"), ("大专及以上", "education"), ("中技/中专", "education"), ("统招本科", "education"),
        ("学历不限", "education"), ("初中及以下", "education"),
        ("3-4年经验", "experience"), ("经验不限", "experience"), ("无需经验", "experience"), ("5-10年", "experience"),
        ("10年以上", "experience"), ("在校生/应届生", "experience"), ("1年以内", "experience"),
        ("民营公司", "company_type"), ("外资（欧美）", "company_type"), ("事业单位", "company_type"),
        ("B轮", "funding"), ("不需要融资", "funding"),
        ("计算机软件", None), ("会计", None), ("不限", None),
        ("3", None), ("10-15", None), ("3人", None), ("3-5年-本科-单片机", None),
    ],
)  # fmt: skip
def test_kind_of_a_cell(cell: str, kind: str | None) -> None:
    assert strict_kind(cell) == kind


def fields(*columns: list[str | None]) -> dict[int, str]:
    found = recognise_columns([pa.array(cells, pa.string()) for cells in columns])
    return {i: field for i, (field, _) in sorted(found.items())}


def test_longest_column_of_sentences_is_the_text() -> None:
    text = "岗位职责：1、负责公司日常账务处理；2、编制财务报表。任职要求：熟悉税法，会使用财务软件，细心负责。"
    assert fields(["会计", "出纳"], [text, text]) == {0: "title", 1: "text"}


def test_long_list_of_benefits_is_no_text() -> None:
    cells: list[str | None] = [
        "五险一金 员工旅游 绩效奖金 年终奖金 定期体检 餐饮补贴 通讯补贴 弹性工作 带薪年假 节日福利"
    ] * 3
    assert fields(["会计", "出纳", "司机"], cells) == {0: "title", 1: "benefits"}


def test_duties_and_requirements_are_told_apart_by_their_headings() -> None:
    duties = "岗位职责：1、负责公司日常账务处理；2、编制财务报表；3、办理纳税申报；4、完成领导交办的其他任务。"
    wanted = "任职要求：1、大专以上学历，会计相关专业；2、熟悉税法；3、会使用财务软件；4、工作细心，有责任心。"
    assert fields([wanted] * 2, [duties] * 2) == {0: "requirements", 1: "duties"}


def test_label_that_never_changes_is_no_title() -> None:
    assert fields(["普工"] * 6, ["前端工程师", "测试工程师", "运维工程师"] * 2) == {1: "title"}


def test_empty_column_has_no_field() -> None:
    assert fields([None, None], ["会计", "出纳"]) == {1: "title"}


@pytest.mark.parametrize(
    ("cells", "is_number"),
    [
        (["1", "2", "3"], True),
        (["0", "1"], True),
        (["7", "8", None, "9"], True),
        (["1"], False),
        (["2", "1"], False),
        (["a", "b"], False),
    ],
)
def test_running_number(cells: list[str | None], is_number: bool) -> None:
    assert is_running_number(pa.array(cells, pa.string())) is is_number
