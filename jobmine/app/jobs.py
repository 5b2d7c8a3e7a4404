"""Jobs of the page as folders: files put in, the command, how it stands, the run folder that it leaves."""

from __future__ import annotations

import atexit
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jobmine.app.runner import CANCELLED
from jobmine.pipeline.folder import MANIFEST

_APART = 0x00000208  # Windows: DETACHED_PROCESS, CREATE_NEW_PROCESS_GROUP
_STALE = 15.0  # seconds without a sign of life
_STAGE = re.compile(r"stage (\w+): (?:started|taken up again)")
_STEP = re.compile(r"progress (\w+): (\d+) of (\d+)")
STAGES = {"read": 0.05, "extract": 0.5, "roles": 0.05, "model": 0.05, "scope": 0.02, "report": 0.33}
"""Stages of a run and the part of its time that they take."""


@dataclass(frozen=True)
class Job:
    """A job of the page.

    Attributes
    ----------
    folder : Path
        Its folder; what it is about stands in ``job.json``.
    """

    folder: Path

    @property
    def id(self) -> str:
        """Its name, which cannot be guessed."""
        return self.folder.name

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Its title, files and day; ``out`` where it is a run folder from elsewhere."""
        read: dict[str, Any] = json.loads((self.folder / "job.json").read_text(encoding="utf-8"))
        return read

    @property
    def inputs(self) -> list[Path]:
        """The files that were put in."""
        return [self.folder / "input" / name for name in self.facts["inputs"]]

    @property
    def out(self) -> Path:
        """The run folder."""
        return Path(self.facts.get("out") or self.folder / "out")

    @property
    def status(self) -> str:
        """One of new, running, finished, cancelled, failed."""
        if not (self.folder / "commands.json").exists():
            return "finished" if (self.out / MANIFEST).exists() else "new"
        if (self.folder / "exit").exists():
            code = int((self.folder / "exit").read_text(encoding="utf-8"))
            return {0: "finished", CANCELLED: "cancelled"}.get(code, "failed")
        alive = self.folder / "alive"
        return "running" if alive.exists() and time.time() - alive.stat().st_mtime < _STALE else "failed"

    @property
    def commands(self) -> list[list[str]]:
        """The commands that it ran last, without the program's name."""
        if not (self.folder / "commands.json").exists():
            return []
        read: list[list[str]] = json.loads((self.folder / "commands.json").read_text(encoding="utf-8"))
        return read

    def start(self, *commands: Sequence[str]) -> None:
        """Carry out commands of the command line in a process that outlives the page."""
        for name in ("exit", "stop"):
            (self.folder / name).unlink(missing_ok=True)
        (self.folder / "commands.json").write_text(json.dumps(commands, ensure_ascii=False), encoding="utf-8")
        (self.folder / "run.log").write_bytes(b"")
        (self.folder / "alive").touch()
        process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "jobmine.app.runner", str(self.folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=_APART if sys.platform == "win32" else 0,
            start_new_session=sys.platform != "win32",
        )
        _STARTED.append(process)
        _reap()

    def cancel(self) -> None:
        """Ask the process to end."""
        (self.folder / "stop").touch()

    @property
    def log(self) -> str:
        """What the commands printed, the last part of it."""
        try:
            return (self.folder / "run.log").read_bytes()[-20_000:].decode("utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    @property
    def error(self) -> str:
        """The sentence with which a failed job ended."""
        lines = [line.strip() for line in self.log.splitlines() if line.strip()]
        told = [line for line in lines if line.startswith("jobmine: error: ")]
        last = told[-1].removeprefix("jobmine: error: ") if told else lines[-1] if lines else "the process has ended"
        return self.plain(last)

    def plain(self, message: str) -> str:
        """Return a message without the folders of the job."""
        return message.replace(f"{self.folder / 'input'}/", "").replace(f"{self.folder}/", "")


_STARTED: list[subprocess.Popen[bytes]] = []


@atexit.register
def _reap() -> None:
    """Forget the processes that have ended, so that the system can."""
    _STARTED[:] = [known for known in _STARTED if known.poll() is None]


def progress_of(log: str) -> tuple[str, float]:
    r"""Return the stage that a run is in and the part of it that is done, as far as its log tells.

    Examples
    --------
    >>> progress_of("stage read: started\nstage extract: started\nprogress extract: 50 of 100")
    ('extract', 0.3)
    """
    stages = [name for name in _STAGE.findall(log) if name in STAGES]
    if not stages:
        return "", 0.0
    steps = [int(done) / max(int(rows), 1) for name, done, rows in _STEP.findall(log) if name == stages[-1]]
    before = sum(part for name, part in STAGES.items() if list(STAGES).index(name) < list(STAGES).index(stages[-1]))
    return stages[-1], round(min(before + STAGES[stages[-1]] * (steps[-1] if steps else 0), 1.0), 4)
