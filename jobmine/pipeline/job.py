"""The stages of a run: timed, recorded, and taken up again where nothing has changed."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from jobmine._version import __version__
from jobmine.config import Config
from jobmine.engine import Engine
from jobmine.engines.local import LocalEngine, Progress
from jobmine.engines.workers import Workers
from jobmine.pipeline.folder import RunFolder, fingerprint
from jobmine.schema import SCHEMA_VERSION

log = logging.getLogger(__name__)


@dataclass
class Stage:
    """A stage under way.

    Attributes
    ----------
    fingerprint : str
        Of everything that the stage depends on.
    found : dict or None
        The tables of an earlier run whose fingerprint is the same.
    tables : dict
        What the stage gives.
    """

    fingerprint: str
    found: dict[str, pa.Table] | None = None
    tables: dict[str, pa.Table] = field(default_factory=dict)


class Job:
    """A run in the making.

    Parameters
    ----------
    folder : RunFolder
    config : Config
    workers : Workers
        Processes of every stage.
    resume : bool
        Whether finished stages are taken up again.
    progress : callable, optional
        From the name of a stage to a function of rows done and rows in all.

    Attributes
    ----------
    record : dict
        By stage: seconds, rows given, peak memory, whether it was taken up again.
    """

    def __init__(
        self,
        folder: RunFolder,
        config: Config,
        workers: Workers,
        *,
        resume: bool = False,
        progress: Callable[[str], Progress] | None = None,
    ) -> None:
        self.folder = folder
        self.config = config
        self.workers = workers
        self.resume = resume
        self.record: dict[str, dict[str, Any]] = {}
        self._progress = progress or (lambda stage: lambda done, rows: None)
        self._tell: Progress = self._progress("")

    def engine(self) -> Engine:
        """Return the engine of the settings, which reports the progress of the stage under way."""
        if self.config.run.engine == "spark":
            from jobmine.engines.spark import SparkEngine

            return SparkEngine(self.config.run.master, self._tell, self.config.run.memory)
        return LocalEngine(self.workers, self._tell, self.config.run.memory)

    @contextmanager
    def stage(self, name: str, *inputs: Any, keep: bool = False) -> Iterator[Stage]:
        """Time a stage; one that is kept is found again by its inputs."""
        stage = Stage(fingerprint(name, SCHEMA_VERSION, __version__, *map(repr, inputs)))
        if keep and self.resume:
            stage.found = self.folder.find_stage(name, stage.fingerprint)
        begun = time.perf_counter()
        log.info("stage %s: %s", name, "taken up again" if stage.found else "started")
        self._tell = self._progress(name)
        yield stage
        self._tell(1, 1)
        if keep and not stage.found:
            self.folder.keep_stage(name, stage.fingerprint, stage.tables)
        self.record[name] = {
            "seconds": round(time.perf_counter() - begun, 3),
            "resumed": bool(stage.found),
            "rows": {table: rows.num_rows for table, rows in stage.tables.items()},
            "peak_memory_mb": peak_memory(),
        }


def peak_memory() -> float | None:
    """Return the peak memory of this process and its largest child, megabytes; None where it is unknown."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round((own + children) / unit, 1)
