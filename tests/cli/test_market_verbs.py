"""`jobmine market`, `jobmine trends`, `jobmine compare` on a run of the sample."""

import pandas as pd
import pytest
from typer.testing import CliRunner

import jobmine as jm
from jobmine.cli.app import app
from jobmine.data import path
from jobmine.errors import ConfigError

RUNNER = CliRunner()


def written(out, *arguments):
    done = RUNNER.invoke(app, [*map(str, arguments), "-o", str(out)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return pd.read_csv(out, encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("table", "by"),
    [
        ("market", "post"), ("pay", "city"), ("conditions", "city"), ("ladder", "role"), ("employers", "industry"),
        ("types", None), ("dispersion", None), ("places", "city"), ("weighs", "industry_section"),
    ],
)  # fmt: skip
def test_every_table_of_the_market_can_be_asked_for(sample_run, tmp_path, table, by):
    options = ["--by", by] if by else []
    assert len(written(tmp_path / "t.csv", "market", sample_run.path, "--table", table, *options))


def test_flows_and_supply_come_by_file(sample_run, tmp_path):
    frame = written(
        tmp_path / "t.csv", "market", sample_run.path, "--table", "flows", "--flows", path("sample/流动.csv")
    )
    assert frame["net_share"].sum() == pytest.approx(0, abs=1e-6)
    supply = path("sample/供给_毕业生.csv")
    matched = written(
        tmp_path / "m.csv", "market", sample_run.path, "--table", "match", "--by", "major", "--supply", supply
    )
    assert matched["supply_share"].sum() == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("table", ["trends", "emerging", "polarisation"])
def test_every_table_of_time_can_be_asked_for(sample_run, tmp_path, table):
    by = ["--by", "post"] if table == "polarisation" else []
    assert len(written(tmp_path / "t.csv", "trends", sample_run.path, "--table", table, *by))


def test_a_run_beside_itself_has_not_changed(sample_run, tmp_path):
    frame = written(tmp_path / "t.csv", "compare", sample_run.path, sample_run.path)
    assert set(frame["state"]) == {"保留"}
    assert (frame["difference"] == 0).all()
    assert (frame["rank_change"] == 0).all()


def test_compare_runs_takes_dimensions(sample_run):
    assert (jm.compare_runs(sample_run, sample_run, "city").frame["difference"] == 0).all()


def test_a_run_with_another_lexicon_is_refused(sample_run, monkeypatch):
    other = jm.open_run(sample_run.path)
    monkeypatch.setitem(other.manifest, "lexicon", "anderes")
    with pytest.raises(ConfigError, match="lexicon"):
        jm.compare_runs(sample_run, other)
    assert jm.compare_runs(sample_run, other, anyway=True).frame["flag"].str.contains("两版口径不同").all()
    assert len(jm.compare_runs(sample_run, other, "city").frame)
