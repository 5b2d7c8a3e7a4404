"""`jobmine align`: a plan beside a run, in files."""

import docx
import pandas as pd
import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.data import path
from jobmine.errors import ConfigError
from jobmine.pipeline.curricula import align_plan
from jobmine.schema import SCHEMAS

PLAN = path("sample/人才培养方案_数控技术.xlsx")


@pytest.fixture(scope="module")
def folder(sample_run, tmp_path_factory):
    out = tmp_path_factory.mktemp("align")
    words = ["align", str(sample_run.path), "--plan", str(PLAN), "--major", "数控技术", "--school-level", "高职"]
    done = CliRunner().invoke(app, [*words, "--periods", "2025-01:2025-03,2025-04:2025-06", "-o", str(out)])
    assert done.exit_code == 0, done.output
    assert "课程 30 门，学分 128，学时 2364" in done.output
    assert "课程名称 → course" in done.output
    return out


def test_every_table_is_a_file_and_courses_have_the_columns_of_the_schema(folder):
    assert {file.stem for file in (folder / "tables").iterdir()} == {
        "courses", "understood", "alignment", "actions", "conformity", "course_terms", "specification", "indicators",
        "periods", "notes",
    }  # fmt: skip
    courses = pd.read_csv(folder / "tables" / "courses.csv", encoding="utf-8-sig")
    assert list(courses.columns) == SCHEMAS["courses"].names
    assert set(courses["origin"]) == {"own", "standard"}


def test_the_annex_has_tables_to_paste(folder):
    document = docx.Document(folder / "annex.docx")
    heads = [[cell.text for cell in table.rows[0].cells] for table in document.tables]
    assert ["标准课程", "课程性质", "最近的本校课程"] in [row[:3] for row in heads]
    assert (folder / "tables.xlsx").exists()


def test_the_same_alignment_twice_is_byte_identical(sample_run, tmp_path):
    for name in "ab":
        align_plan(sample_run, PLAN, major="460103", school_level="高职", out=tmp_path / name)
    for file in sorted((tmp_path / "a").rglob("*.*")):
        assert file.read_bytes() == (tmp_path / "b" / file.relative_to(tmp_path / "a")).read_bytes(), file.name


def test_a_plan_of_another_major_is_doubted(sample_run, tmp_path):
    plan = tmp_path / "方案.csv"
    plan.write_text("课程名称,学分,学时\n内科护理,4,64\n儿科护理,3,48\n", encoding="utf-8")
    made = align_plan(sample_run, plan, major="数控技术", school_level="高职")
    assert any("是否属于另一专业" in note for note in made["courses"].meta["notes"])


def test_a_standard_of_ones_own_takes_the_place_of_the_shipped_one(sample_run, tmp_path):
    plan = tmp_path / "标准.csv"
    plan.write_text("课程名称,学分,学时\n机械制图,4,64\n", encoding="utf-8")
    made = align_plan(sample_run, PLAN, standard=plan, major="数控技术", school_level="高职")
    assert made["conformity"].frame["course"].to_list() == ["机械制图"]


def test_an_unknown_major_names_the_nearest(sample_run):
    with pytest.raises(ConfigError, match="nearest"):
        align_plan(sample_run, PLAN, major="数控工艺", school_level="高职")
