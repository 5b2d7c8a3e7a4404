"""Names for postings that stay the same however the rows are ordered.

A posting keeps the id of its site if that id is unique in the source. A running number of rows is no
id: it means another posting in every file. Every other posting is named by a hash of source, title,
employer and text, so that reading a file twice, or its rows in another order, gives the same names.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray


def posting_ids(
    raw_ids: pa.Array | pa.ChunkedArray,
    source: pa.Array | pa.ChunkedArray,
    title: pa.Array | pa.ChunkedArray,
    company: pa.Array | pa.ChunkedArray,
    text: pa.Array | pa.ChunkedArray,
) -> pa.Array:
    """Return an id for every posting, unique and never null.

    Parameters
    ----------
    raw_ids : pyarrow.Array or ChunkedArray of string
        The site's own ids; null or empty where there is none.
    source, title, company, text : pyarrow.Array or ChunkedArray of string
        What the hash is made of.

    Returns
    -------
    pyarrow.Array of string
        The site's id where no other row of the same source has it; else 16 hexadecimal characters.
        Ids that occur again get -2, -3 … in row order.

    Examples
    --------
    >>> ids, texts, (source, title, company) = ["a7", None, None], ["", "x", "x"], (["f"] * 3, ["焊工"] * 3, ["甲"] * 3)
    >>> posting_ids(*map(pa.array, (ids, source, title, company, texts))).to_pylist()
    ['a7', '441dd769822cc70c', '441dd769822cc70c-2']
    """
    ids, source = _filled(raw_ids), _filled(source)
    keys = _joined(source, _filled(title), _filled(company), _filled(text))
    usable = (_occurrences(_joined(source, ids)) == 1) & ~_is_running_number(source, ids)
    usable = pc.and_(pc.not_equal(ids, ""), pa.array(usable))
    named = pc.if_else(usable, ids, _hash(keys))
    return _numbered(named)


def _filled(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return pc.utf8_trim_whitespace(pc.fill_null(array.cast(pa.large_string()), ""))


def _joined(*columns: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*columns, pa.scalar("\x1f", pa.large_string()))


def _is_running_number(source: pa.Array, ids: pa.Array) -> NDArray[Any]:
    """Return for each row whether the ids of its source only count the rows.

    They do if all are whole numbers and none is larger than twice the number of rows (rows may have
    been left out of a file).
    """
    if not len(ids):
        return np.zeros(0, bool)
    codes: NDArray[Any] = source.dictionary_encode().indices.to_numpy()
    digits = pc.match_substring_regex(ids, r"^[0-9]{1,9}$")
    numbers = pc.if_else(digits, ids, "999999999").cast(pa.int64()).to_numpy()
    largest = np.zeros(codes.max() + 1, np.int64)
    np.maximum.at(largest, codes, numbers)
    counting: NDArray[Any] = (largest <= 2 * np.bincount(codes))[codes]
    return counting


def _hash(keys: pa.Array) -> pa.Array:
    coded = keys.dictionary_encode()
    names = [hashlib.blake2b(key.encode(), digest_size=8).hexdigest() for key in coded.dictionary.to_pylist()]
    return pa.array(names, pa.large_string()).take(coded.indices)


def _occurrences(keys: pa.Array) -> NDArray[Any]:
    """Return how often the key of each row occurs."""
    codes: NDArray[Any] = keys.dictionary_encode().indices.to_numpy()
    counts: NDArray[Any] = np.bincount(codes, minlength=1)[codes]
    return counts


def _numbered(names: pa.Array) -> pa.Array:
    """Return the names with -2, -3 … where they occur again; numbers that are taken are skipped."""
    codes = names.dictionary_encode().indices.to_numpy()
    if not len(codes):
        return pa.array([], pa.string())
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(codes[order]) != 0])
    rank = np.empty(len(codes), np.int64)
    rank[order] = np.arange(len(codes)) - np.repeat(starts, np.diff(np.r_[starts, len(codes)]))
    result = names.to_pylist()
    taken = set(result)
    for row in np.flatnonzero(rank):
        number = int(rank[row]) + 1
        while f"{result[row]}-{number}" in taken:
            number += 1
        taken.add(f"{result[row]}-{number}")
        result[row] = f"{result[row]}-{number}"
    return pa.array(result, pa.string())
