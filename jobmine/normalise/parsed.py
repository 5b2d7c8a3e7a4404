"""What a parser of cells gives back, and how parsers run over columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

T = TypeVar("T")

LONGEST_CELL = 32_767
"""Characters: what a cell of a spreadsheet holds. A longer one is a page that slid into a field; it is not parsed."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A value read from a cell, with the rule that read it or the reason why none could.

    Attributes
    ----------
    value : T or None
        What was read. None where the cell is empty, says that it says nothing (面议), or is not
        understood.
    rule : str
        Name of the rule that read the value; starts with ``inferred`` where a unit was concluded
        and not stated. Empty where no rule fits.
    reason : str
        Why there is no value. Empty where there is one and where the cell is empty.
    """

    value: T | None = None
    rule: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ParsedColumn(Generic[T]):
    """A parsed column: each distinct cell is parsed once.

    Attributes
    ----------
    cells : pyarrow.DictionaryArray of string
        The column as it stood.
    parses : list of Parsed
        By distinct cell.
    """

    cells: pa.DictionaryArray
    parses: list[Parsed[T]]

    def values(self, pick: Callable[[T], Any], kind: pa.DataType) -> pa.Array:
        """Return one part of the values as an array; null where there is none."""
        return self._spread([None if p.value is None else pick(p.value) for p in self.parses], kind)

    def rules(self) -> pa.Array:
        """Return the rule of each row, null where the cell is empty."""
        return self._spread([p.rule for p in self.parses], pa.string())

    def reasons(self) -> pa.Array:
        """Return the reason of each row, null where there is none."""
        return self._spread([p.reason or None for p in self.parses], pa.string())

    def _spread(self, by_cell: list[Any], kind: pa.DataType) -> pa.Array:
        return pa.array(by_cell, kind).take(self.cells.indices)


_TOO_LONG: Parsed[Any] = Parsed(reason=f"longer than {LONGEST_CELL:,} characters")


def parse_column(cells: pa.Array | pa.ChunkedArray, parse: Callable[[str], Parsed[T]]) -> ParsedColumn[T]:
    """Return a column with every distinct cell parsed.

    Parameters
    ----------
    cells : pyarrow.Array or ChunkedArray of string
        Null cells give no value, nor do those longer than :data:`LONGEST_CELL`.
    parse : callable
        From a string to a :class:`Parsed`.

    Examples
    --------
    >>> column = parse_column(pa.array(["3", None, "3"]), lambda cell: Parsed(int(cell), "digits"))
    >>> column.values(float, pa.float64()).to_pylist()
    [3.0, None, 3.0]
    """
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    coded = cells.dictionary_encode()
    distinct = coded.dictionary.to_pylist()
    return ParsedColumn(coded, [parse(text) if len(text) <= LONGEST_CELL else _TOO_LONG for text in distinct])


def remembering(parse: Callable[[str], Parsed[T]]) -> Callable[[str], Parsed[T]]:
    """Return a parser that keeps what it read of the last cells, for cells that come again in other batches.

    Examples
    --------
    >>> parse = remembering(lambda cell: Parsed(int(cell), "digits"))
    >>> parse("3") is parse("3")
    True
    """
    return lru_cache(maxsize=1 << 15)(parse)


_SEPARATOR = "\x1f"


def join_cells(*columns: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the cells of several columns as one string a row, null where all of them are empty.

    Examples
    --------
    >>> joined = join_cells(pa.array(["a", None]), pa.array([None, None], pa.string()))
    >>> [split_cells(cell) if cell else None for cell in joined.to_pylist()]
    [['a', None], None]
    """
    flat = [c.combine_chunks() if isinstance(c, pa.ChunkedArray) else c for c in columns]
    joined = pc.binary_join_element_wise(*(pc.fill_null(c, "") for c in flat), _SEPARATOR)
    return pc.if_else(pc.equal(joined, _SEPARATOR * (len(flat) - 1)), None, joined)


def split_cells(joined: str) -> list[str | None]:
    """Return the cells that :func:`join_cells` has joined; empty ones are None."""
    return [cell or None for cell in joined.split(_SEPARATOR)]


def show_cells(joined: pa.Array) -> pa.Array:
    """Return joined cells as a person may read them: those that are filled, with bars between.

    Examples
    --------
    >>> show_cells(join_cells(pa.array(["7000"]), pa.array([None], pa.string()), pa.array(["13"]))).to_pylist()
    ['7000 | 13']
    """
    shown = pc.replace_substring_regex(joined, f"{_SEPARATOR}+", " | ")
    return pc.utf8_trim(shown, " |")
