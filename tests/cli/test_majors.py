"""`jobmine majors` on a small run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.model.major_map import read_links
from jobmine.pipeline.runs import run

RUNNER = CliRunner()
TEXT = "岗位职责：\n1、负责数控车床的操作；\n任职要求：\n1、熟悉数控编程；\n2、有责任心，会用卡尺。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("majors")
    rows = [{"职位名称": "数控车工", "公司名称": f"公司{i}", "职位描述": TEXT + f"编号{i}。"} for i in range(24)]
    pd.DataFrame(rows).to_csv(here / "postings.csv", index=False)
    plan = [
        ("数控技术", "高职", 2024, 40),
        ("数控技术", "高职", 2025, 30),
        ("护理", "高职", 2024, 40),
        ("护理", "高职", 2025, 50),
    ]
    pd.DataFrame(plan, columns=["专业", "办学层次", "时期", "招生计划"]).to_csv(here / "plan.csv", index=False)
    run(here / "postings.csv", here / "out")
    return here / "out"


def ask(folder: Path, out: str, *arguments: str) -> Path:
    target = folder.parent / out
    result = RUNNER.invoke(app, ["majors", str(folder), *arguments, "-o", str(target)])
    assert result.exit_code == 0, result.output
    return target


def test_a_major_gets_its_careers_and_its_map(folder: Path) -> None:
    out = ask(folder, "one", "--major", "数控技术", "--school-level", "高职")
    career = pd.read_csv(out / "career.csv", encoding="utf-8-sig", dtype=str)
    assert career.loc[career["name"] == "数控车工", "n"].to_list() == ["24"]
    assert {link.major for link in read_links(out / "major_map.csv")} == {"460103"}
    assert load_workbook(out / "majors.xlsx").sheetnames == ["职业面向", "专业与职业对照", "专业需求", "说明"]


def test_a_plan_of_two_periods_gets_advice(folder: Path) -> None:
    out = ask(folder, "two", "--school-level", "高职", "--plan", str(folder.parent / "plan.csv"))
    advice = pd.read_csv(out / "advice.csv", encoding="utf-8-sig", dtype=str)
    assert advice.loc[advice["kind"] == "缺口", "major"].to_list() == ["数控技术"]
    assert advice["rule"].notna().all()


def test_the_same_twice_is_identical(folder: Path) -> None:
    outs = [ask(folder, name, "--major", "460103") for name in ("a", "b")]
    for file in ("career.csv", "major_map.csv", "majors.xlsx"):
        assert (outs[0] / file).read_bytes() == (outs[1] / file).read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ["-o", "x"],
        ["--major", "数控工艺", "-o", "x"],
        ["--major", "数控技术", "-o", "x.csv"],
        ["--school-level", "大专", "-o", "x"],
    ],
)
def test_what_cannot_be_done_is_an_error(folder: Path, arguments: list[str]) -> None:
    assert RUNNER.invoke(app, ["majors", str(folder), *arguments]).exit_code != 0
