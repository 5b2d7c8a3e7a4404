"""`jobmine topics` from files and from a finished run."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from jobmine.cli.app import app
from jobmine.pipeline.folder import Run

RUNNER = CliRunner()


def test_two_calls_write_the_same_bytes(sample_run: Run, tmp_path: Path) -> None:
    outs = [tmp_path / name for name in "ab"]
    for out in outs:
        result = RUNNER.invoke(app, ["topics", str(sample_run.path), "--topics", "3", "-o", str(out)])
        assert result.exit_code == 0, result.output
    for name in ("topics.csv", "posting_topics.csv", "topic_search.csv"):
        assert (outs[0] / name).read_bytes() == (outs[1] / name).read_bytes()
    frame = pd.read_csv(outs[0] / "topics.csv")
    assert list(frame.columns) == ["topic", "share", "n", "terms", "npmi"]
    assert len(frame) == 3


def test_files_do_as_well_as_a_run(tmp_path: Path) -> None:
    texts = ["任职要求：熟悉数控编程、CAD、PLC。", "任职要求：熟悉税法、审计、会计准则。"]
    rows = [{"职位名称": "职位", "公司名称": f"公司{i}", "职位描述": f"{texts[i % 2]}编号{i}"} for i in range(60)]
    pd.DataFrame(rows).to_csv(tmp_path / "a.csv", index=False)
    call = ["topics", str(tmp_path / "a.csv"), "--topics", "2", "--tagger", "lexicon", "-o", str(tmp_path / "out")]
    assert RUNNER.invoke(app, call).exit_code == 0
    assert len(pd.read_csv(tmp_path / "out" / "topics.csv")) == 2


def test_an_unknown_model_is_named(sample_run: Run, tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["topics", str(sample_run.path), "--how", "bert", "-o", str(tmp_path)])
    assert result.exit_code != 0
    assert "nmf, lda" in str(result.exception)
