"""A small table of any kind that a person hands in: its cells as text, and its numbers as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jobmine.errors import ReadError
from jobmine.read.files import find_sources
from jobmine.read.grids import Grid
from jobmine.read.opening import open_grids
from jobmine.read.sources import Limits, PathLike

if TYPE_CHECKING:
    import pandas as pd

_TABLES = (".csv", ".tsv", ".xlsx", ".xls")
_NOTHING = ("", "-", "—", "——", "/", "…", "无", "缺失", "NA", "n/a")
_NUMBER = re.compile(r"([-+−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*[%％]?", re.IGNORECASE)


class Cells(NamedTuple):
    """A sheet or a delimited file: its name, and its rows from the first one on; None is an empty cell."""

    source: str
    rows: list[tuple[str | None, ...]]


def read_cells(path: PathLike) -> list[Cells]:
    r"""Return the sheets of a file, their first row included.

    Raises
    ------
    ReadError
        If the file cannot be read, or a row is longer or shorter than the others.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "城市.csv")
    ...     _ = path.write_text("城市,得分\n苏州,\n", encoding="utf-8")
    ...     read_cells(path)[0].rows
    [('城市', '得分'), ('苏州', None)]
    """
    grids = [g for source in find_sources(path, Limits()) for g in open_grids(source, _no_header, None, Limits())]
    sheets = [Cells(grid.source, _rows(grid)) for grid in grids]
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise ReadError(f"{path}: the file has no filled row")
    return filled


def read_frame(path: PathLike) -> pd.DataFrame:
    r"""Return the first sheet of a file under its first row, every cell a text, empty where nothing stands.

    Raises
    ------
    ReadError
        As :func:`read_cells`; if there is no row below the header, or two columns have one name.

    Examples
    --------
    >>> from pathlib import Path; from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "城市.csv")
    ...     _ = path.write_text("城市,得分\n苏州,87.0\n", encoding="utf-8")
    ...     read_frame(path).to_dict("records")
    [{'城市': '苏州', '得分': '87.0'}]
    """
    import pandas as pd

    source, (header, *rows) = read_cells(path)[0]
    names = [(name or "").strip() or f"#{place}" for place, name in enumerate(header, start=1)]
    twice = [name for name in names if names.count(name) > 1]
    if twice or not rows:
        raise ReadError(f"{source}: " + (f"two columns are named {twice[0]!r}" if twice else "no row below the header"))
    return pd.DataFrame([[cell or "" for cell in row] for row in rows], columns=names, dtype=str)


def read_named(folder: PathLike) -> Callable[[str], pd.DataFrame]:
    """Return a reader of the tables in a folder by their names without ending; each is read once.

    Raises
    ------
    ReadError
        By the reader, if there is no such table; names those that are there.
    """
    place = Path(folder)

    @cache
    def load(name: str) -> pd.DataFrame:
        there = sorted(path for path in place.iterdir() if path.suffix.lower() in _TABLES)
        found = [path for path in there if path.stem == name]
        if not found:
            raise ReadError(f"no table {name!r} in {place}; there are {', '.join(path.stem for path in there[:20])}")
        return read_frame(found[0])

    return load


def to_numbers(cells: Sequence[str], where: str) -> list[float]:
    """Return cells as numbers, NaN where nothing stands; a per cent sign is dropped, 87% is 87.

    Raises
    ------
    ReadError
        If a cell is no number; names its row, counted from 1 below the header.

    Examples
    --------
    >>> to_numbers(["1,200", "87.5%", "—"], "得分")
    [1200.0, 87.5, nan]
    """
    return [_number(cell, f"{where}: row {row} below the header") for row, cell in enumerate(cells, start=1)]


def _number(cell: str, where: str) -> float:
    text = re.sub(r"(?<=\d)[,，](?=\d{3})", "", cell.strip())
    if text in _NOTHING:
        return float("nan")
    found = _NUMBER.fullmatch(text)
    if not found:
        raise ReadError(f"{where}: {cell!r} is not a number; wanted is one as 12, 3,400 or 87.5%")
    return float(found[1].replace("−", "-"))


def _no_header(rows: Sequence[Sequence[str]]) -> None:
    return None


def _rows(grid: Grid) -> list[tuple[str | None, ...]]:
    rows: list[tuple[str | None, ...]] = []
    for block in grid.blocks:
        if block.odd:
            odd = block.odd[0]
            raise ReadError(
                f"{grid.source}: row {odd.row + 1} has {len(odd.cells)} cells, the others {len(block.header)}; "
                "put cells that hold commas in quotation marks"
            )
        rows += zip(*(column.to_pylist() for column in block.columns), strict=True)
    return [row for row in rows if any(row)]
