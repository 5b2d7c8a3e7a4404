"""Both engines side by side; Spark is left out, with the reason, where it cannot run."""

from __future__ import annotations

import os
from importlib.util import find_spec
from shutil import which

import pytest

from jobmine.engine import Engine
from jobmine.engines.local import LocalEngine

MISSING = [
    name
    for name, there in (("PySpark", find_spec("pyspark")), ("Java", os.environ.get("JAVA_HOME") or which("java")))
    if not there
]


@pytest.fixture(scope="session")
def spark() -> Engine:
    """Return Spark on two cores; Java compiles for a short life."""
    if MISSING:
        pytest.skip(f"Spark needs {' and '.join(MISSING)}, not installed here")
    from jobmine.engines.spark import SparkEngine

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        return SparkEngine("local[2]", memory=1)


@pytest.fixture(params=["local", "spark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return each engine in turn."""
    return request.getfixturevalue("spark") if request.param == "spark" else LocalEngine(2)
