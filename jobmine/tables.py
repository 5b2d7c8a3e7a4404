"""Tables of the contract made from columns and from lists."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from numpy.typing import NDArray

from jobmine.schema import SCHEMAS, validate


def from_columns(name: str, length: int, columns: dict[str, pa.Array]) -> pa.Table:
    """Return a table of the contract; columns that are not given are null.

    Examples
    --------
    >>> from_columns("roles", 1, {"role": pa.array(["焊工"])}).to_pylist()[0]["family"] is None
    True
    """
    schema = SCHEMAS[name]
    arrays = [columns[f.name] if f.name in columns else pa.nulls(length, f.type) for f in schema]
    return validate(pa.table(arrays, names=schema.names), name)


def explode(nested: pa.Table, column: str, name: str) -> pa.Table:
    """Return the rows that stand as lists of structs in a column, as a table of the contract.

    Per-posting functions give one row a posting, with lists inside; this lays the lists out
    without a copy of their values.

    Parameters
    ----------
    nested : pyarrow.Table
        With ``posting_id`` and a column of type list<struct>.
    column : str
        The list column.
    name : str
        Contract of the result; its columns but ``posting_id`` are the struct's fields.

    Examples
    --------
    >>> rows = [[{"kind": "duties", "start": 0, "end": 2, "how": "heading"}], []]
    >>> explode(pa.table({"posting_id": ["a", "b"], "s": rows}), "s", "sections").num_rows
    1
    """
    lists = nested[column].combine_chunks()
    values = pc.list_flatten(lists)
    ids = nested["posting_id"].combine_chunks().take(pc.list_parent_indices(lists))
    fields = {f.name: values.field(i) for i, f in enumerate(values.type)}
    return validate(pa.table({"posting_id": ids, **fields}), name)


def pack(tables: Mapping[str, pa.Table]) -> pa.RecordBatch:
    """Return tables of any length as one batch of one row: what a per-batch function gives that has several.

    Examples
    --------
    >>> packed = pack({"a": pa.table({"x": [1, 2]}), "b": pa.table({"y": ["c"]})})
    >>> packed.num_rows, unpack(packed)["a"].to_pydict()
    (1, {'x': [1, 2]})
    """
    lists = []
    for table in tables.values():
        columns = [column.combine_chunks() for column in table.columns]
        rows = pa.StructArray.from_arrays(columns, fields=list(table.schema))
        lists.append(pa.LargeListArray.from_arrays(pa.array([0, len(rows)], pa.int64()), rows))
    return pa.RecordBatch.from_arrays(lists, list(tables))


def unpack(packed: pa.RecordBatch) -> dict[str, pa.RecordBatch]:
    """Return the tables of :func:`pack`, without a copy."""
    return {name: pa.RecordBatch.from_struct_array(packed[name].flatten()) for name in packed.schema.names}


def write_parquet(rows: ds.Dataset, path: str | Path) -> None:
    """Write a dataset as one Parquet file, batch by batch."""
    with pq.ParquetWriter(path, rows.schema, compression="zstd") as writer:
        for batch in rows.to_batches(use_threads=False, batch_readahead=1, fragment_readahead=1):
            writer.write_batch(batch)


def nested_type(name: str) -> pa.DataType:
    """Return the list<struct> type that :func:`explode` lays out as the named table.

    Examples
    --------
    >>> nested_type("sections").value_type.num_fields
    4
    """
    return pa.list_(pa.struct([f.remove_metadata() for f in SCHEMAS[name] if f.name != "posting_id"]))


def nest(name: str, columns: Mapping[str, pa.Array], owner: NDArray[np.int64], length: int) -> pa.Array:
    """Return flat columns, ordered by owner, as one list of structs an owner: what :func:`explode` lays out.

    Parameters
    ----------
    name : str
        Contract of the flat table.
    columns : mapping of str to pyarrow.Array
        Its columns but ``posting_id``.
    owner : ndarray of int64
        Number of the posting of each row, ascending.
    length : int
        Number of postings.

    Examples
    --------
    >>> columns = {"kind": ["duties"], "start": [0], "end": [2], "how": ["heading"]}
    >>> arrays = {name: pa.array(values) for name, values in columns.items()}
    >>> [len(rows) for rows in nest("sections", arrays, np.array([1]), 2).to_pylist()]
    [0, 1]
    """
    fields = list(nested_type(name).value_type)
    values = pa.StructArray.from_arrays([columns[f.name].cast(f.type) for f in fields], fields=fields)
    offsets = np.searchsorted(owner, np.arange(length + 1))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=nested_type(name))


def set_column(table: pa.Table, name: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return the table with other values in one of its columns.

    Examples
    --------
    >>> set_column(pa.table({"a": [1], "b": [2]}), "a", pa.array([5]))["a"].to_pylist()
    [5]
    """
    number = table.schema.get_field_index(name)
    field = table.schema.field(number)
    return table.set_column(number, field, values.cast(field.type))


def lookup(side: pa.Table, name: str, table: pa.Table) -> pa.Array:
    """Return a column of a side table for every row of a table; both are keyed by ``posting_id``.

    Examples
    --------
    >>> side = pa.table({"posting_id": ["b"], "role": ["焊工"]})
    >>> lookup(side, "role", pa.table({"posting_id": ["a", "b"]})).to_pylist()
    [None, '焊工']
    """
    place = pc.index_in(table["posting_id"], side["posting_id"].combine_chunks())
    return side[name].combine_chunks().take(place.combine_chunks())
