"""Runs that several tests look at, made once."""

import shutil

import pytest

from jobmine.cli.run import DEMO_FILES
from jobmine.data import path
from jobmine.pipeline.runs import run
from jobmine.testing import quick_config, write_sample


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory):
    """The dozen postings, run without options but for speed."""
    folder = tmp_path_factory.mktemp("tiny")
    return run(write_sample(folder), folder / "out", config=quick_config())


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory):
    """The bundled sample with supply and flows."""
    sample = path("sample")
    return run(
        [sample / name for name in DEMO_FILES],
        tmp_path_factory.mktemp("sample") / "out",
        supply=sample / "供给_求职申请.csv",
        flows=sample / "流动.csv",
        config=quick_config(),
    )


@pytest.fixture
def tiny_copy(tiny_run, tmp_path):
    """A copy of the tiny run that a test may change."""
    target = tmp_path / "out"
    shutil.copytree(tiny_run.path, target)
    return target
