"""Names for postings that stay the same however the rows are ordered.

A posting keeps the id of its site if that id is unique in the source. A running number of rows is no
id: it means another posting in every file. Every other posting is named by a hash of source, title,
employer and text as they stand in the file, so that reading a file twice, its rows in another order,
or with other settings, gives the same names.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Strings: TypeAlias = pa.Array | pa.ChunkedArray
Hashes = NDArray[np.uint64]


def hash_strings(strings: pa.Array) -> Hashes:
    """Return 64 bits of the BLAKE2 hash of each string; null counts as empty.

    Examples
    --------
    >>> one, two, three = hash_strings(pa.array(["焊工", "电工", "焊工"]))
    >>> bool(one == three), bool(one == two)
    (True, False)
    """
    cells = pc.fill_null(strings.cast(pa.large_string()), "")
    ends = np.frombuffer(cells.buffers()[1], np.int64)[cells.offset : cells.offset + len(cells) + 1].tolist()
    content = memoryview(cells.buffers()[2] or b"")
    hashes = (hashlib.blake2b(content[i:j], digest_size=8).digest() for i, j in pairwise(ends))
    return np.frombuffer(b"".join(hashes), ">u8").astype(np.uint64)


def name_hashes(source: Strings, title: Strings, company: Strings, text: Strings) -> Hashes:
    """Return the hash that names each posting whose site has no id for it.

    Parameters
    ----------
    source, title, company, text : pyarrow.Array or ChunkedArray of string

    Examples
    --------
    >>> [f"{name:016x}" for name in name_hashes(*map(pa.array, (["f"], ["焊工"], ["甲"], ["x"])))]
    ['441dd769822cc70c']
    """
    return hash_strings(_joined(*map(_filled, (source, title, company, text))))


def posting_ids(raw_ids: Strings, source: Strings, names: Hashes) -> pa.Array:
    """Return an id for every posting, unique and never null.

    Parameters
    ----------
    raw_ids : pyarrow.Array or ChunkedArray of string
        The site's own ids; null or empty where there is none.
    source : pyarrow.Array or ChunkedArray of string
        Where each posting comes from.
    names : numpy.ndarray of uint64
        See :func:`name_hashes`.

    Returns
    -------
    pyarrow.Array of string
        The site's id where no other row of the same source has it; else 16 hexadecimal characters.
        Ids that occur again get -2, -3 … in row order.

    Examples
    --------
    >>> posting_ids(pa.array(["a7", None, None]), pa.array(["f"] * 3), np.array([1, 255, 255], np.uint64)).to_pylist()
    ['a7', '00000000000000ff', '00000000000000ff-2']
    """
    ids, source = _filled(raw_ids), _filled(source)
    usable = (_occurrences(_joined(source, ids)) == 1) & ~_is_running_number(source, ids)
    usable = pc.and_(pc.not_equal(ids, ""), pa.array(usable))
    named = pa.array([f"{name:016x}" for name in names.tolist()], pa.large_string())
    return _numbered(pc.if_else(usable, ids, named))


def _filled(column: Strings) -> pa.Array:
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


def _occurrences(keys: pa.Array) -> NDArray[Any]:
    """Return how often the key of each row occurs."""
    codes: NDArray[Any] = keys.dictionary_encode().indices.to_numpy()
    counts: NDArray[Any] = np.bincount(codes, minlength=1)[codes]
    return counts


def _numbered(names: pa.Array) -> pa.Array:
    """Return the names with -2, -3 … where they occur again; numbers that are taken are skipped."""
    coded = names.dictionary_encode()
    codes = coded.indices.to_numpy()
    if not len(codes):
        return pa.array([], pa.string())
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(codes[order]) != 0])
    rank = np.empty(len(codes), np.int64)
    rank[order] = np.arange(len(codes)) - np.repeat(starts, np.diff(np.r_[starts, len(codes)]))
    again = np.flatnonzero(rank)
    if not len(again):
        return names.cast(pa.string())
    taken = set(coded.dictionary.to_pylist())
    numbered = []
    for row, name in zip(again.tolist(), names.take(pa.array(again)).to_pylist(), strict=True):
        number = int(rank[row]) + 1
        while f"{name}-{number}" in taken:
            number += 1
        taken.add(f"{name}-{number}")
        numbered.append(f"{name}-{number}")
    return pc.replace_with_mask(names, pa.array(rank > 0), pa.array(numbered, names.type)).cast(pa.string())
