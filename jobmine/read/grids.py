"""What every reader of a format gives: blocks of cells, with the rows that do not fit beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

BLOCK_ROWS = 5_000
# What pandas, databases, spreadsheets and scripts write for an empty cell; NA alone may be a word.
_NOTHING = ("", "nan", "NaN", "NaT", "<NA>", "None", "NULL", "null", "(null)", "N/A", "#N/A", "\\N", "undefined")
LIST_SEPARATOR = ","  # between the members of a cell that holds a list
# From the first rows of a source to the index of its header, None where it has none.
FindHeader = Callable[[Sequence[Sequence[str]]], int | None]


@dataclass(frozen=True, slots=True)
class OddRow:
    """A row that cannot stand in the columns of its block."""

    row: int
    reason: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive rows of a source.

    Attributes
    ----------
    header : tuple of str
        Names of the columns; ``#1``, ``#2`` … where the source has none.
    columns : tuple of pyarrow.Array
        Cells as trimmed strings, null where empty.
    rows : pyarrow.Array of int32
        Number of each row, counted from 0 below the header.
    odd : tuple of OddRow
        Rows that are in none of the columns.
    """

    header: tuple[str, ...]
    columns: tuple[pa.Array, ...]
    rows: pa.Array
    odd: tuple[OddRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """One table of a file: a sheet, a delimited file, an array of objects.

    ``named`` is false where the source has no header, so that columns go by their content.
    """

    source: str
    format: str
    encoding: str
    named: bool
    blocks: Iterator[Block]


def text_array(cells: Sequence[str | None]) -> pa.Array:
    """Return strings as an Arrow array."""
    return pa.array(cells, pa.string())


def clean(cells: pa.Array) -> pa.Array:
    r"""Return cells trimmed, null where nothing is left or an exporter wrote that nothing is there.

    Examples
    --------
    >>> clean(text_array([" 大专\xa0", "", "nan", "NA", None])).to_pylist()
    ['大专', None, None, 'NA', None]
    """
    trimmed = pc.utf8_trim_whitespace(cells)
    return pc.if_else(pc.is_in(trimmed, value_set=text_array(_NOTHING)), pa.scalar(None, pa.string()), trimmed)


def row_numbers(start: int, count: int) -> pa.Array:
    """Return ``count`` row numbers from ``start``."""
    return pa.array(range(start, start + count), pa.int32())


def position_names(width: int) -> tuple[str, ...]:
    """Return the names of columns that have none.

    Examples
    --------
    >>> position_names(2)
    ('#1', '#2')
    """
    return tuple(f"#{i + 1}" for i in range(width))


def blocks_of_rows(header: tuple[str, ...], rows: Sequence[Sequence[str | None]], start: int = 0) -> Iterator[Block]:
    """Yield equally long rows as blocks."""
    for first in range(0, len(rows), BLOCK_ROWS):
        part = rows[first : first + BLOCK_ROWS]
        columns = tuple(clean(text_array(cells)) for cells in zip(*part, strict=True))
        yield Block(header, columns, row_numbers(start + first, len(part)))
