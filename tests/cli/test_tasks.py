"""`jobmine tasks` on a small run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.pipeline.runs import run

RUNNER = CliRunner()
TEXT = "岗位职责：\n1、负责数控车床的操作；\n2、负责设备的日常保养；\n任职要求：\n1、熟悉数控编程；\n2、有责任心，会用卡尺。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("tasks")
    rows = [{"职位名称": "数控车工", "公司名称": f"公司{i}", "职位描述": TEXT + f"编号{i}。"} for i in range(24)]
    pd.DataFrame(rows).to_csv(here / "postings.csv", index=False)
    run(here / "postings.csv", here / "out")
    return here / "out"


def test_workbook_has_tasks_codes_and_empty_columns_for_experts(folder: Path) -> None:
    out = folder.parent / "abilities.xlsx"
    assert RUNNER.invoke(app, ["tasks", str(folder), "--by", "post", "-o", str(out)]).exit_code == 0
    sheet = load_workbook(out)["职业能力分析表"]
    assert "调研候选，待专家确认" in sheet.cell(1, 1).value
    heads = [cell.value for cell in sheet[2]]
    first = dict(zip(heads, (cell.value for cell in sheet[3]), strict=True))
    assert first["岗位"] == "数控车工"
    assert first["样本数"] == 24
    assert first["工作内容"].startswith("1.1 ")
    assert {first[name] for name in ("重要度", "频度", "难度", "专家意见")} <= {None, ""}


def test_two_workbooks_are_equal_byte_by_byte(folder: Path) -> None:
    outs = [folder.parent / f"{i}.xlsx" for i in range(2)]
    for out in outs:
        RUNNER.invoke(app, ["tasks", str(folder), "--by", "post", "-o", str(out)])
    assert outs[0].read_bytes() == outs[1].read_bytes()


def test_an_unknown_unit_or_ending_is_named(folder: Path) -> None:
    for arguments in (["--by", "city", "-o", "a.xlsx"], ["-o", "a.docx"]):
        result = RUNNER.invoke(app, ["tasks", str(folder), *arguments])
        assert result.exit_code != 0
