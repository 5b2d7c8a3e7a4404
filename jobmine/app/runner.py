"""Carries out the commands of a job beside the page: it goes on when the page, or its server, is closed.

``python -m jobmine.app.runner JOB`` tells how it stands by files alone: ``alive`` is touched while it works,
``stop`` asks it to end, ``exit`` holds the last exit code. No process id is trusted after the fact.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

BEAT = 0.5  # seconds
CANCELLED = 130


def carry_out(folder: Path) -> int:
    """Run the commands of ``commands.json`` one after the other until one fails; return the last exit code."""
    commands = json.loads((folder / "commands.json").read_text(encoding="utf-8"))
    code = 0
    with (folder / "run.log").open("wb") as log:
        for command in commands:
            code = code or _run_one(command, folder, log.fileno())
    (folder / "exit").write_text(str(code), encoding="utf-8")
    return code


def _run_one(command: list[str], folder: Path, log: int) -> int:
    with subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, "-m", "jobmine", "--log-level", "info", *command],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env={**os.environ, "PYTHONUTF8": "1"},
        start_new_session=True,
    ) as process:
        while (code := process.poll()) is None:
            (folder / "alive").touch()
            if (folder / "stop").exists():
                _end(process)
                return CANCELLED
            time.sleep(BEAT)
    return int(code)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and its workers."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603, S607
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


if __name__ == "__main__":
    sys.exit(carry_out(Path(sys.argv[1])))
