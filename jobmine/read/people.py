"""People who look for work or learn: what they can, without who they are."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa

from jobmine.errors import ReadError
from jobmine.read.named_columns import named_columns
from jobmine.schema import SCHEMAS

_PARTS = re.compile(r"[、,，;；|/\n]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def read_people(path: str | Path) -> pa.Table:
    r"""Read people from a table with a row each.

    Names, numbers and addresses are not read: ``person_id`` is the row's number, from 1.

    Parameters
    ----------
    path : path
        Columns 技能 (terms with 、 between them) or 简历 (free text); 专业, 学历, 工作年限, 城市 where there are any.

    Returns
    -------
    pyarrow.Table
        Schema ``people``.

    Raises
    ------
    ReadError
        If there is no column of what people can, or no row.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.csv")
    ...     _ = path.write_text("学号,学历,工作年限,技能\n2301,大专,2年,精通焊接、CAD\n", encoding="utf-8")
    ...     read_people(path).select(["person_id", "education", "years", "terms"]).to_pylist()
    [{'person_id': '1', 'education': '大专', 'years': 2.0, 'terms': ['精通焊接', 'CAD']}]
    """
    frame = named_columns(Path(path), "read/people_headers.tsv")
    if not {"terms", "text"} & set(frame.columns) or frame.empty:
        what = "no row" if len(frame.columns) else "no column of what people can (技能, 简历)"
        raise ReadError(f"{path}: {what}; known columns found: {', '.join(frame.columns) or 'none'}")
    frame = frame.reindex(columns=SCHEMAS["people"].names, fill_value="")
    columns: dict[str, list[object]] = {
        name: [cell or None for cell in frame[name]] for name in SCHEMAS["people"].names
    }
    columns["person_id"] = [str(row) for row in range(1, len(frame) + 1)]
    columns["years"] = [float(match[0]) if (match := _NUMBER.search(cell)) else None for cell in frame["years"]]
    columns["terms"] = [[part.strip() for part in _PARTS.split(cell) if part.strip()] for cell in frame["terms"]]
    return pa.Table.from_pydict(columns, schema=SCHEMAS["people"])
