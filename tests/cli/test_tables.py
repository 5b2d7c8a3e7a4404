"""The options of `jobmine demand` and `jobmine scarcity`, on a run of the sample."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from jobmine.cli.app import app

RUNNER = CliRunner()


def written(run, out, *arguments):
    done = RUNNER.invoke(app, [arguments[0], str(run.path), "-o", str(out), *arguments[1:]], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return pd.read_csv(out, encoding="utf-8-sig")


@pytest.mark.parametrize("table", ["demand", "core", "structure", "likeness", "term_sets", "breadth", "majors", "mix"])
def test_every_table_of_demand_can_be_asked_for(sample_run, tmp_path, table):
    by = [] if table == "majors" else ["--by", "industry_section"]
    assert len(written(sample_run, tmp_path / "t.csv", "demand", "--table", table, *by))


@pytest.mark.parametrize("table", ["scarcity", "portrait", "incidence", "catalogue", "pressure"])
def test_every_table_of_scarce_posts_can_be_asked_for(sample_run, tmp_path, table):
    assert len(written(sample_run, tmp_path / "t.csv", "scarcity", "--table", table))


def test_the_first_rows_and_ones_own(sample_run, tmp_path):
    options = ("--table", "mix", "--by", "city", "--top", "2", "--mine", "无锡")
    frame = written(sample_run, tmp_path / "t.csv", "demand", *options)
    assert frame["place"].to_list()[:2] == [1, 2]
    assert frame.loc[frame["mine"] == "本单位", "city"].to_list() == ["无锡"]


def test_a_catalogue_against_its_last_edition(sample_run, tmp_path):
    first = written(sample_run, tmp_path / "last.csv", "scarcity", "--table", "catalogue")
    again = written(
        sample_run, tmp_path / "t.csv", "scarcity", "--table", "catalogue", "--last", str(tmp_path / "last.csv")
    )
    assert len(again) == len(first)
    assert set(again["edition"]) == {"保留"}


def test_agreement_with_a_list_of_ones_own(sample_run, tmp_path):
    (tmp_path / "官方.csv").write_text("序号,职业名称\n1,车工\n2,焊工\n", encoding="gb18030")
    options = ("--table", "agreement", "--official", str(tmp_path / "官方.csv"))
    frame = written(sample_run, tmp_path / "t.csv", "scarcity", *options)
    assert frame.set_index("item").loc["大典中的职业数", "value"] == 2


def test_the_benchmark_is_a_row_of_the_structure(sample_run, tmp_path):
    options = ("--table", "structure", "--by", "role", "--against", "education = '本科'")
    assert written(sample_run, tmp_path / "t.csv", "demand", *options)["role"].to_list()[-1] == "对照组"
