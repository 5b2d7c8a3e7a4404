"""Starting Spark, and saying in one line what went wrong there."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging import CRITICAL, getLogger
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING, Any

from jobmine.errors import EngineError, MissingExtraError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

RETRIES = 4
"""How many times a task is tried; a local master would give up after the first failure."""

_LOCAL = re.compile(r"local(?:\[(\d+|\*)\])?")


@contextmanager
def reporting(what: str, query: str = "") -> Iterator[None]:
    """Turn what Spark raises into an error of the package, in one paragraph.

    Raises
    ------
    EngineError
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise EngineError("\n".join(filter(None, (f"{what}: {_reason(error)}", query)))) from error


def _reason(error: Exception) -> str:
    """Return what went wrong without the stacks of Java and Python."""
    told = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line for line in told if re.match(r"[\w.]*(?:Error|Exception)\b.*:|Caused by:", line)]
    return (causes or told or [type(error).__name__])[-1]


def find_session(master: str, memory: float = 0) -> SparkSession:
    """Return the Spark session of this process; one is started where there is none.

    Parameters
    ----------
    master, memory
        As for :class:`jobmine.engines.spark.SparkEngine`.

    Raises
    ------
    MissingExtraError, EngineError
    """
    master = _with_retries(master)
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError(
            'Spark 引擎需要 PySpark，请安装：pip install "jobmine[spark]"，或改用 --engine local。'
            "The Spark engine needs PySpark: install it so, or use --engine local."
        ) from error
    session = SparkSession.getActiveSession() or _start(SparkSession.builder, master, memory)
    if master not in ("", session.sparkContext.master):
        raise EngineError(
            f"Spark runs already with master {session.sparkContext.master!r}, wanted is {master!r};"
            " stop that session, or set run.master to it or to nothing"
        )
    return session


def _start(builder: Any, master: str, memory: float) -> SparkSession:
    if not _java():
        raise MissingExtraError(
            "Spark 引擎需要 Java 17 或更高版本，请安装（如 apt install openjdk-17-jre-headless）并设置 JAVA_HOME，"
            "或改用 --engine local。"
            "The Spark engine needs Java 17 or later: install it, set JAVA_HOME, or use --engine local."
        )
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    getLogger("SQLQueryContextLogger").setLevel(CRITICAL)  # it prints the stack of what is raised anyway
    builder = builder.appName("jobmine")
    for name, value in _settings(master, memory).items():
        builder = builder.config(name, value)
    with reporting(f"Spark did not start with master {master!r}; it needs Java 17 or later"):
        session: SparkSession = builder.getOrCreate()
    return session


def _settings(master: str, memory: float) -> dict[str, str]:
    settings = {"spark.log.level": "ERROR", "spark.ui.showConsoleProgress": "false"}
    settings["spark.executorEnv.OMP_NUM_THREADS"] = "1"
    if master:
        settings["spark.master"] = master
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")  # nothing of it is for other machines
        settings |= {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.buffer.pageSize": "1m"}
        memory = memory or min(_machine_memory() / 2, 4)
    if memory:
        settings["spark.driver.memory"] = f"{max(int(memory * 1024), 512)}m"
    return settings


def _machine_memory() -> float:
    """Return the memory of this machine in gigabytes; 2 where the system does not say."""
    names = ("SC_PAGE_SIZE", "SC_PHYS_PAGES")
    if not set(names) <= set(getattr(os, "sysconf_names", ())):
        return 2.0
    size, pages = map(os.sysconf, names)
    return size * pages / 2**30


def _java() -> str | None:
    """Return the path of Java where there is one: that of JAVA_HOME, else the first of PATH."""
    home = os.environ.get("JAVA_HOME")
    return which("java", path=str(Path(home, "bin")) if home else None)


def _with_retries(master: str) -> str:
    """Return a master whose tasks are tried again, which local ones are not unless they are told.

    Examples
    --------
    >>> _with_retries("local[2]"), _with_retries("local"), _with_retries("yarn")
    ('local[2,4]', 'local[1,4]', 'yarn')
    """
    found = _LOCAL.fullmatch(master)
    return f"local[{found[1] or 1},{RETRIES}]" if found else master
