"""Lists of posts and occupations: an official list of scarce ones, or a catalogue written before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pyarrow as pa

from jobmine.data import read_tsv
from jobmine.errors import ReadError
from jobmine.read.files import find_sources
from jobmine.read.mapping import normalise_header
from jobmine.read.opening import open_grids
from jobmine.read.sources import Limits, PathLike


def read_list(path: PathLike, any_of: Sequence[str] = ("code", "occupation"), beside: Sequence[str] = ()) -> pa.Table:
    r"""Read a list of posts or occupations, with Chinese or English headers.

    Parameters
    ----------
    path : path
        A table with a column of codes or names; other columns are left out unless they are known.
    any_of : sequence of str
        Columns of which one is needed.
    beside : sequence of str
        Columns of which one is needed, too, where there are any.

    Returns
    -------
    pyarrow.Table
        The columns of ``read/lists.tsv`` that stand there.

    Raises
    ------
    ReadError
        If none of the needed columns stands there, or none of those beside them.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "目录.csv")
    ...     _ = path.write_text("序号,职业名称\n1,焊工\n", encoding="utf-8")
    ...     read_list(path).to_pylist()
    [{'occupation': '焊工'}]
    """
    grids = [g for source in find_sources(path, Limits()) for g in open_grids(source, _find_header, None, Limits())]
    parts = []
    for block in (block for grid in grids for block in grid.blocks):
        heads = [_column(name) for name in block.header]
        first = {head: place for place, head in reversed(list(enumerate(heads))) if head}
        if set(any_of) & set(first) and (not beside or set(beside) & set(first)):
            names = [name for name in _columns().values() if name in first]
            ordered = list(dict.fromkeys(names))
            cells = [block.columns[first[name]].cast(pa.string()) for name in ordered]
            parts.append(pa.table(cells, names=ordered))
    if not parts:
        known = [name for name, column in _columns().items() if column in any_of]
        more = f" with {' or '.join(beside)} beside it" if beside else ""
        raise ReadError(f"{path}: no column of {' or '.join(any_of)}{more}; known headers: {', '.join(known)}")
    return pa.concat_tables(parts, promote_options="default")


@cache
def _columns() -> dict[str, str]:
    return {row["header"]: row["column"] for row in read_tsv("read/lists.tsv")}


def _column(header: str) -> str:
    return _columns().get(normalise_header(header), "")


def _find_header(rows: Sequence[Sequence[str]]) -> int:
    known = [sum(bool(_column(cell)) for cell in row) for row in rows[:10]]
    return known.index(max(known)) if known else 0
