"""Where jobs are kept: made, found by their names, listed."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path, PurePath

from jobmine.app.jobs import Job
from jobmine.errors import ConfigError
from jobmine.pipeline.folder import MANIFEST

_ID = re.compile(r"\d{8}-\d{6}-[0-9a-f]{12}")
_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def create_job(home: Path, title: str, inputs: Sequence[str] = (), out: Path | None = None) -> Job:
    """Make the folder of a job, readable by its owner alone."""
    folder = home / "runs" / f"{datetime.now():%Y%m%d-%H%M%S}-{secrets.token_hex(6)}"
    folder.mkdir(parents=True, mode=0o700)
    (folder / "input").mkdir()
    facts = {"title": title, "inputs": list(inputs), "created": f"{datetime.now():%Y-%m-%d %H:%M}"}
    if out is not None:
        facts["out"] = str(out)
    (folder / "job.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return Job(folder)


def find_job(home: Path, job_id: str) -> Job | None:
    """Return a job by its name, None where there is none."""
    folder = home / "runs" / job_id
    return Job(folder) if _ID.fullmatch(job_id) and (folder / "job.json").exists() else None


def list_jobs(home: Path) -> list[Job]:
    """Return the jobs, the newest first."""
    names = sorted((path.name for path in (home / "runs").glob("*")), reverse=True)
    return [job for name in names if (job := find_job(home, name))]


def safe_names(names: Sequence[str]) -> list[str]:
    """Return names of files without folders or characters that a system refuses, all different.

    Examples
    --------
    >>> safe_names(["../会计.csv", "会计.csv", "a:b.xlsx", ".."])
    ['会计.csv', '2-会计.csv', 'a_b.xlsx', '4-file']
    """
    safe: list[str] = []
    for number, name in enumerate(names, start=1):
        clean = _UNSAFE.sub("_", PurePath(name.replace("\\", "/")).name).strip(". ")[-120:] or f"{number}-file"
        safe.append(f"{number}-{clean}" if clean in safe else clean)
    return safe


def check_folder(path: str) -> Path:
    """Return a run folder that was named by hand.

    Raises
    ------
    ConfigError
        If it is no finished run.
    """
    folder = Path(path.strip().strip('"')).expanduser()
    if not (folder / MANIFEST).is_file():
        raise ConfigError(f"{path!r} is no finished run: it has no {MANIFEST}")
    return folder.resolve()
