"""Tables read back from the CSV files that they were written to, with what stands of them in notes.csv."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from jobmine.errors import ReadError
from jobmine.measure.table import Table, new_table

_COUNTS = ("n", "n_text", "n_cut")
_TEXTS = ("title", "unit", "formula", "source", "direction", "scope", "counts")
_NEUTRALISED = r"^'(?=[=+\-@\t\r])"


def read_tables(folder: str | Path, names: Sequence[str]) -> dict[str, Table]:
    """Return those of the named tables that a folder holds, in the order of the names.

    Parameters
    ----------
    folder : path
        With ``<name>.csv`` and ``notes.csv``, see :func:`jobmine.measure.table.notes_frame`.
    names : sequence of str

    Raises
    ------
    ReadError
        If the folder has no notes.csv, or a table cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> from jobmine.measure.table import notes_frame, write_csv
    >>> table = new_table(pd.DataFrame({"term": ["-x"], "n": [3]}), name="a", title="表", n=3, titles={"term": "词"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_csv(table.frame, Path(folder) / "a.csv")
    ...     write_csv(notes_frame({"a": table}), Path(folder) / "notes.csv")
    ...     again = read_tables(folder, ["a", "b"])["a"]
    >>> again.frame.to_dict("records"), again.meta["n"], again.meta["titles"]
    ([{'term': '-x', 'n': 3}], 3, {'term': '词', 'n': '职位数'})
    """
    place = Path(folder)
    try:
        with (place / "notes.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        facts: dict[str, dict[str, str]] = {}
        for row in rows:
            facts.setdefault(row["sheet"], {})[row["key"]] = row["value"]
        found = [name for name in names if (place / f"{name}.csv").exists()]
        return {name: _restored(name, _frame(place / f"{name}.csv"), facts.get(name, {})) for name in found}
    except (OSError, ValueError, KeyError) as error:
        raise ReadError(f"tables in {str(place)!r}: {error}; name a folder with notes.csv beside the tables") from error


def _frame(path: Path) -> pd.DataFrame:
    frame = pd.read_csv(path, encoding="utf-8-sig", low_memory=False)
    for name in frame.select_dtypes(exclude=["number", "bool"]):
        frame[name] = frame[name].fillna("").astype(str).str.replace(_NEUTRALISED, "", regex=True)
    return frame


def _restored(name: str, frame: pd.DataFrame, facts: dict[str, str]) -> Table:
    plain: dict[str, Any] = {key: facts.get(key, "") for key in _TEXTS} | {"title": facts.get("title") or name}
    plain |= {key: int(facts.get(key) or 0) for key in _COUNTS}
    return new_table(
        frame,
        name=name,
        own=facts.get("own") == "True",
        by=_parts(facts, "by"),
        notes=[facts.get("notes", "")],
        titles=dict(pair.split("=", 1) for pair in _parts(facts, "titles") if "=" in pair),
        **plain,
    )


def _parts(facts: dict[str, str], key: str) -> list[str]:
    return [part for part in facts.get(key, "").split("；") if part]
