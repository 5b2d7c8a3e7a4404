"""A table exactly as it stands: no mapping, no cleaning, so that offsets into its texts hold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jobmine.errors import ReadError
from jobmine.read.encodings import detect_encoding
from jobmine.read.old_sheets import OLE, read_old_workbook
from jobmine.read.sheets import cell_text

_FORMATS = (".jsonl", ".csv", ".tsv", ".xlsx", ".xls", ".parquet")


def read_cells(path: str | Path) -> pa.Table:
    """Return the columns of a JSONL, CSV, TSV, XLSX or Parquet file as strings.

    Parameters
    ----------
    path : path
        The file; the first row of a sheet is its header. Records inside JSON lines are left out.

    Raises
    ------
    ReadError
        If it cannot be read, or is of another kind.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "a.jsonl")
    ...     _ = file.write_text('{"id": 1, "text": " 会焊接 "}', encoding="utf-8")
    ...     read_cells(file).to_pylist()
    [{'id': '1', 'text': ' 会焊接 '}]
    """
    file = Path(path)
    suffix = file.suffix.lower()
    if suffix not in _FORMATS:
        raise ReadError(f"{file}: a {suffix or 'file without suffix'}; allowed: {', '.join(_FORMATS)}")
    try:
        if suffix == ".parquet":
            table = pq.read_table(file)
            return pa.table({name: table[name].cast(pa.string()) for name in _plain(table.schema)})
        if suffix in (".xlsx", ".xls"):
            return _of_rows(_sheet(file))
        text = file.read_bytes().decode(detect_encoding(lambda: file.open("rb"), str(file)))
        if suffix == ".jsonl":
            return _of_records([json.loads(line) for line in text.split("\n") if line.strip()], file)
        return _of_rows(list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if suffix == ".tsv" else ",")))
    except FileNotFoundError as error:
        raise ReadError(f"{file}: no such file") from error
    except (OSError, ValueError, pa.ArrowException, csv.Error) as error:
        if isinstance(error, ReadError):
            raise
        raise ReadError(f"{file}: cannot be read: {error}") from error


def _plain(schema: pa.Schema) -> list[str]:
    return [field.name for field in schema if not pa.types.is_nested(field.type)]


def _sheet(file: Path) -> list[list[Any]]:
    import pandas as pd

    content = file.read_bytes()
    if content.startswith(OLE):
        rows = read_old_workbook(content, str(file))[0].rows
        return [list(map(cell_text, row)) for row in rows]
    frame = pd.read_excel(file, engine="calamine", header=None, dtype=str, keep_default_na=False)
    cells: list[list[Any]] = frame.to_numpy().tolist()
    return cells


def _of_rows(rows: list[list[Any]]) -> pa.Table:
    header = [str(name).strip() for name in rows[0]] if rows else []
    body = [row for row in rows[1:] if any(row)]
    columns = {
        name: pa.array([str(row[i]) if i < len(row) and row[i] is not None else "" for row in body], pa.string())
        for i, name in enumerate(header)
    }
    return pa.table(columns)


def _of_records(records: list[Any], file: Path) -> pa.Table:
    if not all(isinstance(record, dict) for record in records):
        raise ReadError(f"{file}: every line must be a JSON object")
    names = dict.fromkeys(
        name for record in records for name, value in record.items() if not isinstance(value, list | dict)
    )
    return pa.table({name: pa.array([_text(record.get(name)) for record in records], pa.string()) for name in names})


def _text(value: Any) -> str | None:
    return None if value is None or isinstance(value, list | dict) else str(value)
