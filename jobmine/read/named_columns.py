"""A table whose headers have several names, under the names of the columns that they stand for."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from jobmine.data import read_tsv
from jobmine.read.mapping import normalise_header
from jobmine.read.plain import read_cells


def named_columns(path: Path, headers: str) -> pd.DataFrame:
    r"""Return the columns of a table that are known, every cell a text; several of one name are put together.

    Parameters
    ----------
    path : Path
        A .csv, .tsv, .xlsx, .jsonl or .parquet file.
    headers : str
        A data file of the package with the columns ``column`` and ``header``.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.csv")
    ...     _ = path.write_text("姓名,学历,技能,证书\n某,大专,焊接,焊工证\n", encoding="utf-8")
    ...     named_columns(path, "read/people_headers.tsv").to_dict("records")
    [{'education': '大专', 'terms': '焊接\n焊工证'}]
    """
    heads = {row["header"]: row["column"] for row in read_tsv(headers)}
    frame: pd.DataFrame = read_cells(path).to_pandas().fillna("")
    made = pd.DataFrame(index=frame.index)
    for header in frame.columns:
        name = heads.get(normalise_header(header), "")
        if name in made:
            made[name] = (made[name] + "\n" + frame[header]).str.strip("\n")
        elif name:
            made[name] = frame[header]
    return made
