"""What a run would read and keep, before it runs: columns, counts, and the funnel of a scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from jobmine.config import Scope
from jobmine.engines.local import LocalEngine
from jobmine.measure.dimensions import DAY
from jobmine.measure.scope import apply_scope
from jobmine.model.major_map import join_links
from jobmine.model.majors import majors_of_postings
from jobmine.normalise.classes import classify_postings
from jobmine.normalise.duplicates import find_duplicates
from jobmine.pipeline.steps import Paths, Postings, read_postings
from jobmine.read.mapping import MappedColumn
from jobmine.schema import empty

_TABLES = ("postings", "posting_classes", "posting_major")


@dataclass(frozen=True)
class Preview:
    """Files as a run would read them.

    Attributes
    ----------
    mapping : tuple of MappedColumn
        What each column was taken for, and why.
    n_kept, n_rejected : int
        Rows.
    reasons : dict
        Rejected rows by reason.
    """

    mapping: tuple[MappedColumn, ...]
    n_kept: int
    n_rejected: int
    reasons: dict[str, int]


def preview_files(paths: Paths, folder: Path, *, columns: Mapping[str, str] | None = None) -> Preview:
    """Read files and keep in a folder what :func:`preview_scope` needs.

    Parameters
    ----------
    paths, columns
        As for :func:`jobmine.read_postings`.
    folder : Path
        Where the tables go; made where it is missing.

    Raises
    ------
    ReadError
        If a file cannot be read as a table of postings.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from jobmine.testing import write_sample
    >>> with TemporaryDirectory() as folder:
    ...     seen = preview_files(write_sample(folder), Path(folder, "preview"))
    ...     funnel = preview_scope(Path(folder, "preview"), Scope(school_level="高职", region="江苏"))
    >>> seen.n_kept, funnel["kept"].to_list()
    (12, [12, 4, 4])
    """
    read = read_postings(paths, columns=columns)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in _tables(read).items():
        pq.write_table(table, folder / f"{name}.parquet")
    reasons = read.rejected["reason"].value_counts().to_pylist()
    return Preview(
        read.mapping,
        read.table.num_rows,
        read.rejected.num_rows,
        {row["values"]: row["counts"] for row in reasons},
    )


def preview_scope(folder: Path, scope: Scope) -> pd.DataFrame:
    """Return the funnel that a scope would give: ``rule``, ``value``, ``kept``, ``removed``.

    Majors that only texts name, and those of roles, are known after a run; its funnel may keep a few more.

    Raises
    ------
    ConfigError
        If nothing is left, or a rule is not understood.
    """
    tables = LocalEngine(1).open({name: folder / f"{name}.parquet" for name in _TABLES})
    return apply_scope(tables, scope).funnel


def preview_choices(folder: Path) -> dict[str, list[str]]:
    """Return what a scope can choose from: ``regions``, the commonest first, and ``months`` in order."""
    tables = LocalEngine(1).open({"postings": folder / "postings.parquet"})
    regions = tables.sql(
        """WITH p AS (SELECT province AS value, 0 AS turn FROM postings
UNION ALL SELECT city AS value, 1 AS turn FROM postings)
SELECT value FROM p WHERE value IS NOT NULL GROUP BY value ORDER BY min(turn), count(*) DESC, value"""
    )
    months = tables.sql(
        f"SELECT DISTINCT strftime({DAY}, '%Y-%m') AS value FROM postings WHERE {DAY} IS NOT NULL ORDER BY value"  # noqa: S608
    )
    return {"regions": regions["value"].to_pylist(), "months": months["value"].to_pylist()}


def _tables(read: Postings) -> dict[str, pa.Table]:
    duplicate_of = find_duplicates(read.table, 1.0)
    classes = classify_postings(read.table, duplicate_of)
    majors = majors_of_postings(read.table, empty("mentions"), classes, join_links(()))
    return {"postings": read.table, "posting_classes": classes, "posting_major": majors}
