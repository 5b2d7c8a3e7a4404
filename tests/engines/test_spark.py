"""Spark alone: what is missing, what dies, and a run that gives the tables of the local one."""

import json
import os
import signal
import sys
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jobmine import run
from jobmine.config import Config
from jobmine.data import path
from jobmine.engines.local import LocalEngine
from jobmine.engines.spark_session import find_session
from jobmine.errors import EngineError, MissingExtraError
from jobmine.extract.mentions import extract_batch

NUMBERS = pa.table({"x": list(range(5000))})


def test_a_worker_that_dies_is_replaced(spark, tmp_path):
    died = tmp_path / "died"

    def die_once(batch):
        if batch["x"][0].as_py() == 3000 and not died.exists():
            died.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return batch

    assert spark.map_batches(die_once, NUMBERS).equals(NUMBERS)
    assert died.exists()


def test_workers_that_die_time_and_again_end_it(spark):
    with pytest.raises(EngineError, match="a batch failed"):
        spark.map_batches(lambda batch: os.kill(os.getpid(), signal.SIGKILL), NUMBERS)


def test_what_a_function_says_is_passed_on(spark):
    def fail(batch):
        raise ValueError("这一行坏了")

    with pytest.raises(EngineError, match="a batch failed: ValueError: 这一行坏了"):
        spark.map_batches(fail, NUMBERS)


def test_another_master_is_refused(spark):
    with pytest.raises(EngineError, match=r"runs already with master 'local\[2,4\]', wanted is 'local\[3,4\]'"):
        find_session("local[3]")
    assert find_session("").sparkContext.master == "local[2,4]"


def test_without_pyspark_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(MissingExtraError, match=r"PySpark.*jobmine\[spark\]"):
        find_session("local[2]")


def test_without_java_it_is_named(monkeypatch, tmp_path):
    session = pytest.importorskip("pyspark.sql").SparkSession
    monkeypatch.setattr(session, "getActiveSession", lambda: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(MissingExtraError, match="Java 17"):
        find_session("local[2]")


@pytest.mark.parametrize("tagger", ["fast", "best"])
def test_taggers_find_the_same_on_both_engines(spark, tagger):
    lines = (path("sample") / "招聘_教育医药财会IT.jsonl").read_text(encoding="utf-8").splitlines()[:24]
    texts = [json.loads(line)["description"] for line in lines]
    table = pa.table({"posting_id": [f"p{i}" for i in range(len(texts))], "text": texts})
    extract = partial(extract_batch, section="all", tagger=tagger)
    local, other = (engine.map_batches(extract, table, weight=100) for engine in (LocalEngine(1), spark))
    assert sum(map(len, local["mentions"].to_pylist())) > 100
    assert local.schema.equals(other.schema)
    assert _without_scores(local) == _without_scores(other)


def _without_scores(found):
    rows = found.to_pylist()
    for row in rows:
        for mention in row["mentions"]:
            del mention["score"]
    return rows


@pytest.fixture(scope="module")
def runs(spark, tmp_path_factory):
    """Return the folders of a run on each engine."""
    sample = path("sample")
    folders = {}
    for engine in ("local", "spark"):
        config = Config.from_dict(
            {
                "run": {"engine": engine, "master": "local[2]", "workers": 1},
                "extract": {"tagger": "lexicon"},
                "show": {"clouds": 0},
            }
        )
        folders[engine] = tmp_path_factory.mktemp(engine)
        people = {"supply": sample / "供给_求职申请.csv", "flows": sample / "流动.csv"}
        run(sample / "招聘_制造与建筑.csv", folders[engine], config=config, **people)
    return folders


def _files(folder, pattern):
    return {file.relative_to(folder) for file in folder.glob(pattern)}


@pytest.mark.slow
def test_a_run_leaves_the_same_rows(runs):
    names = _files(runs["local"], "*.parquet")
    assert names == _files(runs["spark"], "*.parquet")
    assert len(names) > 10
    for name in names:
        one, other = (pq.read_table(folder / name) for folder in runs.values())
        if "score" in one.column_names:
            one, other = one.drop_columns("score"), other.drop_columns("score")
        assert one.equals(other), name


@pytest.mark.slow
def test_a_run_counts_the_same(runs):
    names = _files(runs["local"], "tables/*.csv")
    assert names == _files(runs["spark"], "tables/*.csv")
    assert len(names) > 30
    for name in names:
        one, other = (pd.read_csv(folder / name, encoding="utf-8-sig") for folder in runs.values())
        assert list(one.columns) == list(other.columns), name
        assert len(one) == len(other), name
        for column in one:
            if pd.api.types.is_float_dtype(one[column]):
                np.testing.assert_allclose(
                    one[column], other[column], rtol=1e-9, atol=1e-12, err_msg=f"{name} {column}"
                )
            else:
                pd.testing.assert_series_equal(one[column], other[column])
