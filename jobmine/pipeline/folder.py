"""The run folder: what a run leaves, and how finished stages are found again."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from jobmine.engine import Engine, Tables
from jobmine.errors import JobmineError, ReadError
from jobmine.measure.table import replacing
from jobmine.schema import SCHEMA_VERSION, SCHEMAS, validate

MANIFEST = "manifest.json"
STAGES = ".stages"


class RunFolder:
    """Writes a run, alone while the context lasts. The manifest comes last: a folder without one is not finished.

    Parameters
    ----------
    path : Path
        The folder; made where it is missing.

    Raises
    ------
    JobmineError
        On entering, if the path is a file or another process writes there. A process that died does not.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path / STAGES / "lock", timeout=0)

    def __enter__(self) -> Self:
        if self.path.exists() and not self.path.is_dir():
            raise JobmineError(f"output {str(self.path)!r} is a file; name a folder")
        for folder in (self.path, self.path / STAGES, self.path / "tables", self.path / "figures"):
            folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise JobmineError(
                f"another run is writing into {str(self.path)!r}; wait until it is done, or name another folder"
            ) from error
        (self.path / MANIFEST).unlink(missing_ok=True)
        return self

    def __exit__(self, *failure: object) -> None:
        self._lock.release()

    def write(self, name: str, table: pa.Table) -> None:
        """Write a table of the contract as Parquet; one without rows leaves no file."""
        target = self.path / f"{name}.parquet"
        if not table.num_rows:
            target.unlink(missing_ok=True)
            return
        with replacing(target) as unfinished:
            pq.write_table(validate(table, name), unfinished, compression="zstd")

    def paths(self) -> dict[str, Path]:
        """Return the Parquet files by the name of their table."""
        return table_paths(self.path)

    def keep_stage(self, stage: str, fingerprint: str, tables: Mapping[str, pa.Table]) -> None:
        """Keep the tables of a finished stage for a later run."""
        for name, table in tables.items():
            with (
                replacing(self.path / STAGES / f"{stage}-{name}.arrow") as unfinished,
                pa.OSFile(str(unfinished), "wb") as sink,
                pa.ipc.new_file(sink, table.schema) as writer,
            ):
                writer.write_table(table)
        record = {"fingerprint": fingerprint, "tables": sorted(tables)}
        self.write_text(f"{STAGES}/{stage}.json", json.dumps(record))

    def find_stage(self, stage: str, fingerprint: str | None) -> dict[str, pa.Table] | None:
        """Return the tables of a kept stage whose fingerprint fits; None fits any."""
        try:
            record = json.loads((self.path / STAGES / f"{stage}.json").read_text(encoding="utf-8"))
            if fingerprint not in (None, record["fingerprint"]):
                return None
            return {name: self._kept(stage, name) for name in record["tables"]}
        except (FileNotFoundError, json.JSONDecodeError, KeyError, pa.ArrowInvalid):
            return None

    def _kept(self, stage: str, name: str) -> pa.Table:
        with pa.OSFile(str(self.path / STAGES / f"{stage}-{name}.arrow"), "rb") as source:
            return pa.ipc.open_file(source).read_all()

    def write_text(self, name: str, text: str) -> None:
        """Write a text file below the folder."""
        with replacing(self.path / name) as unfinished:
            Path(unfinished).write_text(text, encoding="utf-8")

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest: the run is done."""
        self.write_text(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, default=str) + os.linesep)


class Run:
    """A finished run folder.

    Parameters
    ----------
    path : Path
        The folder.
    engine : Engine
        Answers SQL over its tables.

    Attributes
    ----------
    manifest : dict
        Versions, settings, inputs, counts and times of the run.

    Raises
    ------
    ReadError
        If the folder is no finished run, or one of another schema.
    """

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        try:
            self.manifest: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ReadError(f"{str(path)!r} is no finished run: it has no {MANIFEST}; run it again") from error
        except json.JSONDecodeError as error:
            raise ReadError(f"{path / MANIFEST}: not JSON: {error}") from error
        if self.manifest.get("schema_version") != SCHEMA_VERSION:
            found = self.manifest.get("schema_version")
            raise ReadError(f"{str(path)!r} has schema {found!r}, this version reads {SCHEMA_VERSION!r}; run it again")

    @cached_property
    def _tables(self) -> Tables:
        return self._engine.open(table_paths(self.path))

    def has(self, name: str) -> bool:
        """Return whether the run has such a table with rows."""
        return self._tables.has(name)

    def sql(self, query: str, **more: pa.Table) -> pa.Table:
        """Return the answer to a query over the run's tables."""
        return self._tables.sql(query, **more)

    def keep(self, name: str, query: str) -> None:
        """Answer a query once and keep it as a table for later queries."""
        self._tables.keep(name, query)

    def beside(self, **tables: pa.Table) -> Tables:
        """Return the run's tables with others in their place or beside them."""
        return self._engine.open({**table_paths(self.path), **tables})

    def table(self, name: str) -> pd.DataFrame:
        """Return a table; postings with their classes beside them, or a table of the report by its name."""
        report = self.path / "tables" / f"{name}.csv"
        if name in SCHEMAS and self.has(name):
            if name == "postings" and self.has("posting_classes"):
                query = "FROM postings JOIN posting_classes USING (posting_id) ORDER BY source, row, posting_id"
            else:
                query = f'SELECT * FROM "{name}"'  # noqa: S608 - a name of the schema
            frame: pd.DataFrame = self.sql(query).to_pandas()
            return frame
        if report.exists():
            return pd.read_csv(report, encoding="utf-8-sig")
        known = sorted(table_paths(self.path)) + sorted(p.stem for p in (self.path / "tables").glob("*.csv"))
        raise KeyError(f"no table {name!r} in this run; it has {', '.join(known)}")

    def __repr__(self) -> str:
        return f"Run({str(self.path)!r})"


def table_paths(folder: Path) -> dict[str, Path]:
    """Return the Parquet files of a run folder by the name of their table."""
    return {name: folder / f"{name}.parquet" for name in SCHEMAS if (folder / f"{name}.parquet").exists()}


def fingerprint(*parts: Any) -> str:
    """Return a short hash of anything that JSON can write.

    Examples
    --------
    >>> fingerprint("read", {"a": 1}) == fingerprint("read", {"a": 1}), len(fingerprint(1))
    (True, 16)
    """
    return sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode()).hexdigest()[:16]


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
