"""`jobmine weights`, `sensitivity`, `export`, and one's own posting in `profile`."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.errors import JobmineError
from jobmine.pipeline.runs import run
from jobmine.testing import quick_config, write_sample

RUNNER = CliRunner()


def jobmine(*words):
    return RUNNER.invoke(app, [str(word) for word in words])


def test_weights_are_written_as_tables_and_a_workbook(sample_run, tmp_path):
    totals = tmp_path / "总量.csv"
    totals.write_text("学历,人数\n高中及以下,5万\n大专,4万\n本科及以上,3万\n", encoding="utf-8")
    done = jobmine("weights", sample_run.path, "--totals", totals, "-o", tmp_path / "w")
    assert done.exit_code == 0, done.output
    assert "设计效应" in done.output
    coverage = pd.read_csv(tmp_path / "w" / "coverage.csv", encoding="utf-8-sig").dropna(subset=["people_share"])
    assert (coverage["weighted_share"] - coverage["people_share"]).abs().max() < 1e-6
    with pd.ExcelFile(tmp_path / "w" / "weights.xlsx", engine="calamine") as book:
        assert book.sheet_names[0] == "覆盖：职位与官方总量"


def test_totals_with_an_empty_margin_are_refused(sample_run, tmp_path):
    totals = tmp_path / "总量.csv"
    totals.write_text("地区,人数\n西藏,5万\n", encoding="utf-8")
    done = jobmine("weights", sample_run.path, "--totals", totals, "-o", tmp_path / "w")
    assert isinstance(done.exception, JobmineError)
    assert not (tmp_path / "w").exists()


def test_sensitivity_says_what_cannot_be_redone(sample_run, tmp_path):
    done = jobmine("sensitivity", sample_run.path, "-o", tmp_path / "s", "--top", 3)
    assert done.exit_code == 0, done.output
    assert "重新提取" in done.output
    assert len(pd.read_csv(tmp_path / "s" / "sensitivity.csv", encoding="utf-8-sig")["term"].unique()) == 3


def test_without_a_folder_sensitivity_is_kept_in_the_run(tiny_copy):
    done = jobmine("sensitivity", tiny_copy, "--top", 3)
    assert done.exit_code == 0, done.output
    assert (tiny_copy / "tables" / "sensitivity.csv").exists()
    assert "jobmine report" in done.output


def test_a_run_is_exported(sample_run, tmp_path):
    done = jobmine("export", sample_run.path, "-o", tmp_path / "x")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "x" / "CITATION.cff").exists()


def test_ones_own_posting_beside_the_market(sample_run, tmp_path):
    post = sample_run.table("postings")["post"].value_counts().index[0]
    (tmp_path / "jd.txt").write_text(
        "任职要求：\n1、大专以上学历，35岁以下\n2、有责任心，会使用办公软件", encoding="utf-8"
    )
    words = ("profile", sample_run.path, "--post", post, "-o", tmp_path / "own.html")
    done = jobmine(*words, "--jd", tmp_path / "jd.txt", "--pay", "6-8K", "--city", "苏州")
    assert done.exit_code == 0, done.output
    assert "<mark>35岁以下</mark>" in (tmp_path / "own.html").read_text(encoding="utf-8")
    assert isinstance(jobmine(*words, "--pay", "6-8K").exception, JobmineError)


def test_a_posting_is_drafted(sample_run, tmp_path):
    post = sample_run.table("postings")["post"].value_counts().index[0]
    done = jobmine("profile", sample_run.path, "--post", post, "--draft", tmp_path / "草稿.docx")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "草稿.docx").exists()
    assert isinstance(jobmine("profile", sample_run.path, "--post", post).exception, JobmineError)


def test_a_run_with_totals_has_their_tables(tmp_path):
    totals = tmp_path / "总量.csv"
    totals.write_text("学历,人数\n高中及以下,5万\n大专,4万\n本科及以上,3万\n", encoding="utf-8")
    done = run(write_sample(tmp_path), tmp_path / "out", totals=totals, config=quick_config())
    assert done.table("coverage")["weighted_share"].dropna().to_list() == pytest.approx([5 / 12, 4 / 12, 3 / 12])
    assert {"weights", "weighted_shares"} <= {path.stem for path in (done.path / "tables").glob("*.csv")}


def test_totals_without_postings_leave_the_tables_out_and_say_why(tmp_path):
    totals = tmp_path / "总量.csv"
    totals.write_text("地区,人数\n西藏,5万\n", encoding="utf-8")
    done = run(write_sample(tmp_path), tmp_path / "out", totals=totals, config=quick_config())
    assert "have no region for" in done.manifest["left_out"]["覆盖与加权"]
