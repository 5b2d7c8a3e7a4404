"""JSON (an array, or an object that holds one), JSON Lines, and Parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain, islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jobmine.errors import ReadError
from jobmine.read.encodings import detect_encoding
from jobmine.read.grids import BLOCK_ROWS, LIST_SEPARATOR, Block, Grid, OddRow, clean, row_numbers, text_array
from jobmine.read.sources import Limits, Source

NOT_JSON = "不是JSON对象"
_DEPTH = 4  # of the objects around the array of postings
_BLANK = " \t\r\n\ufeff"


def _point_free(number: str) -> str:
    return number.removesuffix(".0")


# numbers stay as they are written: 20 digits of an id are not a float
_loads = partial(json.loads, parse_float=_point_free, parse_int=str)


def open_json(source: Source, limits: Limits, encoding: str | None = None) -> Grid:
    """Open a JSON or JSON Lines file.

    Parameters
    ----------
    source : Source
        The file. Which of the two it is shows in its content.
    limits : Limits
        ``whole`` bounds a file that is one array or object.
    encoding : str, optional
        What to decode with. Detected when left out.

    Raises
    ------
    ReadError
        If it is neither, is too large, or holds no array of objects or several.
    """
    used = encoding or detect_encoding(source.open, source.where)
    errors = "replace" if encoding else "strict"
    with io.TextIOWrapper(source.open(), used, errors) as text:
        lines = (line for line in iter(lambda: text.readline(limits.whole), "") if line.strip(_BLANK))
        first, second = next(lines, ""), next(lines, "")
    if not first:
        raise ReadError(f"{source.where}: the file is empty")
    if _is_lines(first, alone=not second):
        numbered = _read_lines(source, used, errors)
        return Grid(source.name, "jsonl", used, True, _blocks(numbered))
    records = _find_array(source, _read_whole(source, used, errors, limits))
    return Grid(source.name, "json", used, True, _blocks(enumerate(records)))


def _is_lines(first: str, alone: bool) -> bool:
    """Whether a file is JSON Lines, by its first line: a posting, not an object around all of them."""
    try:
        record = _loads(first.strip(_BLANK))
    except json.JSONDecodeError:
        return False
    return isinstance(record, dict) and not (alone and any(_arrays(record, "$", _DEPTH)))


def _read_lines(source: Source, encoding: str, errors: str) -> Iterator[tuple[int, Any]]:
    with io.TextIOWrapper(source.open(), encoding, errors) as lines:
        filled = (line for raw in lines if (line := raw.strip(_BLANK)))
        for number, line in enumerate(filled):
            try:
                yield number, _loads(line)
            except json.JSONDecodeError:
                yield number, line


def _read_whole(source: Source, encoding: str, errors: str, limits: Limits) -> Any:
    if source.size > limits.whole:
        raise ReadError(
            f"{source.where}: a JSON document of {source.size:,} bytes, over the limit of {limits.whole:,}; "
            "write it as JSON Lines, which is read in pieces, or raise limits.whole"
        )
    with io.TextIOWrapper(source.open(), encoding, errors) as text:
        try:
            return _loads(text.read().strip(_BLANK))
        except json.JSONDecodeError as err:
            raise ReadError(f"{source.where}:{err.lineno}: not valid JSON ({err.msg}, column {err.colno})") from err


def _find_array(source: Source, document: Any) -> list[Any]:
    if document == []:
        return []
    arrays = list(_arrays(document, "$", _DEPTH))
    if len(arrays) == 1:
        return arrays[0][1]
    if not arrays:
        raise ReadError(f"{source.where}: no array of objects in this JSON; wanted is [{{…}}, {{…}}], one a posting")
    raise ReadError(
        f"{source.where}: {len(arrays)} arrays of objects ({', '.join(name for name, _ in arrays)}); "
        "keep the one that holds the postings"
    )


def _arrays(node: Any, name: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(node, list) and any(isinstance(member, dict) for member in node):
        yield name, node
    elif isinstance(node, dict) and depth:
        for key, value in node.items():
            yield from _arrays(value, f"{name}.{key}", depth - 1)


def _blocks(numbered: Iterable[tuple[int, Any]]) -> Iterator[Block]:
    """Yield blocks; a key that comes up late widens the header of its block."""
    remaining = iter(numbered)
    while part := list(islice(remaining, BLOCK_ROWS)):
        good = [(number, _flatten(record)) for number, record in part if isinstance(record, dict)]
        odd = tuple(
            OddRow(number, NOT_JSON, (record if isinstance(record, str) else value_text(record),))
            for number, record in part
            if not isinstance(record, dict)
        )
        header = tuple(dict.fromkeys(chain.from_iterable(record for _, record in good)))
        columns = tuple(clean(text_array([record.get(key) for _, record in good])) for key in header)
        yield Block(header, columns, pa.array([number for number, _ in good], pa.int32()), odd)


def _flatten(record: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return an object's values as text; a nested key is written ``outer.inner``.

    Examples
    --------
    >>> _flatten({"职位": "会计", "公司": {"名称": "甲公司"}, "福利": ["双休", "包住"], "年龄": None})
    {'职位': '会计', '公司.名称': '甲公司', '福利': '双休,包住', '年龄': ''}
    """
    cells: dict[str, str] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            cells |= _flatten(value, f"{prefix}{key}.")
        else:
            cells[prefix + key] = value_text(value)
    return cells


def value_text(value: Any) -> str:
    """Return a value of a document as a cell: lists with commas, what is nested deeper as JSON.

    Examples
    --------
    >>> [value_text(value) for value in (["五险", "双休"], {"min": 6000}, None)]
    ['五险,双休', '{"min": 6000}', '']
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, list) and not any(isinstance(member, (dict, list)) for member in value):
        return LIST_SEPARATOR.join(value_text(member) for member in value)
    return json.dumps(value, ensure_ascii=False, default=str)


def open_parquet(source: Source) -> Grid:
    """Open a Parquet file.

    Parameters
    ----------
    source : Source
        The file. Columns of any type are read as text, lists with commas between their members.

    Raises
    ------
    ReadError
        If the file is damaged.
    """
    with _parquet_errors(source), source.open() as file:
        pq.read_metadata(file)
    return Grid(source.name, "parquet", "", True, _parquet_blocks(source))


@contextmanager
def _parquet_errors(source: Source) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError) as err:
        raise ReadError(f"{source.where}: not a valid Parquet file ({err})") from err


def _parquet_blocks(source: Source) -> Iterator[Block]:
    done = 0
    with _parquet_errors(source), source.open() as opened:
        for batch in pq.ParquetFile(opened).iter_batches(batch_size=BLOCK_ROWS):
            table = pa.Table.from_batches([batch])
            while any(pa.types.is_struct(kind) for kind in table.schema.types):
                table = table.flatten()
            columns = tuple(clean(_as_text(column.combine_chunks())) for column in table.columns)
            yield Block(tuple(table.column_names), columns, row_numbers(done, batch.num_rows))
            done += batch.num_rows


def _as_text(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_text(column.dictionary_decode())
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(column.cast(pa.list_(pa.string())), LIST_SEPARATOR)
    if pa.types.is_floating(kind):
        return pc.replace_substring_regex(column.cast(pa.string()), r"\.0$", "")
    return column.cast(pa.string())
